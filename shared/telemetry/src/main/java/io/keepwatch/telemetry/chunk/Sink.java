package io.keepwatch.telemetry.chunk;

import java.util.Arrays;

/** Bytes being written. */
final class Sink {

    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void octet(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) value;
    }

    void octets(byte[] source) {
        if (source.length > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size * 2, size + source.length));
        }
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    /** An unsigned number, seven bits an octet, the lowest first. */
    void number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            octet((int) rest | 0x80);
            rest >>>= 7;
        }
        octet((int) rest);
    }

    /** A signed number, short if near zero. */
    void signed(long value) {
        number(ZigZag.encode(value));
    }

    /**
     * UTF-16 units {@code [from, end)} of a text, one to three octets each. Unlike UTF-8 this is
     * exact for every Java string, unpaired surrogates included.
     */
    void units(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                octet(unit);
            } else if (unit < 0x800) {
                octet(0xc0 | unit >> 6);
                octet(0x80 | unit & 0x3f);
            } else {
                octet(0xe0 | unit >> 12);
                octet(0x80 | unit >> 6 & 0x3f);
                octet(0x80 | unit & 0x3f);
            }
        }
    }
}
