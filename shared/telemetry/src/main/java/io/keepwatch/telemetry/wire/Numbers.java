package io.keepwatch.telemetry.wire;

import java.util.Arrays;

/** Repeated numbers of one field, up to some. Used again and again. */
public final class Numbers {

    private static final int FIRST_CAPACITY = 64;

    private final int max;
    private long[] numbers = new long[FIRST_CAPACITY];
    private int size;
    private boolean tooMany;

    /**
     * @param max how many are kept
     */
    public Numbers(int max) {
        this.max = max;
    }

    public void clear() {
        size = 0;
        tooMany = false;
    }

    public int size() {
        return size;
    }

    public long get(int index) {
        return numbers[index];
    }

    /** Whether some are not here because there were more than there may be. */
    public boolean tooMany() {
        return tooMany;
    }

    public double[] toDoubles() {
        double[] doubles = new double[size];
        Arrays.setAll(doubles, i -> Double.longBitsToDouble(numbers[i]));
        return doubles;
    }

    /** Replaces one. */
    public void set(int index, long number) {
        numbers[index] = number;
    }

    public void add(long number) {
        if (size == max) {
            tooMany = true;
            return;
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    /** Reads a number, or all that are packed into one field. */
    public void addVarints(Wire wire, int tag, int end) throws MalformedBody {
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
    public void addFixed64s(Wire wire, int tag, int end) throws MalformedBody {
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
