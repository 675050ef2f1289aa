package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Buckets;
import io.keepwatch.domain.series.Histogram.Built;
import io.keepwatch.domain.series.ValueType;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Histograms being added to and taken from one another. Those of different exponential schemas meet
 * at the coarser one, and those of different zero thresholds at the wider one (as Prometheus,
 * "Native histograms", has them meet). Of the least and greatest nothing is kept: differences have
 * none.
 */
final class Tally {

    private int schema;
    private final double[] bounds;
    private double zeroThreshold;
    private double zeroCount;
    private double count;
    private double sum;
    private boolean hasSum;
    private TreeMap<Integer, Double> positive;
    private TreeMap<Integer, Double> negative;

    private Tally(int schema, double[] bounds) {
        this.schema = schema;
        this.bounds = bounds;
    }

    static Tally of(Histogram histogram) {
        double[] bounds = new double[histogram.bounds()];
        Arrays.setAll(bounds, histogram::bound);
        Tally tally = new Tally(histogram.schema(), bounds);
        ValueType type = histogram.countType();
        tally.zeroThreshold = histogram.zeroThreshold();
        tally.zeroCount = type.toDouble(histogram.zeroCount());
        tally.count = type.toDouble(histogram.count());
        tally.hasSum = histogram.hasSum();
        tally.sum = Double.longBitsToDouble(histogram.sum());
        tally.positive = counts(histogram.positive(), type);
        tally.negative = counts(histogram.negative(), type);
        return tally;
    }

    private static TreeMap<Integer, Double> counts(Buckets buckets, ValueType type) {
        TreeMap<Integer, Double> counts = new TreeMap<>();
        for (int i = 0; i < buckets.size(); i++) {
            counts.put(buckets.index(i), type.toDouble(buckets.count(i)));
        }
        return counts;
    }

    Tally copy() {
        Tally copy = new Tally(schema, bounds);
        copy.zeroThreshold = zeroThreshold;
        copy.zeroCount = zeroCount;
        copy.count = count;
        copy.sum = sum;
        copy.hasSum = hasSum;
        copy.positive = new TreeMap<>(positive);
        copy.negative = new TreeMap<>(negative);
        return copy;
    }

    /** Whether the two can be added: both are exponential, or have the same bounds. */
    boolean meets(Tally other) {
        return isCustom() == other.isCustom() && Arrays.equals(bounds, other.bounds);
    }

    private boolean isCustom() {
        return schema == Histogram.CUSTOM_BUCKETS;
    }

    /** Adds another, which {@link #meets} this one, that many times; takes it away if negative. */
    void add(Tally other, double times) {
        Tally that = other.copy();
        if (!isCustom()) {
            int coarser = Math.min(schema, that.schema);
            coarsen(coarser);
            that.coarsen(coarser);
            while (zeroThreshold != that.zeroThreshold) {
                double wider = Math.max(zeroThreshold, that.zeroThreshold);
                widenZero(wider);
                that.widenZero(wider);
            }
        }
        zeroCount += times * that.zeroCount;
        count += times * that.count;
        sum += times * that.sum;
        hasSum &= that.hasSum;
        that.positive.forEach((index, each) -> positive.merge(index, times * each, Double::sum));
        that.negative.forEach((index, each) -> negative.merge(index, times * each, Double::sum));
    }

    /** As many times of all. */
    void multiply(double times) {
        zeroCount *= times;
        count *= times;
        sum *= times;
        positive.replaceAll((_, each) -> times * each);
        negative.replaceAll((_, each) -> times * each);
    }

    /** Makes fewer buckets of it, at a coarser exponential schema. */
    void coarsen(int coarser) {
        if (schema > coarser) {
            positive = coarser(positive, schema - coarser);
            negative = coarser(negative, schema - coarser);
            schema = coarser;
        }
    }

    private static TreeMap<Integer, Double> coarser(TreeMap<Integer, Double> counts, int steps) {
        TreeMap<Integer, Double> fewer = new TreeMap<>();
        counts.forEach(
                (index, each) ->
                        fewer.merge(ExponentialBounds.coarser(index, steps), each, Double::sum));
        return fewer;
    }

    /** Counts as zero what is in buckets that start within; where such a one ends, zero does. */
    private void widenZero(double threshold) {
        double end = Math.max(zeroThreshold, threshold);
        end = Math.max(end, countAsZero(positive, threshold));
        zeroThreshold = Math.max(end, countAsZero(negative, threshold));
    }

    /** Where the last such bucket of a side ends. */
    private double countAsZero(TreeMap<Integer, Double> side, double threshold) {
        double end = 0;
        while (!side.isEmpty()
                && ExponentialBounds.upper(schema, side.firstKey() - 1) < threshold) {
            Map.Entry<Integer, Double> first = side.pollFirstEntry();
            zeroCount += first.getValue();
            end = ExponentialBounds.upper(schema, first.getKey());
        }
        return end;
    }

    int schema() {
        return schema;
    }

    int buckets() {
        return positive.size() + negative.size();
    }

    /** Whether something was taken away that was not there, so that a count is none. */
    boolean isShort() {
        return !(count >= 0)
                || !(zeroCount >= 0)
                || positive.values().stream().anyMatch(each -> !(each >= 0))
                || negative.values().stream().anyMatch(each -> !(each >= 0));
    }

    /** As a histogram whose counts are fractions. */
    Histogram histogram() {
        // Many histograms may have more buckets together than one may have.
        while (buckets() > Histogram.BUCKETS_MAX) {
            coarsen(schema - 1);
        }
        Histogram.Builder builder =
                Histogram.at(schema, ValueType.DOUBLE)
                        .bounds(bounds)
                        .zeroThreshold(zeroThreshold)
                        .zeroCount(Double.doubleToRawLongBits(zeroCount))
                        .count(Double.doubleToRawLongBits(count));
        if (hasSum) {
            builder.sum(Double.doubleToRawLongBits(sum));
        }
        positive.forEach(
                (index, each) -> builder.positive(index, Double.doubleToRawLongBits(each)));
        negative.forEach(
                (index, each) -> builder.negative(index, Double.doubleToRawLongBits(each)));
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> histogram;
            case Built.Invalid(Histogram.Fault fault) ->
                    throw new IllegalStateException("histograms do not add up: " + fault);
        };
    }
}
