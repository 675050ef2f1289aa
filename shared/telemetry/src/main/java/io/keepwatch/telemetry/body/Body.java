package io.keepwatch.telemetry.body;

/** What a request's body turned out to be. A refused one can never succeed, whoever resends it. */
public sealed interface Body {

    /** The sender's own bytes, inflated if they were gzipped. */
    record Plain(byte[] bytes) implements Body {}

    /**
     * @param reason one sentence for the sender, free of anything that the body holds
     */
    record Refused(String reason) implements Body {}
}
