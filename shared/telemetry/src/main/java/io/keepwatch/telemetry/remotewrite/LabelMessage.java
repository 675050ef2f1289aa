package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.telemetry.remotewrite.WriteMessage.Label;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Wire;

/** A label as it is on the wire (1.0), its texts not yet looked at. */
record LabelMessage(Span name, Span value) {

    /** Reads the one that ends at {@code end}, and leaves {@code wire} there. */
    static LabelMessage read(Wire wire, int end) throws MalformedBody {
        Span name = Span.EMPTY;
        Span value = Span.EMPTY;
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case Label.NAME -> name = wire.content(end);
                case Label.VALUE -> value = wire.content(end);
                default -> wire.skipUnknown(tag, Label.FIELDS, end);
            }
        }
        return new LabelMessage(name, value);
    }
}
