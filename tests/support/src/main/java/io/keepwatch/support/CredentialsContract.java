package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.access.Credential;
import io.keepwatch.domain.access.Credentials;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.access.KeyDoor;
import io.keepwatch.domain.access.Scope;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Credentials} promises. Keys are new in each test. */
public abstract class CredentialsContract {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final TenantId acme = TenantId.random(RANDOM);
    private final Key key = Key.random(Scope.INGEST, RANDOM);

    protected abstract Credentials credentials();

    @Test
    void findsWhatIsOnRecordAndNothingElse() {
        Credentials credentials = credentials();
        Key other = Key.random(Scope.READ, RANDOM);
        Credential bound =
                new Credential(acme, Scope.INGEST, Optional.of(Cast.WEB_1), new HostName("wéb #1"));
        Credential reader =
                new Credential(acme, Scope.READ, Optional.empty(), new HostName("reader"));

        credentials.add(key.hash(), bound);
        credentials.add(other.hash(), reader);

        assertThat(credentials.find(key.hash())).contains(bound);
        assertThat(credentials.find(other.hash())).contains(reader);
        assertThat(credentials.find(Key.random(Scope.INGEST, RANDOM).hash())).isEmpty();
    }

    @Test
    void replacesWhatIsOnRecordUnderTheSameHash() {
        Credentials credentials = credentials();
        for (Optional<HostName> host :
                List.of(Optional.of(Cast.WEB_1), Optional.<HostName>empty())) {
            credentials.add(
                    key.hash(), new Credential(acme, Scope.INGEST, host, new HostName("agent")));

            assertThat(credentials.find(key.hash()).orElseThrow().boundHost()).isEqualTo(host);
        }
    }

    @Test
    void letsADoorAdmitWhoHasTheKey() {
        Credentials credentials = credentials();
        credentials.add(
                key.hash(),
                new Credential(acme, Scope.INGEST, Optional.empty(), new HostName("agent")));
        KeyDoor door = new KeyDoor(credentials, new MovableClock(StorageContract.NOON));

        assertThat(door.admitAgent(key.reveal()).orElseThrow().tenant()).isEqualTo(acme);
        assertThat(door.admitReader(key.reveal())).isEmpty();
    }
}
