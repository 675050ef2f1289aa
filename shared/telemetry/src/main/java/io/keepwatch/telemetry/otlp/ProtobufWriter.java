package io.keepwatch.telemetry.otlp;

import io.keepwatch.telemetry.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes protobuf's wire format, canonically: each number and length in as few bytes as it can. */
final class ProtobufWriter {

    private static final int FIRST_BYTES = 64;

    private byte[] bytes;
    private int position;

    ProtobufWriter() {
        this(FIRST_BYTES);
    }

    ProtobufWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** What was written, up to {@link #length()}; good until the next write. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return position;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, position);
    }

    void varint(int field, long value) {
        rawVarint((long) field << 3 | Wire.VARINT);
        rawVarint(value);
    }

    void fixed64(int field, long value) {
        rawVarint((long) field << 3 | Wire.FIXED64);
        rawFixed64(value);
    }

    /** A number without a tag, as those are that are packed into one field. */
    void rawFixed64(long value) {
        makeRoom(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[position++] = (byte) (value >>> (8 * i));
        }
    }

    void string(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int field, byte[] value) {
        rawVarint((long) field << 3 | Wire.LENGTH);
        rawVarint(value.length);
        makeRoom(value.length);
        System.arraycopy(value, 0, bytes, position, value.length);
        position += value.length;
    }

    /** Starts a message or packed numbers; give what this returns to {@link #end}. */
    int begin(int field) {
        rawVarint((long) field << 3 | Wire.LENGTH);
        makeRoom(1);
        return ++position;
    }

    /** Ends the message whose content started at {@code from}. */
    void end(int from) {
        int length = position - from;
        int more = varintLength(length) - 1;
        makeRoom(more);
        System.arraycopy(bytes, from, bytes, from + more, length);
        int after = position + more;
        position = from - 1;
        rawVarint(length);
        position = after;
    }

    private static int varintLength(int value) {
        return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
    }

    /** A number without a tag, as those are that are packed into one field. */
    void rawVarint(long value) {
        makeRoom(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
    }

    private void makeRoom(int more) {
        if (bytes.length - position < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, position + more));
        }
    }
}
