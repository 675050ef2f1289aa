package io.keepwatch.domain.series;

import java.util.Arrays;

/**
 * The samples of one series: strictly ascending times (epoch milliseconds) and each value's 64
 * bits, to be read by the series' {@link ValueType}. Never empty. Arrays rather than objects,
 * because this is the bulk of all data. Immutable as long as nobody keeps the arrays it was made
 * from.
 */
public final class Points {

    private final long[] times;
    private final long[] bits;

    /** Keeps both arrays; the caller gives them away. */
    public Points(long[] times, long[] bits) {
        if (times.length == 0 || times.length != bits.length) {
            throw new IllegalArgumentException("not one value a time, or none at all");
        }
        for (int i = 1; i < times.length; i++) {
            if (times[i] <= times[i - 1]) {
                throw new IllegalArgumentException("times do not ascend");
            }
        }
        this.times = times;
        this.bits = bits;
    }

    public int size() {
        return times.length;
    }

    public long time(int index) {
        return times[index];
    }

    public long bits(int index) {
        return bits[index];
    }

    public long firstTime() {
        return times[0];
    }

    public long lastTime() {
        return times[times.length - 1];
    }

    /** Equal bits, so a NaN equals only a NaN of the same payload, and 0.0 is not -0.0. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Points that
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
