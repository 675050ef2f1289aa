package io.keepwatch.domain.access;

import java.util.Arrays;
import java.util.Optional;

/** What a key is good for. The prefix is the readable start of each such key. */
public enum Scope {
    /** Handing in what agents measure. */
    INGEST("kwi"),
    /** Reading through the API. */
    READ("kwr");

    private final String prefix;

    Scope(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }

    static Optional<Scope> ofPrefix(String prefix) {
        return Arrays.stream(values()).filter(scope -> scope.prefix.equals(prefix)).findFirst();
    }
}
