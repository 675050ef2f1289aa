package io.keepwatch.domain.series;

import java.util.Arrays;

/** Samples that are numbers: each value's 64 bits, to be read by the series' {@link ValueType}. */
public final class NumberPoints implements Points {

    private final long[] times;
    private final long[] bits;

    /** Keeps both arrays; the caller gives them away. */
    public NumberPoints(long[] times, long[] bits) {
        Points.check(times, bits.length);
        this.times = times;
        this.bits = bits;
    }

    @Override
    public int size() {
        return times.length;
    }

    @Override
    public long time(int index) {
        return times[index];
    }

    public long bits(int index) {
        return bits[index];
    }

    @Override
    public NumberPoints slice(int from, int end) {
        return new NumberPoints(
                Arrays.copyOfRange(times, from, end), Arrays.copyOfRange(bits, from, end));
    }

    /** Equal bits, so a NaN equals only a NaN of the same payload, and 0.0 is not -0.0. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NumberPoints that
                && Arrays.equals(times, that.times)
                && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(times) + Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return "%d points in [%d, %d]".formatted(size(), firstTime(), lastTime());
    }
}
