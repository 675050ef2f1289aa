package io.keepwatch.domain.access;

import java.util.Optional;

/** Where issued keys are on record, by their hash. */
public interface Credentials {

    Optional<Credential> find(KeyHash hash);

    /** Records a new key. Recording the same hash again replaces what was there. */
    void add(KeyHash hash, Credential credential);
}
