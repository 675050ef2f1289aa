package io.keepwatch.domain.series;

/** What a series' values are. An integer stays one, exact beyond 2^53. */
public enum ValueType {
    /** 64 bits, two's complement. */
    LONG,
    /** 64 bits, IEEE 754, NaN payloads included. */
    DOUBLE,
    /** A {@link Histogram} each. */
    HISTOGRAM;

    /**
     * The value as a double; exact but for longs beyond 2^53.
     *
     * @throws IllegalStateException for histograms, which are no number
     */
    public double toDouble(long bits) {
        return switch (this) {
            case LONG -> bits;
            case DOUBLE -> Double.longBitsToDouble(bits);
            case HISTOGRAM -> throw new IllegalStateException("a histogram is no number");
        };
    }
}
