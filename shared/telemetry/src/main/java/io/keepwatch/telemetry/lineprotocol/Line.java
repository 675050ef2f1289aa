package io.keepwatch.telemetry.lineprotocol;

import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Span;
import java.util.Arrays;

/**
 * A line as it is on the wire: {@code measurement,tag=a,tag=b field=1,field=2i 1772366400}. Used
 * again and again, so that reading one allocates nothing.
 */
final class Line {

    private static final int FIRST_CAPACITY = 64;

    private static final int NONE = -1;

    /** Where the next line starts or, after one that is wrong, where that shows. */
    int position;

    /** Measurement and tags, as they are on the wire. */
    int headFrom;

    int headTo;

    /** How many fields there are. */
    int fields;

    boolean hasTime;
    long time;

    private byte[] bytes = Span.EMPTY.bytes();
    private int[] keyFroms = new int[FIRST_CAPACITY];
    private int[] keyTos = new int[FIRST_CAPACITY];
    private FieldValue.Type[] types = new FieldValue.Type[FIRST_CAPACITY];
    private long[] bits = new long[FIRST_CAPACITY];
    private final FieldValue value = new FieldValue();

    void start(byte[] body) {
        bytes = body;
        position = 0;
    }

    int keyFrom(int field) {
        return keyFroms[field];
    }

    int keyTo(int field) {
        return keyTos[field];
    }

    FieldValue.Type type(int field) {
        return types[field];
    }

    long bits(int field) {
        return bits[field];
    }

    /**
     * Reads the line at {@link #position}, which is not the end.
     *
     * @return whether it says anything
     */
    boolean read() throws WrongLine, MalformedBody {
        fields = 0;
        hasTime = false;
        skipSpaces();
        if (isEnd()) {
            skipEnd();
            return false;
        }
        headFrom = position;
        if (bytes[position] == '#') {
            skipComment();
            return false;
        }
        headTo = endOfName(' ');
        do {
            position++;
        } while (position < bytes.length && bytes[position] == ' ');
        if (isEnd()) {
            throw WrongLine.NO_FIELDS;
        }
        readFields();
        readTime();
        return true;
    }

    /** Passes over what is left of a line that is wrong, texts of more than one line included. */
    void skipRest() {
        while (position < bytes.length && bytes[position] != '\n') {
            boolean startsText =
                    bytes[position] == '"' && position > headFrom && bytes[position - 1] == '=';
            int end = startsText ? endOfText() : NONE;
            position = end == NONE ? position + 1 : end;
        }
        position = Math.min(position + 1, bytes.length);
    }

    private void skipComment() {
        while (!isEnd()) {
            position++;
        }
        skipEnd();
    }

    private void readFields() throws WrongLine, MalformedBody {
        boolean more;
        do {
            int keyFrom = position;
            int keyTo = endOfName('=');
            if (keyTo == keyFrom) {
                throw WrongLine.FIELD_WITHOUT_KEY;
            }
            position++;
            readValue();
            add(keyFrom, keyTo);
            more = position < bytes.length && bytes[position] == ',';
            position += more ? 1 : 0;
        } while (more);
    }

    /** Moves to the delimiter, passing over what a backslash precedes. */
    private int endOfName(char delimiter) throws WrongLine {
        while (!isEnd()) {
            byte next = bytes[position];
            if (next == delimiter) {
                return position;
            }
            if (delimiter == '=' && (next == ' ' || next == ',')) {
                break;
            }
            boolean escapes =
                    next == '\\' && position + 1 < bytes.length && bytes[position + 1] != '\n';
            position += escapes ? 2 : 1;
        }
        throw delimiter == ' ' ? WrongLine.NO_FIELDS : WrongLine.FIELD_WITHOUT_VALUE;
    }

    private void readValue() throws WrongLine {
        if (position < bytes.length && bytes[position] == '"') {
            int end = endOfText();
            if (end == NONE) {
                throw WrongLine.TEXT_WITHOUT_END;
            }
            position = end;
            value.type = FieldValue.Type.TEXT;
            if (!isEnd() && bytes[position] != ',' && bytes[position] != ' ') {
                throw WrongLine.NO_VALUE;
            }
            return;
        }
        int from = position;
        while (!isEnd() && bytes[position] != ',' && bytes[position] != ' ') {
            position++;
        }
        if (position == from) {
            throw WrongLine.FIELD_WITHOUT_VALUE;
        }
        value.read(bytes, from, position);
    }

    /** The place behind a text, which may hold anything, ends of lines included; or none. */
    private int endOfText() {
        int at = position + 1;
        while (at < bytes.length && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at < bytes.length ? at + 1 : NONE;
    }

    private void add(int keyFrom, int keyTo) throws MalformedBody {
        if (fields == LineProtocolReader.VALUES_MAX) {
            throw LineProtocolReader.tooMany();
        }
        if (fields == bits.length) {
            keyFroms = Arrays.copyOf(keyFroms, 2 * fields);
            keyTos = Arrays.copyOf(keyTos, 2 * fields);
            types = Arrays.copyOf(types, 2 * fields);
            bits = Arrays.copyOf(bits, 2 * fields);
        }
        keyFroms[fields] = keyFrom;
        keyTos[fields] = keyTo;
        types[fields] = value.type;
        bits[fields] = value.bits;
        fields++;
    }

    private void readTime() throws WrongLine {
        skipSpaces();
        int from = position;
        while (!isEnd() && bytes[position] != ' ') {
            position++;
        }
        if (position > from) {
            time = FieldValue.integer(bytes, from, position, WrongLine.NO_TIME, WrongLine.NO_TIME);
            hasTime = true;
            skipSpaces();
            if (!isEnd()) {
                throw WrongLine.NO_TIME;
            }
        }
        skipEnd();
    }

    private void skipSpaces() {
        while (position < bytes.length && bytes[position] == ' ') {
            position++;
        }
    }

    /** Whether the line ends here: by a line feed, perhaps after a carriage return, or at all. */
    private boolean isEnd() {
        if (position >= bytes.length || bytes[position] == '\n') {
            return true;
        }
        return bytes[position] == '\r'
                && (position + 1 == bytes.length || bytes[position + 1] == '\n');
    }

    private void skipEnd() {
        position = Math.min(position + 1, bytes.length);
        if (position < bytes.length && bytes[position - 1] == '\r') {
            position++;
        }
    }
}
