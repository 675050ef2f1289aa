package io.keepwatch.telemetry.wire;

/**
 * Checks messages whose content nobody reads, so that no body is taken that protobuf itself would
 * not take: a sender hears of a broken body whatever part of it is broken. Allocates nothing.
 */
public final class WireCheck {

    /** Messages within one another; the deepest attribute that is read has less. */
    private static final int NESTING_MAX = 64;

    /** What a field's content is, beyond its wire type. */
    public enum Content {
        VARINT,
        FIXED64,
        STRING,
        BYTES,
        MESSAGE,
        /** Numbers of eight bytes, one by one or all in one field ("packed"). */
        FIXED64S,
        /** Varints, likewise. */
        VARINTS
    }

    private record Field(Content content, Message message) {}

    /** The fields of a message, by number; what it does not name is unknown, and passed over. */
    public static final class Message {

        private static final int NUMBER_MAX = 16;

        private final Field[] fields = new Field[NUMBER_MAX + 1];

        public Message with(Content content, int... numbers) {
            return with(content, this, numbers);
        }

        public Message with(Message message, int... numbers) {
            return with(Content.MESSAGE, message, numbers);
        }

        private Message with(Content content, Message message, int... numbers) {
            for (int number : numbers) {
                fields[number] = new Field(content, message);
            }
            return this;
        }
    }

    private WireCheck() {}

    /** Checks the string whose length comes next, and passes over it. */
    public static void string(Wire wire, int end) throws MalformedBody {
        int to = wire.contentEnd(end);
        Utf8.check(wire.bytes, wire.position, to);
        wire.position = to;
    }

    /** Checks the message whose length comes next, and passes over it. */
    public static void message(Wire wire, Message message, int end) throws MalformedBody {
        content(wire, message, wire.contentEnd(end), 0);
    }

    /** Checks a message that lies from where the wire is to {@code end}. */
    public static void content(Wire wire, Message message, int end) throws MalformedBody {
        content(wire, message, end, 0);
    }

    private static void content(Wire wire, Message message, int end, int depth)
            throws MalformedBody {
        if (depth > NESTING_MAX) {
            throw MalformedBody.at(wire.position, "messages nested too deeply");
        }
        while (wire.position < end) {
            int tag = wire.tag(end);
            int number = Wire.field(tag);
            Field field = number <= Message.NUMBER_MAX ? message.fields[number] : null;
            if (field == null) {
                wire.skip(tag, end);
            } else {
                field(wire, field, tag, end, depth);
            }
        }
    }

    private static void field(Wire wire, Field field, int tag, int end, int depth)
            throws MalformedBody {
        int type = tag & 7;
        switch (field.content) {
            case VARINT -> expect(wire, tag, type == Wire.VARINT);
            case FIXED64 -> expect(wire, tag, type == Wire.FIXED64);
            case STRING, BYTES, MESSAGE -> expect(wire, tag, type == Wire.LENGTH);
            case FIXED64S -> expect(wire, tag, type == Wire.FIXED64 || type == Wire.LENGTH);
            case VARINTS -> expect(wire, tag, type == Wire.VARINT || type == Wire.LENGTH);
        }
        if (type != Wire.LENGTH) {
            wire.skip(tag, end);
            return;
        }
        int to = wire.contentEnd(end);
        switch (field.content) {
            case STRING -> Utf8.check(wire.bytes, wire.position, to);
            case MESSAGE -> content(wire, field.message, to, depth + 1);
            case FIXED64S -> {
                if ((to - wire.position) % Long.BYTES != 0) {
                    throw MalformedBody.at(wire.position, "truncated");
                }
            }
            case VARINTS -> {
                while (wire.position < to) {
                    wire.varint(to);
                }
            }
            case BYTES, VARINT, FIXED64 -> {
                // Any content will do; the last two are never here.
            }
        }
        wire.position = to;
    }

    private static void expect(Wire wire, int tag, boolean right) throws MalformedBody {
        if (!right) {
            throw Wire.wrongType(tag, wire.position);
        }
    }
}
