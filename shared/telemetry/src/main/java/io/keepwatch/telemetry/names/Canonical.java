package io.keepwatch.telemetry.names;

import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;

/**
 * A series under its canonical name, and what a value as sent is multiplied by to become one of it.
 */
public record Canonical(Series series, double times) {

    /**
     * The bits to store for a value as sent. With nothing to multiply by these are the same bits,
     * which is nearly always; else the product, which is a double.
     *
     * @param sent how {@code bits} are to be read
     */
    public long bits(ValueType sent, long bits) {
        return times == 1 ? bits : Double.doubleToRawLongBits(sent.toDouble(bits) * times);
    }
}
