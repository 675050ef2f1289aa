package io.keepwatch.telemetry.names;

import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;

/**
 * A series under its canonical name, and what a value as sent is multiplied by to become one of it.
 */
public record Canonical(Series series, double times) {

    /**
     * The bits to store for a value as sent. With nothing to multiply by these are the same bits,
     * which is nearly always; else the product, which is a double. What is no number stays bit by
     * bit, since some of these mark the end of a series.
     *
     * @param sent how {@code bits} are to be read
     */
    public long bits(ValueType sent, long bits) {
        if (times == 1) {
            return bits;
        }
        double value = sent.toDouble(bits);
        return Double.isNaN(value) ? bits : Double.doubleToRawLongBits(value * times);
    }
}
