package io.keepwatch.support;

import io.keepwatch.domain.access.Credential;
import io.keepwatch.domain.access.Credentials;
import io.keepwatch.domain.access.KeyHash;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keys on record in memory. */
public final class InMemoryCredentials implements Credentials {

    private final Map<KeyHash, Credential> byHash = new ConcurrentHashMap<>();

    @Override
    public Optional<Credential> find(KeyHash hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    @Override
    public void add(KeyHash hash, Credential credential) {
        byHash.put(hash, credential);
    }

    /** Takes a key off record, as if it had never been issued. */
    public void remove(KeyHash hash) {
        byHash.remove(hash);
    }
}
