package io.keepwatch.domain.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyDoorTest {

    private static final TenantId ACME = new TenantId("t-acme000000");

    private final Key agentKey = Key.random(Scope.INGEST, new Random(1));
    private final Key readerKey = Key.random(Scope.READ, new Random(2));
    private final Issued issued = new Issued();
    private final KeyDoor door = new KeyDoor(issued, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    private static final class Issued implements Credentials {

        private final Map<KeyHash, Credential> byHash = new HashMap<>();
        private int reads;

        @Override
        public Optional<Credential> find(KeyHash hash) {
            reads++;
            return Optional.ofNullable(byHash.get(hash));
        }

        @Override
        public void add(KeyHash hash, Credential credential) {
            byHash.put(hash, credential);
        }
    }

    private void issue(Key key) {
        issued.add(
                key.hash(),
                new Credential(ACME, key.scope(), Optional.empty(), new HostName("agents")));
    }

    @Test
    void readsAKnownKeysRecordOnce() {
        issue(agentKey);

        assertThat(door.admitAgent(agentKey.reveal())).isPresent();
        assertThat(door.admitAgent(agentKey.reveal())).isPresent();

        assertThat(issued.reads).isEqualTo(1);
    }

    @Test
    void letsAKeyInAsSoonAsItIsIssued() {
        assertThat(door.admitAgent(agentKey.reveal())).isEmpty();

        issue(agentKey);

        assertThat(door.admitAgent(agentKey.reveal())).isPresent();
    }

    @Test
    void keepsAgentsFromReadingAndReadersFromHandingIn() {
        issue(agentKey);
        issue(readerKey);

        assertThat(door.admitReader(agentKey.reveal())).isEmpty();
        assertThat(door.admitAgent(readerKey.reveal())).isEmpty();
        assertThat(door.admitReader(readerKey.reveal()).map(Caller::tenant)).contains(ACME);
    }

    @Test
    void readsNothingForJunk() {
        assertThat(door.admitAgent("kwi_guessed")).isEmpty();
        assertThat(issued.reads).isZero();
    }
}
