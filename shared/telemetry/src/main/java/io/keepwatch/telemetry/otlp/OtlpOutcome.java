package io.keepwatch.telemetry.otlp;

/** All that can become of a body. */
public sealed interface OtlpOutcome {

    /**
     * The body was read to its end. Points that were refused are in the refusals.
     *
     * @param samples handed to the sink: numbers and whole histograms
     * @param staleMarks points that say only that there is no value any more ({@code
     *     NO_RECORDED_VALUE}); accepted, and neither samples nor refused
     */
    record Read(long samples, long staleMarks) implements OtlpOutcome {}

    /**
     * The body cannot be read. Nothing of it counts: neither what the sink was given so far, nor
     * what was refused.
     *
     * @param reason one line for the sender
     */
    record Malformed(String reason) implements OtlpOutcome {}
}
