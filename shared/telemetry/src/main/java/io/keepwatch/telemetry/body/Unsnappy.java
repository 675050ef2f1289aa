package io.keepwatch.telemetry.body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Snappy's block format (github.com/google/snappy, format_description.txt): the length of the plain
 * bytes, then literals and copies of what came before. Has no checksum, so broken bytes may well
 * come out as other bytes, but never more of them than the length that was claimed and checked.
 */
final class Unsnappy {

    /** The block is not well-formed; the message says why. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed(String reason) {
            super("snappy: " + reason, null, false, false);
        }
    }

    /** Of a 32-bit length, 7 bits a byte. */
    private static final int LENGTH_BYTES_MAX = 5;

    // The two low bits of an element's first byte.
    private static final int LITERAL = 0;
    private static final int COPY_1 = 1;
    private static final int COPY_2 = 2;

    /** Of literals up to this, the length stands in the first byte itself. */
    private static final int SHORT_LITERAL_MAX = 60;

    /** No three bytes make more than a copy of 64, so a claim beyond this is a lie. */
    private static final int RATIO_MAX = 22;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] sent;
    private int from;

    Unsnappy(byte[] sent) {
        this.sent = sent;
    }

    /** The length of the plain bytes by the header. To be called once, before all else. */
    long claimedLength() throws Malformed {
        long length = 0;
        for (int i = 0; i < LENGTH_BYTES_MAX; i++) {
            int next = next();
            length |= (next & 0x7fL) << 7 * i;
            if (next < 0x80) {
                if (length >>> Integer.SIZE != 0) {
                    break;
                }
                return length;
            }
        }
        throw new Malformed("a length of more than 32 bits");
    }

    /**
     * The plain bytes.
     *
     * @param length as claimed, and small enough for the caller
     */
    byte[] plain(int length) throws Malformed {
        if (length > (long) sent.length * RATIO_MAX) {
            throw truncated();
        }
        byte[] plain = new byte[length];
        int to = 0;
        while (from < sent.length) {
            int tag = next();
            to =
                    (tag & 3) == LITERAL
                            ? literal(plain, to, tag >>> 2)
                            : copy(plain, to, tag & 3, tag >>> 2);
        }
        if (to < length) {
            throw truncated();
        }
        return plain;
    }

    private int literal(byte[] plain, int to, int code) throws Malformed {
        long length = 1 + (code < SHORT_LITERAL_MAX ? code : number(code - SHORT_LITERAL_MAX + 1));
        if (length > sent.length - from) {
            throw truncated();
        }
        checkRoom(plain, to, length);
        System.arraycopy(sent, from, plain, to, (int) length);
        from += (int) length;
        return to + (int) length;
    }

    private int copy(byte[] plain, int to, int kind, int code) throws Malformed {
        int length;
        long offset;
        if (kind == COPY_1) {
            length = 4 + (code & 7);
            offset = (code >>> 3) << 8 | next();
        } else {
            length = 1 + code;
            offset = number(kind == COPY_2 ? 2 : 4);
        }
        if (offset == 0 || offset > to) {
            throw new Malformed("a copy of what is not there");
        }
        checkRoom(plain, to, length);
        repeat(plain, to, (int) offset, length);
        return to + length;
    }

    /** Copies from {@code offset} before; that may reach into what is just being written. */
    private static void repeat(byte[] plain, int to, int offset, int length) {
        int from = to - offset;
        if (offset == 1) {
            Arrays.fill(plain, to, to + length, plain[from]);
            return;
        }
        int at = 0;
        if (offset >= Long.BYTES) {
            for (; at + Long.BYTES <= length; at += Long.BYTES) {
                LONG.set(plain, to + at, (long) LONG.get(plain, from + at));
            }
        }
        for (; at < length; at++) {
            plain[to + at] = plain[from + at];
        }
    }

    private static void checkRoom(byte[] plain, int to, long length) throws Malformed {
        if (length > plain.length - to) {
            throw new Malformed("more than the length that it claims");
        }
    }

    private static Malformed truncated() {
        return new Malformed("truncated");
    }

    /** Of so many bytes, the lowest first. */
    private long number(int bytes) throws Malformed {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (long) next() << Byte.SIZE * i;
        }
        return number;
    }

    private int next() throws Malformed {
        if (from == sent.length) {
            throw truncated();
        }
        return sent[from++] & 0xff;
    }
}
