package io.keepwatch.telemetry.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A place in protobuf's wire format (protobuf.dev, "Encoding"). Every step is bounded by an {@code
 * end} that never lies beyond the array; what does not fit is malformed, never an exception of
 * Java's own. Holds no memory of its own, so that reading allocates nothing.
 */
public final class Wire {

    public static final int VARINT = 0;
    public static final int FIXED64 = 1;
    public static final int LENGTH = 2;
    public static final int START_GROUP = 3;
    public static final int END_GROUP = 4;
    public static final int FIXED32 = 5;

    private static final int VARINT_BYTES_MAX = 10;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    public byte[] bytes;
    public int position;

    public Wire(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    /** Field numbers as bits. */
    public static int fields(int... numbers) {
        int bits = 0;
        for (int number : numbers) {
            bits |= 1 << number;
        }
        return bits;
    }

    /** What a varint says as a {@code sint32}. */
    public static int signed32(long varint) {
        return (int) signed64(varint & 0xffff_ffffL);
    }

    /** What a varint says as a {@code sint64}. */
    public static long signed64(long varint) {
        return varint >>> 1 ^ -(varint & 1);
    }

    public static int field(int tag) {
        return tag >>> 3;
    }

    /** The next field's tag. Only to be called before {@code end}. */
    public int tag(int end) throws MalformedBody {
        int at = position;
        int first = bytes[at];
        if (first > 0) {
            position = at + 1;
            if (first < 8) {
                throw MalformedBody.at(at, "field number 0");
            }
            return first;
        }
        long tag = varint(end);
        if (tag >>> 32 != 0) {
            throw MalformedBody.at(at, "a field number that is too large");
        }
        if (tag >>> 3 == 0) {
            throw MalformedBody.at(at, "field number 0");
        }
        return (int) tag;
    }

    public long varint(int end) throws MalformedBody {
        int at = position;
        if (at < end && bytes[at] >= 0) {
            position = at + 1;
            return bytes[at];
        }
        return longVarint(end);
    }

    private long longVarint(int end) throws MalformedBody {
        int at = position;
        long value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            if (at + i >= end) {
                throw MalformedBody.at(at, "truncated");
            }
            byte next = bytes[at + i];
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                if (i == VARINT_BYTES_MAX - 1 && next > 1) {
                    break;
                }
                position = at + i + 1;
                return value;
            }
        }
        throw MalformedBody.at(at, "a varint of more than 64 bits");
    }

    public long fixed64(int end) throws MalformedBody {
        int at = position;
        if (end - at < Long.BYTES) {
            throw MalformedBody.at(at, "truncated");
        }
        position = at + Long.BYTES;
        return (long) LONG.get(bytes, at);
    }

    /** Reads a length, leaves the place at what has that length, and returns the end of that. */
    public int contentEnd(int end) throws MalformedBody {
        int at = position;
        long length = varint(end);
        if (length < 0 || length > end - position) {
            throw MalformedBody.at(at, "a length that reaches beyond the end");
        }
        return position + (int) length;
    }

    /** Reads a length and passes over what has it. */
    public Span content(int end) throws MalformedBody {
        int to = contentEnd(end);
        Span content = new Span(bytes, position, to);
        position = to;
        return content;
    }

    /**
     * Passes over a field whose tag is none of those that its message has.
     *
     * @param known the message's field numbers, as bits; one of these here has a wrong wire type
     */
    public void skipUnknown(int tag, int known, int end) throws MalformedBody {
        int field = field(tag);
        if (field < Integer.SIZE && (known >>> field & 1) != 0) {
            throw wrongType(tag, position);
        }
        skip(tag, end);
    }

    public static MalformedBody wrongType(int tag, int position) {
        return MalformedBody.at(
                position, "wire type %d in field %d".formatted(tag & 7, field(tag)));
    }

    /** Passes over the content of a field of any number. */
    public void skip(int tag, int end) throws MalformedBody {
        int at = position;
        switch (tag & 7) {
            case VARINT -> varint(end);
            case FIXED64 -> fixed64(end);
            case LENGTH -> position = contentEnd(end);
            case FIXED32 -> {
                if (end - at < Integer.BYTES) {
                    throw MalformedBody.at(at, "truncated");
                }
                position = at + Integer.BYTES;
            }
            case START_GROUP, END_GROUP -> throw MalformedBody.at(at, "a group");
            default -> throw MalformedBody.at(at, "an unknown wire type");
        }
    }
}
