package io.keepwatch.telemetry.otlp;

/**
 * Checks messages whose content nobody reads, so that no body is taken that protobuf itself would
 * not take: a sender hears of a broken body whatever part of it is broken. Allocates nothing.
 */
final class WireCheck {

    /** Messages within one another; the deepest attribute that is read has less. */
    private static final int NESTING_MAX = 64;

    /** What a field's content is, beyond its wire type. */
    private enum Content {
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

    /** The fields of a message, by number. */
    static final class Message {

        private static final int NUMBER_MAX = 16;

        private final Field[] fields = new Field[NUMBER_MAX];

        private Message with(Content content, int... numbers) {
            return with(content, this, numbers);
        }

        private Message with(Message message, int... numbers) {
            return with(Content.MESSAGE, message, numbers);
        }

        private Message with(Content content, Message message, int... numbers) {
            for (int number : numbers) {
                fields[number] = new Field(content, message);
            }
            return this;
        }
    }

    static final Message ANY_VALUE = new Message();

    static final Message KEY_VALUE =
            new Message().with(Content.STRING, 1).with(ANY_VALUE, 2).with(Content.VARINT, 3);

    static {
        // A value may hold values, so it is described only now that there is something to name.
        ANY_VALUE
                .with(Content.STRING, 1)
                .with(Content.VARINT, 2, 3, 8)
                .with(Content.FIXED64, 4)
                .with(new Message().with(ANY_VALUE, 1), 5)
                .with(new Message().with(KEY_VALUE, 1), 6)
                .with(Content.BYTES, 7);
    }

    static final Message ENTITY_REF = new Message().with(Content.STRING, 1, 2, 3, 4);

    static final Message SCOPE =
            new Message().with(Content.STRING, 1, 2).with(KEY_VALUE, 3).with(Content.VARINT, 4);

    static final Message EXEMPLAR =
            new Message()
                    .with(Content.FIXED64, 2, 3, 6)
                    .with(Content.BYTES, 4, 5)
                    .with(KEY_VALUE, 7);

    private static final Message NUMBER_DATA_POINT =
            new Message()
                    .with(Content.FIXED64, 2, 3, 4, 6)
                    .with(EXEMPLAR, 5)
                    .with(KEY_VALUE, 7)
                    .with(Content.VARINT, 8);

    private static final Message HISTOGRAM_DATA_POINT =
            new Message()
                    .with(Content.FIXED64, 2, 3, 4, 5, 11, 12)
                    .with(Content.FIXED64S, 6, 7)
                    .with(EXEMPLAR, 8)
                    .with(KEY_VALUE, 9)
                    .with(Content.VARINT, 10);

    private static final Message BUCKETS =
            new Message().with(Content.VARINT, 1).with(Content.VARINTS, 2);

    private static final Message EXPONENTIAL_HISTOGRAM_DATA_POINT =
            new Message()
                    .with(KEY_VALUE, 1)
                    .with(Content.FIXED64, 2, 3, 4, 5, 7, 12, 13, 14)
                    .with(Content.VARINT, 6, 10)
                    .with(BUCKETS, 8, 9)
                    .with(EXEMPLAR, 11);

    private static final Message SUMMARY_DATA_POINT =
            new Message()
                    .with(Content.FIXED64, 2, 3, 4, 5)
                    .with(new Message().with(Content.FIXED64, 1, 2), 6)
                    .with(KEY_VALUE, 7)
                    .with(Content.VARINT, 8);

    static final Message METRIC =
            new Message()
                    .with(Content.STRING, 1, 2, 3)
                    .with(new Message().with(NUMBER_DATA_POINT, 1), 5)
                    .with(new Message().with(NUMBER_DATA_POINT, 1).with(Content.VARINT, 2, 3), 7)
                    .with(new Message().with(HISTOGRAM_DATA_POINT, 1).with(Content.VARINT, 2), 9)
                    .with(
                            new Message()
                                    .with(EXPONENTIAL_HISTOGRAM_DATA_POINT, 1)
                                    .with(Content.VARINT, 2),
                            10)
                    .with(new Message().with(SUMMARY_DATA_POINT, 1), 11)
                    .with(KEY_VALUE, 12);

    private WireCheck() {}

    /** Checks the string whose length comes next, and passes over it. */
    static void string(Wire wire, int end) throws MalformedBody {
        int to = wire.contentEnd(end);
        Utf8.check(wire.bytes, wire.position, to);
        wire.position = to;
    }

    /** Checks the message whose length comes next, and passes over it. */
    static void message(Wire wire, Message message, int end) throws MalformedBody {
        content(wire, message, wire.contentEnd(end), 0);
    }

    /** Checks a message that lies from where the wire is to {@code end}. */
    static void content(Wire wire, Message message, int end) throws MalformedBody {
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
            Field field = number < Message.NUMBER_MAX ? message.fields[number] : null;
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
