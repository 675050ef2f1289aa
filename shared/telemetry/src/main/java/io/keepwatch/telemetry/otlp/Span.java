package io.keepwatch.telemetry.otlp;

/** Some bytes on the wire: from one position up to, not including, another. */
record Span(byte[] bytes, int from, int to) {

    static final Span EMPTY = new Span(new byte[0], 0, 0);

    int length() {
        return to - from;
    }

    Wire wire() {
        return new Wire(bytes, from);
    }

    String text() throws MalformedBody {
        return Utf8.decode(bytes, from, to);
    }

    /** The first characters, to show to a person. */
    String start() {
        return Utf8.start(bytes, from, to);
    }
}
