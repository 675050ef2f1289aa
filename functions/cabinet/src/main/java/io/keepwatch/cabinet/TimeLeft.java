package io.keepwatch.cabinet;

import java.time.Duration;

/** What is left of the time in which a call has to be answered. Safe for use by many threads. */
@FunctionalInterface
interface TimeLeft {

    /** With less left, nothing is begun any more that an answer can do without. */
    Duration SCARCE = Duration.ofSeconds(5);

    Duration get();

    default boolean isScarce() {
        return get().compareTo(SCARCE) < 0;
    }
}
