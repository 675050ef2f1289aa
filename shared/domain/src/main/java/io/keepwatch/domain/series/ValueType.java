package io.keepwatch.domain.series;

/** How a series' 64 value bits are to be read. An integer stays one, exact beyond 2^53. */
public enum ValueType {
    /** Two's complement. */
    LONG,
    /** IEEE 754, NaN payloads included. */
    DOUBLE;

    /** The value as a double; exact but for longs beyond 2^53. */
    public double toDouble(long bits) {
        return switch (this) {
            case LONG -> bits;
            case DOUBLE -> Double.longBitsToDouble(bits);
        };
    }
}
