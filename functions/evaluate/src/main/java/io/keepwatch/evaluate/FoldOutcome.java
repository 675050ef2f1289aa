package io.keepwatch.evaluate;

/** What can come of looking at a host's inline series. */
sealed interface FoldOutcome {

    /** Listing them costs more than it saves so far. Nothing was written. */
    record NothingToFold() implements FoldOutcome {}

    record Folded(int version) implements FoldOutcome {}

    /** Other calls kept writing the version that this one was about to. Theirs will do. */
    record LostToOthers() implements FoldOutcome {}
}
