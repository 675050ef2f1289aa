package io.keepwatch.rollup;

/** All that can become of one page of a shard. */
sealed interface RollupOutcome {

    /** The page is done; if there are more hosts, a message for the next page is on its way. */
    record Done(int hosts, int renewed, int tidied) implements RollupOutcome {}

    /** To be tried again by the queue, and in the end to lie in its dead letters. */
    record Failed(String reason) implements RollupOutcome {}
}
