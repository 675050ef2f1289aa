package io.keepwatch.telemetry.chunk;

import java.util.Arrays;

/** Bytes being read; whatever is not there or too large is {@link Malformed}. */
final class Source {

    private final byte[] bytes;
    private int position;

    Source(byte[] bytes) {
        this.bytes = bytes;
    }

    int octet() throws Malformed {
        if (position == bytes.length) {
            throw new Malformed("ends too early");
        }
        return bytes[position++] & 0xff;
    }

    byte[] octets(int count) throws Malformed {
        if (count > bytes.length - position) {
            throw new Malformed("ends too early");
        }
        position += count;
        return Arrays.copyOfRange(bytes, position - count, position);
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
        position = bytes.length;
        return rest;
    }

    long number() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new Malformed("a number of more than 64 bits");
    }

    long signed() throws Malformed {
        return ZigZag.decode(number());
    }

    /** An unsigned number of at most {@code max}. */
    int count(int max) throws Malformed {
        long value = number();
        if (value < 0 || value > max) {
            throw new Malformed("a count beyond its limit");
        }
        return (int) value;
    }
}
