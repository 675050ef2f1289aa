package io.keepwatch.telemetry.otlp;

import static io.keepwatch.telemetry.wire.Wire.LENGTH;
import static io.keepwatch.telemetry.wire.Wire.VARINT;

import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Pieces;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;

/**
 * An attribute as it is on the wire (OTLP's common.proto), not yet looked into.
 *
 * @param value an {@code AnyValue}; empty if there is none
 */
record KeyValue(Span key, Span value) {

    private static final int KEY = 1 << 3 | LENGTH;
    private static final int VALUE = 2 << 3 | LENGTH;
    private static final int KEY_INDEX = 3 << 3 | VARINT; // means something in profiles only
    private static final int FIELDS = Wire.fields(1, 2, 3);

    /** Reads the one that ends at {@code end}, and leaves {@code wire} there. */
    static KeyValue read(Wire wire, int end) throws MalformedBody {
        int from = wire.position;
        boolean repeats = false;
        Span key = Span.EMPTY;
        Pieces value = new Pieces();
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case KEY -> {
                    repeats |= key != Span.EMPTY;
                    key = wire.content(end);
                }
                case VALUE -> {
                    // One message after another is both merged.
                    int to = wire.contentEnd(end);
                    value.add(wire.bytes, wire.position, to);
                    wire.position = to;
                }
                case KEY_INDEX -> wire.skip(tag, end);
                default -> wire.skipUnknown(tag, FIELDS, end);
            }
        }
        if (repeats) {
            // What was replaced is not read, but still has to be well-formed.
            wire.position = from;
            WireCheck.content(wire, MessageShapes.KEY_VALUE, end);
        }
        return new KeyValue(key, value.span());
    }
}
