package io.keepwatch.telemetry.otlp;

import static io.keepwatch.telemetry.wire.Wire.FIXED64;
import static io.keepwatch.telemetry.wire.Wire.LENGTH;
import static io.keepwatch.telemetry.wire.Wire.VARINT;

import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An attribute's value as the text of a label, by OpenTelemetry's rules for what knows only text
 * ("Mapping to AnyValue: non-OTLP protocols"): strings as they are, bytes in base64, no value as no
 * text, arrays and maps as compact JSON.
 */
final class AnyValueText {

    /** Arrays and maps within one another. More is nobody's attribute, and malformed. */
    static final int NESTING_MAX = 16;

    private static final int STRING = 1 << 3 | LENGTH;
    private static final int BOOL = 2 << 3 | VARINT;
    private static final int INT = 3 << 3 | VARINT;
    private static final int DOUBLE = 4 << 3 | FIXED64;
    private static final int ARRAY = 5 << 3 | LENGTH;
    private static final int MAP = 6 << 3 | LENGTH;
    private static final int BYTES = 7 << 3 | LENGTH;
    private static final int STRING_INDEX = 8 << 3 | VARINT; // means something in profiles only
    private static final int FIELDS = Wire.fields(1, 2, 3, 4, 5, 6, 7, 8);

    /** Of both {@code ArrayValue} and {@code KeyValueList}. */
    private static final int VALUES = 1 << 3 | LENGTH;

    private static final int VALUES_FIELDS = Wire.fields(1);

    private static final HexFormat HEX = HexFormat.of();

    private final StringBuilder text = new StringBuilder();

    private AnyValueText() {}

    static String of(Span value) throws MalformedBody {
        AnyValueText writer = new AnyValueText();
        writer.append(value, 0);
        return writer.text.toString();
    }

    /**
     * @param depth how many arrays and maps are around this value
     */
    private void append(Span value, int depth) throws MalformedBody {
        if (depth > NESTING_MAX) {
            throw MalformedBody.at(value.from(), "an attribute nested too deeply");
        }
        Choice chosen = choose(value);
        Wire wire = new Wire(value.bytes(), chosen.last);
        int end = value.to();
        switch (chosen.tag) {
            case STRING -> appendString(wire.content(end).text(), depth);
            case BOOL -> text.append(wire.varint(end) != 0);
            case INT -> text.append(wire.varint(end));
            case DOUBLE -> appendDouble(Double.longBitsToDouble(wire.fixed64(end)), depth);
            case BYTES -> appendString(base64(wire.content(end)), depth);
            case ARRAY -> appendArray(value, chosen, depth);
            case MAP -> appendMap(value, chosen, depth);
            default -> text.append(depth == 0 ? "" : "null");
        }
    }

    /**
     * Which of the possible values is meant. The last one wins, but the same array or map several
     * times in a row is one.
     *
     * @param tag 0 if there is none
     * @param first where the tag of the first in that row is
     * @param last where the content of the last one starts
     */
    private record Choice(int tag, int first, int last) {}

    private static Choice choose(Span value) throws MalformedBody {
        Wire wire = value.wire();
        int chosen = 0;
        int first = 0;
        int last = 0;
        boolean repeats = false;
        while (wire.position < value.to()) {
            int at = wire.position;
            int tag = wire.tag(value.to());
            switch (tag) {
                case STRING, BOOL, INT, DOUBLE, ARRAY, MAP, BYTES, STRING_INDEX -> {
                    repeats |= chosen != 0;
                    first = tag == chosen ? first : at;
                    chosen = tag;
                    last = wire.position;
                    wire.skip(tag, value.to());
                }
                default -> wire.skipUnknown(tag, FIELDS, value.to());
            }
        }
        if (repeats) {
            // What was replaced is not read, but still has to be well-formed.
            WireCheck.content(value.wire(), MessageShapes.ANY_VALUE, value.to());
        }
        return new Choice(chosen, first, last);
    }

    private void appendArray(Span value, Choice chosen, int depth) throws MalformedBody {
        text.append('[');
        Values values = new Values(value, chosen);
        while (values.advance()) {
            separate('[');
            append(values.current, depth + 1);
        }
        text.append(']');
    }

    private void appendMap(Span value, Choice chosen, int depth) throws MalformedBody {
        text.append('{');
        Values values = new Values(value, chosen);
        while (values.advance()) {
            separate('{');
            KeyValue pair = KeyValue.read(values.current.wire(), values.current.to());
            appendQuoted(pair.key().text());
            text.append(':');
            append(pair.value(), depth + 1);
        }
        text.append('}');
    }

    private void separate(char start) {
        if (text.charAt(text.length() - 1) != start) {
            text.append(',');
        }
    }

    /** The items of an array or map that is on the wire in one or more pieces. */
    private static final class Values {

        private final Wire wire;
        private final int valueEnd;
        private final int chosenTag;
        private int pieceEnd;
        private Span current = Span.EMPTY;

        Values(Span value, Choice chosen) {
            wire = new Wire(value.bytes(), chosen.first);
            valueEnd = value.to();
            chosenTag = chosen.tag;
            pieceEnd = chosen.first;
        }

        /** Makes the next item the current one, if there is one. */
        boolean advance() throws MalformedBody {
            do {
                while (wire.position < pieceEnd) {
                    int tag = wire.tag(pieceEnd);
                    if (tag == VALUES) {
                        current = wire.content(pieceEnd);
                        return true;
                    }
                    wire.skipUnknown(tag, VALUES_FIELDS, pieceEnd);
                }
            } while (enterNextPiece());
            return false;
        }

        private boolean enterNextPiece() throws MalformedBody {
            while (wire.position < valueEnd) {
                int tag = wire.tag(valueEnd);
                if (tag == chosenTag) {
                    pieceEnd = wire.contentEnd(valueEnd);
                    return true;
                }
                wire.skip(tag, valueEnd);
            }
            return false;
        }
    }

    private static String base64(Span bytes) {
        byte[] copy = new byte[bytes.length()];
        System.arraycopy(bytes.bytes(), bytes.from(), copy, 0, copy.length);
        return Base64.getEncoder().encodeToString(copy);
    }

    /** The shortest digits that mean this very number. */
    private void appendDouble(double value, int depth) {
        if (Double.isFinite(value)) {
            text.append(value);
        } else {
            // JSON has no numbers for these.
            appendString(Double.toString(value), depth);
        }
    }

    private void appendString(String value, int depth) {
        if (depth == 0) {
            text.append(value);
        } else {
            appendQuoted(value);
        }
    }

    private void appendQuoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            if (next == '"' || next == '\\') {
                text.append('\\').append(next);
            } else if (next < ' ') {
                text.append("\\u").append(HEX.toHexDigits(next));
            } else {
                text.append(next);
            }
        }
        text.append('"');
    }
}
