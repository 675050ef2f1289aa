package io.keepwatch.support;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.access.ApiCaller;
import io.keepwatch.domain.access.Credential;
import io.keepwatch.domain.access.Credentials;
import io.keepwatch.domain.access.JobCaller;
import io.keepwatch.domain.access.JobDoor;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.access.KeyDoor;
import io.keepwatch.domain.access.Scope;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Who plays in our tests: Acme, and Rival, who knows all of Acme's ids and must see nothing. Their
 * keys are made up and good for tests only.
 */
public final class Cast {

    public static final TenantId ACME = new TenantId("t-acme000000");
    public static final TenantId RIVAL = new TenantId("t-r1va100000");

    public static final HostName WEB_1 = new HostName("web-1");
    public static final HostName DB_1 = new HostName("db-1");

    /** Hands in for any host of Acme. */
    public static final Key ACME_AGENT_KEY = key("kwi_acmeanyh0st000000000000000000000_cztqjh2");

    /** Hands in for Acme's {@link #WEB_1} only, whatever name it sends. */
    public static final Key ACME_WEB_1_KEY = key("kwi_acmeweb1000000000000000000000000_3zyg871");

    /** Reads what is Acme's. */
    public static final Key ACME_READER_KEY = key("kwr_acmereader0000000000000000000000_h1am2m3");

    /** Hands in for any host of Rival. */
    public static final Key RIVAL_AGENT_KEY = key("kwi_r1va1anyh0st00000000000000000000_kwwzb11");

    /** Reads what is Rival's. */
    public static final Key RIVAL_READER_KEY = key("kwr_r1va1reader000000000000000000000_0yf4cf0");

    /** Well formed, and nobody's. */
    public static final Key UNKNOWN_AGENT_KEY = key("kwi_strangerkey000000000000000000000_vys7ms2");

    /** Well formed, and nobody's. */
    public static final Key UNKNOWN_READER_KEY =
            key("kwr_strangerkey000000000000000000000_kp01120");

    /** The name that {@link #ACME_AGENT_KEY} was given: what a host without a name is called. */
    public static final HostName ACME_AGENT_NAME = new HostName("acme-agents");

    /** A door that knows the whole cast, and whose memory never runs out of date. */
    public static final KeyDoor DOOR = door(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    public static final AgentCaller ACME_AGENT = agent(ACME_AGENT_KEY);
    public static final AgentCaller ACME_WEB_1_AGENT = agent(ACME_WEB_1_KEY);
    public static final AgentCaller RIVAL_AGENT = agent(RIVAL_AGENT_KEY);
    public static final ApiCaller ACME_READER = reader(ACME_READER_KEY);
    public static final ApiCaller RIVAL_READER = reader(RIVAL_READER_KEY);
    public static final JobCaller ACME_JOB = new JobDoor().admitMessage(ACME);
    public static final JobCaller RIVAL_JOB = new JobDoor().admitMessage(RIVAL);

    private Cast() {}

    /** A door of its own that knows the whole cast. */
    public static KeyDoor door(Clock clock) {
        return new KeyDoor(credentials(), clock);
    }

    /** A new record of keys with the whole cast in it. */
    public static InMemoryCredentials credentials() {
        InMemoryCredentials credentials = new InMemoryCredentials();
        enrol(credentials);
        return credentials;
    }

    /** Puts the whole cast on record. */
    public static void enrol(Credentials credentials) {
        credentials.add(
                ACME_AGENT_KEY.hash(),
                new Credential(ACME, Scope.INGEST, Optional.empty(), ACME_AGENT_NAME));
        credentials.add(
                ACME_WEB_1_KEY.hash(),
                new Credential(ACME, Scope.INGEST, Optional.of(WEB_1), new HostName("acme-web-1")));
        credentials.add(
                ACME_READER_KEY.hash(),
                new Credential(ACME, Scope.READ, Optional.empty(), new HostName("acme-reader")));
        credentials.add(
                RIVAL_AGENT_KEY.hash(),
                new Credential(
                        RIVAL, Scope.INGEST, Optional.empty(), new HostName("rival-agents")));
        credentials.add(
                RIVAL_READER_KEY.hash(),
                new Credential(RIVAL, Scope.READ, Optional.empty(), new HostName("rival-reader")));
    }

    private static Key key(String text) {
        return Key.parse(text).orElseThrow();
    }

    private static AgentCaller agent(Key key) {
        return DOOR.admitAgent(key.reveal()).orElseThrow();
    }

    private static ApiCaller reader(Key key) {
        return DOOR.admitReader(key.reveal()).orElseThrow();
    }
}
