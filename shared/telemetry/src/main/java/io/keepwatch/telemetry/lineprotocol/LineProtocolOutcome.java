package io.keepwatch.telemetry.lineprotocol;

import java.util.List;

/** All that can become of a body. */
public sealed interface LineProtocolOutcome {

    /**
     * The body was read to its end. Values that were refused are in the refusals.
     *
     * @param samples handed to the sink
     * @param wrongLines that could not be read, of which nothing is stored
     * @param errors what is wrong with the first of those, each as in "line 3: no fields"
     */
    record Read(long samples, long wrongLines, List<String> errors)
            implements LineProtocolOutcome {}

    /**
     * The body cannot be read. Nothing of it counts: neither what the sink was given so far, nor
     * what was refused.
     *
     * @param reason one line for the sender
     */
    record Malformed(String reason) implements LineProtocolOutcome {}
}
