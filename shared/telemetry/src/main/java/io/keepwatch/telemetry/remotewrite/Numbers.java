package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Wire;
import java.util.Arrays;

/** Repeated numbers of one field, up to some. Used again and again. */
final class Numbers {

    /** Empty buckets, which histograms leave out, may well be sent. */
    private static final int NUMBERS_MAX = 4 * Histogram.BUCKETS_MAX;

    private long[] numbers = new long[64];
    private int size;
    private boolean tooMany;

    void clear() {
        size = 0;
        tooMany = false;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return numbers[index];
    }

    /** Whether some are not here because there were more than there may be. */
    boolean tooMany() {
        return tooMany;
    }

    double[] toDoubles() {
        double[] doubles = new double[size];
        Arrays.setAll(doubles, i -> Double.longBitsToDouble(numbers[i]));
        return doubles;
    }

    void add(long number) {
        if (size == NUMBERS_MAX) {
            tooMany = true;
            return;
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    /** Reads a number, or all that are packed into one field. */
    void addVarints(Wire wire, int tag, int end) throws MalformedBody {
        switch (tag & 7) {
            case Wire.VARINT -> add(wire.varint(end));
            case Wire.LENGTH -> {
                int to = wire.contentEnd(end);
                while (wire.position < to) {
                    add(wire.varint(to));
                }
            }
            default -> throw Wire.wrongType(tag, wire.position);
        }
    }

    /** Reads a number, or all that are packed into one field. */
    void addFixed64s(Wire wire, int tag, int end) throws MalformedBody {
        switch (tag & 7) {
            case Wire.FIXED64 -> add(wire.fixed64(end));
            case Wire.LENGTH -> {
                int to = wire.contentEnd(end);
                while (wire.position < to) {
                    add(wire.fixed64(to));
                }
            }
            default -> throw Wire.wrongType(tag, wire.position);
        }
    }
}
