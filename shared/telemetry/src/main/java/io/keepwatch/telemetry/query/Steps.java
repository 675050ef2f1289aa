package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.Arrays;

/**
 * Samples in steps of time, one value a bucket of a {@link Grid}, {@link Double#NaN} where there is
 * none:
 *
 * <ul>
 *   <li>a value that stands for itself (gauge, up-down counter): the mean of the samples in the
 *       bucket;
 *   <li>a counter: its increase a second. What it grew by between two samples is spread evenly over
 *       the time between them, and each bucket takes its share, divided by the part of the bucket
 *       that is known. A fall is a restart from zero. A time without samples longer than {@link
 *       Intervals#gap} is a gap: what happened in it is not guessed;
 *   <li>sums of changes (both kinds of delta): the sum of the samples in the bucket by the length
 *       of the bucket in seconds.
 * </ul>
 *
 * A bucket without samples (for counters: without known time) has no value: gaps are gaps. Samples
 * that are not finite are no values and count as absent; only raw samples show them. But where a
 * series says that it has ended, a gap begins at once, however soon it comes again.
 */
public final class Steps {

    private Steps() {}

    /** One value a bucket. Samples outside the grid count only as a counter's neighbours. */
    public static double[] fold(Series series, NumberPoints points, Grid grid) {
        return switch (series.kind()) {
            case GAUGE, UP_DOWN_COUNTER -> means(series, points, grid);
            case COUNTER -> rates(series, points, grid);
            case DELTA_COUNTER, DELTA_UP_DOWN_COUNTER -> sumsPerSecond(series, points, grid);
        };
    }

    private static double[] means(Series series, NumberPoints points, Grid grid) {
        double[] means = new double[grid.count()];
        int[] counts = new int[grid.count()];
        for (int i = 0; i < points.size(); i++) {
            double value = series.type().toDouble(points.bits(i));
            long bucket = grid.bucket(points.time(i));
            if (Double.isFinite(value) && bucket >= 0 && bucket < grid.count()) {
                int count = ++counts[(int) bucket];
                means[(int) bucket] = mean(means[(int) bucket], value, count);
            }
        }
        return withoutEmpty(means, counts);
    }

    // A running mean, so that equal values have exactly that mean and no sum runs over.
    private static double mean(double before, double value, int count) {
        double difference = value - before;
        return Double.isInfinite(difference)
                ? before - before / count + value / count
                : before + difference / count;
    }

    private static double[] sumsPerSecond(Series series, NumberPoints points, Grid grid) {
        double[] sums = new double[grid.count()];
        int[] counts = new int[grid.count()];
        for (int i = 0; i < points.size(); i++) {
            double value = series.type().toDouble(points.bits(i));
            long bucket = grid.bucket(points.time(i));
            if (Double.isFinite(value) && bucket >= 0 && bucket < grid.count()) {
                sums[(int) bucket] += value;
                counts[(int) bucket]++;
            }
        }
        for (int bucket = 0; bucket < sums.length; bucket++) {
            sums[bucket] = sums[bucket] * 1000 / grid.step();
        }
        return withoutEmpty(sums, counts);
    }

    private static double[] withoutEmpty(double[] values, int[] counts) {
        for (int bucket = 0; bucket < values.length; bucket++) {
            if (counts[bucket] == 0) {
                values[bucket] = Double.NaN;
            }
        }
        return withoutInfinite(values);
    }

    // What runs over a double is no value either.
    private static double[] withoutInfinite(double[] values) {
        for (int bucket = 0; bucket < values.length; bucket++) {
            if (Double.isInfinite(values[bucket])) {
                values[bucket] = Double.NaN;
            }
        }
        return values;
    }

    private static double[] rates(Series series, NumberPoints points, Grid grid) {
        double[] increases = new double[grid.count()];
        long[] known = new long[grid.count()];
        long gap = Intervals.gap(points);
        int before = -1;
        for (int i = 0; i < points.size(); i++) {
            if (series.type().isStaleMark(points.bits(i))) {
                before = -1;
                continue;
            }
            if (!Double.isFinite(series.type().toDouble(points.bits(i)))) {
                continue;
            }
            if (before >= 0 && points.time(i) - points.time(before) <= gap) {
                double increase = increase(series, points.bits(before), points.bits(i));
                spread(increase, points.time(before), points.time(i), grid, increases, known);
            }
            before = i;
        }
        double[] rates = new double[grid.count()];
        Arrays.setAll(
                rates,
                bucket ->
                        known[bucket] == 0 ? Double.NaN : increases[bucket] * 1000 / known[bucket]);
        return withoutInfinite(rates);
    }

    private static void spread(
            double increase, long from, long until, Grid grid, double[] increases, long[] known) {
        long first = Math.max(grid.bucket(from), 0);
        long last = Math.min(grid.bucket(until - 1), grid.count() - 1L);
        for (int bucket = (int) first; bucket <= last; bucket++) {
            long start = Math.max(from, grid.time(bucket));
            long end = Math.min(until, grid.time(bucket + 1));
            double share = (double) (end - start) / (until - from);
            increases[bucket] += increase * share;
            known[bucket] += end - start;
        }
    }

    /** What a counter grew by from one sample to the next. */
    static double increase(Series series, long bitsBefore, long bits) {
        double before = series.type().toDouble(bitsBefore);
        double after = series.type().toDouble(bits);
        if (series.type() == ValueType.LONG && bits >= bitsBefore) {
            long exact = bits - bitsBefore; // as doubles, large neighbours would look equal
            return exact >= 0 ? exact : after - before;
        }
        return after >= before ? after - before : Math.max(after, 0);
    }
}
