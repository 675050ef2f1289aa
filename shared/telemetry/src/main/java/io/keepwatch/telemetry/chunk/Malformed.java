package io.keepwatch.telemetry.chunk;

import java.io.Serial;

/**
 * Stored bytes that do not say what they should, or that refer to a dictionary which is not there.
 * The message names what was wrong, never the content.
 */
public final class Malformed extends Exception {

    @Serial private static final long serialVersionUID = 1;

    Malformed(String message) {
        super(message);
    }
}
