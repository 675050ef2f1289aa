package io.keepwatch.telemetry.lineprotocol;

import io.keepwatch.telemetry.push.SeriesLimits;
import io.keepwatch.telemetry.wire.Span;

/**
 * What a name on the wire stands for: a backslash before a special character belongs to the format,
 * and any other to the name (InfluxDB, "Line protocol", "Special characters").
 */
final class Escapes {

    /**
     * What is longer is refused, whatever it is, so that one byte too many is as good as all of
     * them.
     */
    private static final int BYTES_MAX = SeriesLimits.LABEL_VALUE_BYTES_MAX + 1;

    private Escapes() {}

    /**
     * The name as it is meant, or its start if no name may be as long.
     *
     * @param special the characters that the format escapes here
     */
    static Span without(Span name, String special) {
        byte[] plain = new byte[Math.min(name.length(), BYTES_MAX)];
        int length = 0;
        for (int at = name.from(); at < name.to() && length < plain.length; at++) {
            boolean escapes =
                    name.bytes()[at] == '\\'
                            && at + 1 < name.to()
                            && special.indexOf(name.bytes()[at + 1]) >= 0;
            at += escapes ? 1 : 0;
            plain[length++] = name.bytes()[at];
        }
        return new Span(plain, 0, length);
    }
}
