package io.keepwatch.telemetry.wire;

import java.util.Optional;

/** Some bytes on the wire: from one position up to, not including, another. */
public record Span(byte[] bytes, int from, int to) {

    public static final Span EMPTY = new Span(new byte[0], 0, 0);

    public int length() {
        return to - from;
    }

    public Wire wire() {
        return new Wire(bytes, from);
    }

    public String text() throws MalformedBody {
        return Utf8.decode(bytes, from, to);
    }

    /** The text; empty if it is not UTF-8. */
    public Optional<String> validText() {
        try {
            return Optional.of(text());
        } catch (MalformedBody notUtf8) {
            return Optional.empty();
        }
    }

    /** The first characters, to show to a person. */
    public String start() {
        return Utf8.start(bytes, from, to);
    }
}
