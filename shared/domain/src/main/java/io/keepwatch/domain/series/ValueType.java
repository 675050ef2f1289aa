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
     * The double by which Prometheus says that a series has ended (remote write 1.0, "Stale
     * Markers"). A NaN that no arithmetic gives.
     */
    public static final long STALE_MARK = 0x7ff0000000000002L;

    /** Whether this is no value, but says that there is none from here on. */
    public boolean isStaleMark(long bits) {
        return this == DOUBLE && bits == STALE_MARK;
    }

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
