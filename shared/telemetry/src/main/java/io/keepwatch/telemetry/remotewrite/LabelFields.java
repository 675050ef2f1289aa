package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.telemetry.push.SeriesLimits;
import io.keepwatch.telemetry.wire.Wire;

/**
 * Labels written as 1.0 has them on the wire, so that a series of 2.0, whose labels refer to a
 * table that is another one in each request, is known by the same bytes as one of 1.0. Used again
 * and again, so that this allocates nothing.
 */
final class LabelFields {

    /** A unit behind the labels: a field that 1.0's series do not have. */
    static final int UNIT = 5 << 3 | Wire.LENGTH;

    /**
     * Of a text. What is longer is refused, whatever it is, so that one byte too many is as good as
     * all of them.
     */
    private static final int TEXT_BYTES_MAX = SeriesLimits.LABEL_VALUE_BYTES_MAX + 1;

    /** The name's own included, and one too many. */
    private static final int LABELS_MAX = SeriesLimits.LABELS_MAX + 2;

    /** Two tags and lengths in up to two bytes each, and the same around them. */
    private static final int OVERHEAD_BYTES_MAX = 9;

    private static final int FIELD_BYTES_MAX = 2 * TEXT_BYTES_MAX + OVERHEAD_BYTES_MAX;

    private final byte[] bytes = new byte[(LABELS_MAX + 1) * FIELD_BYTES_MAX];
    private int length;
    private int labels;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        labels = 0;
    }

    /**
     * Adds a label of texts that lie in {@code source}, unless there are too many already, or it
     * has no value and so is none.
     */
    void add(byte[] source, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (labels == LABELS_MAX || valueFrom == valueTo) {
            return;
        }
        labels++;
        int nameLength = Math.min(nameTo - nameFrom, TEXT_BYTES_MAX);
        int valueLength = Math.min(valueTo - valueFrom, TEXT_BYTES_MAX);
        tag(WriteMessage.Series1.LABELS);
        number(2 + numberBytes(nameLength) + nameLength + numberBytes(valueLength) + valueLength);
        text(WriteMessage.Label.NAME, source, nameFrom, nameLength);
        text(WriteMessage.Label.VALUE, source, valueFrom, valueLength);
    }

    void addUnit(byte[] source, int from, int to) {
        text(UNIT, source, from, Math.min(to - from, TEXT_BYTES_MAX));
    }

    private void text(int tag, byte[] source, int from, int bytesOfText) {
        tag(tag);
        number(bytesOfText);
        System.arraycopy(source, from, bytes, length, bytesOfText);
        length += bytesOfText;
    }

    private void tag(int tag) {
        bytes[length++] = (byte) tag;
    }

    /** Of up to 14 bits. */
    private void number(int number) {
        if (number < 0x80) {
            bytes[length++] = (byte) number;
        } else {
            bytes[length++] = (byte) (number | 0x80);
            bytes[length++] = (byte) (number >>> 7);
        }
    }

    private static int numberBytes(int number) {
        return number < 0x80 ? 1 : 2;
    }
}
