package io.keepwatch.telemetry.remotewrite;

/** All that can become of a body. */
public sealed interface RemoteWriteOutcome {

    /**
     * The body was read to its end. Samples and histograms that were refused are in the refusals.
     *
     * @param samples numbers that the sink took, those of {@code histograms} not included
     * @param histograms native histograms that the sink took
     * @param exemplars accepted, and not stored; those of series that are refused do not count
     * @param staleMarks of the samples and histograms, those that say that their series has ended
     * @param metadata descriptions of metrics; accepted
     * @param startTimes of samples and histograms that say when their counting began; accepted, and
     *     not stored
     */
    record Read(
            long samples,
            long histograms,
            long exemplars,
            long staleMarks,
            long metadata,
            long startTimes)
            implements RemoteWriteOutcome {}

    /**
     * The body cannot be read. Nothing of it counts: neither what the sink was given so far, nor
     * what was refused.
     *
     * @param reason one line for the sender
     */
    record Malformed(String reason) implements RemoteWriteOutcome {}
}
