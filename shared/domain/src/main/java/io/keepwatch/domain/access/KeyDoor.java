package io.keepwatch.domain.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private final Clock clock;
    private final Map<KeyHash, Remembered> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<KeyHash, Remembered> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    private record Remembered(Credential credential, Instant until) {}

    public KeyDoor(Credentials credentials, Clock clock) {
        this.credentials = credentials;
        this.clock = clock;
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
        Instant now = clock.instant();
        synchronized (remembered) {
            Remembered known = remembered.get(hash);
            if (known != null && now.isBefore(known.until())) {
                return Optional.of(known.credential());
            }
        }
        Optional<Credential> found = credentials.find(hash);
        synchronized (remembered) {
            found.ifPresentOrElse(
                    credential ->
                            remembered.put(hash, new Remembered(credential, now.plus(REMEMBERED))),
                    () -> remembered.remove(hash));
        }
        return found;
    }
}
