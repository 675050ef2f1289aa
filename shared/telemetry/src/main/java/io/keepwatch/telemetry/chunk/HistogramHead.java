package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.ValueType;
import java.util.Arrays;

/**
 * All of a histogram that its like have in common.
 *
 * @param parts which {@link HistogramPart}s it has, as bits
 * @param zeroThreshold bits
 */
record HistogramHead(
        int schema, ValueType countType, int parts, long zeroThreshold, double[] bounds) {

    static HistogramHead of(Histogram histogram) {
        double[] bounds = new double[histogram.bounds()];
        Arrays.setAll(bounds, histogram::bound);
        int parts = 0;
        for (HistogramPart part : HistogramPart.values()) {
            parts |= part.isIn(histogram) ? 1 << part.ordinal() : 0;
        }
        return new HistogramHead(
                histogram.schema(),
                histogram.countType(),
                parts,
                Double.doubleToRawLongBits(histogram.zeroThreshold()),
                bounds);
    }

    boolean has(HistogramPart part) {
        return (parts >>> part.ordinal() & 1) != 0;
    }

    /** Whether equal counts in equal buckets mean the same. */
    boolean countsAs(HistogramHead other) {
        return schema == other.schema
                && countType == other.countType
                && Arrays.equals(bounds, other.bounds);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HistogramHead that
                && countsAs(that)
                && parts == that.parts
                && zeroThreshold == that.zeroThreshold;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds) * 31 + schema;
    }
}
