package io.keepwatch.domain.access;

import io.keepwatch.domain.Remembered;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Turns a key into a proven caller, or into nothing. A known key is remembered, so that a busy
 * environment reads its record once an hour and not once a push; an unknown one is not, so that it
 * works from the moment it is issued. Safe for use by several threads.
 */
public final class KeyDoor {

    /** How long a record is trusted before it is read again. */
    public static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int REMEMBERED_MAX = 10_000;

    private final Credentials credentials;
    private final Remembered<KeyHash, Credential> remembered;

    public KeyDoor(Credentials credentials, Clock clock) {
        this.credentials = credentials;
        this.remembered = new Remembered<>(REMEMBERED, REMEMBERED_MAX, clock);
    }

    /** The agent behind a key that is good for handing in. */
    public Optional<AgentCaller> admitAgent(String text) {
        return credential(text, Scope.INGEST).map(AgentCaller::new);
    }

    /** The reader behind a key that is good for reading. */
    public Optional<ApiCaller> admitReader(String text) {
        return credential(text, Scope.READ).map(found -> new ApiCaller(found.tenant()));
    }

    private Optional<Credential> credential(String text, Scope scope) {
        return Key.parse(text)
                .filter(key -> key.scope() == scope)
                .flatMap(key -> find(key.hash()))
                .filter(found -> found.scope() == scope);
    }

    private Optional<Credential> find(KeyHash hash) {
        Optional<Credential> known = remembered.get(hash);
        if (known.isPresent()) {
            return known;
        }
        Optional<Credential> found = credentials.find(hash);
        found.ifPresent(credential -> remembered.put(hash, credential));
        return found;
    }
}
