package io.keepwatch.telemetry.chunk;

import java.io.Serial;

/**
 * What a decoder throws as soon as it reads what no encoder can have written. Models code in both
 * directions and only one can fail, so this is unchecked; whoever starts a decoder turns it into
 * {@link Malformed}.
 */
final class Damaged extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    Damaged(String message) {
        super(message);
    }
}
