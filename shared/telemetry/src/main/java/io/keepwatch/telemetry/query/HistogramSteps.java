package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.ResetHint;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whole histograms in steps of time, one a bucket of a {@link Grid}, as {@link Steps} has numbers:
 *
 * <ul>
 *   <li>a histogram that stands for itself: the newest in the bucket;
 *   <li>one that counts: what came to its count, sum and buckets, a second. That is spread evenly
 *       over the time between two samples. A count that falls, in all or in a single bucket, and
 *       bounds that change, are a restart from zero;
 *   <li>a delta: the sum of those in the bucket by the length of the bucket in seconds.
 * </ul>
 */
public final class HistogramSteps {

    private HistogramSteps() {}

    /**
     * One histogram a bucket, where there is one.
     *
     * @param bucketsMax so many buckets at most in all of them together: where there would be more,
     *     two are made one, and again, as long as the schema has a coarser one
     */
    public static List<Optional<Histogram>> fold(
            Series series, HistogramPoints points, Grid grid, int bucketsMax) {
        Tally[] tallies =
                switch (series.kind()) {
                    case GAUGE, UP_DOWN_COUNTER -> newest(points, grid);
                    case COUNTER -> rates(points, grid);
                    case DELTA_COUNTER, DELTA_UP_DOWN_COUNTER -> sumsPerSecond(points, grid);
                };
        coarsen(tallies, bucketsMax);
        List<Optional<Histogram>> folded = new ArrayList<>(tallies.length);
        for (Tally tally : tallies) {
            folded.add(Optional.ofNullable(tally).map(Tally::histogram));
        }
        return folded;
    }

    private static void coarsen(Tally[] tallies, int bucketsMax) {
        while (buckets(tallies) > bucketsMax) {
            int finest = Histogram.SCHEMA_MIN;
            for (Tally tally : tallies) {
                finest = tally == null ? finest : Math.max(finest, tally.schema());
            }
            if (finest == Histogram.SCHEMA_MIN) {
                return;
            }
            for (Tally tally : tallies) {
                if (tally != null) {
                    tally.coarsen(finest - 1);
                }
            }
        }
    }

    private static long buckets(Tally[] tallies) {
        return Arrays.stream(tallies).mapToLong(tally -> tally == null ? 0 : tally.buckets()).sum();
    }

    private static Tally[] newest(HistogramPoints points, Grid grid) {
        Tally[] newest = new Tally[grid.count()];
        for (int i = 0; i < points.size(); i++) {
            long bucket = grid.bucket(points.time(i));
            if (bucket >= 0 && bucket < grid.count() && !points.histogram(i).isStale()) {
                newest[(int) bucket] = Tally.of(points.histogram(i));
            }
        }
        return newest;
    }

    private static Tally[] sumsPerSecond(HistogramPoints points, Grid grid) {
        Tally[] sums = new Tally[grid.count()];
        for (int i = 0; i < points.size(); i++) {
            long bucket = grid.bucket(points.time(i));
            if (bucket >= 0 && bucket < grid.count() && !points.histogram(i).isStale()) {
                add(sums, (int) bucket, Tally.of(points.histogram(i)), 1000.0 / grid.step());
            }
        }
        return sums;
    }

    private static Tally[] rates(HistogramPoints points, Grid grid) {
        Tally[] rates = new Tally[grid.count()];
        long[] known = new long[grid.count()];
        long gap = Intervals.gap(points);
        int before = -1;
        for (int i = 0; i < points.size(); i++) {
            if (points.histogram(i).isStale()) {
                continue;
            }
            if (before >= 0 && points.time(i) - points.time(before) <= gap) {
                Tally increase = increase(points.histogram(before), points.histogram(i));
                spread(increase, points.time(before), points.time(i), grid, rates, known);
            }
            before = i;
        }
        for (int bucket = 0; bucket < rates.length; bucket++) {
            if (rates[bucket] != null) {
                rates[bucket].multiply(1000.0 / known[bucket]);
            }
        }
        return rates;
    }

    /** What a histogram grew by. */
    private static Tally increase(Histogram before, Histogram after) {
        Tally less = Tally.of(before);
        Tally increase = Tally.of(after);
        if (after.resetHint() == ResetHint.RESET || !increase.meets(less)) {
            return increase;
        }
        increase.add(less, -1);
        return increase.isShort() ? Tally.of(after) : increase;
    }

    private static void spread(
            Tally increase, long from, long until, Grid grid, Tally[] rates, long[] known) {
        long first = Math.max(grid.bucket(from), 0);
        long last = Math.min(grid.bucket(until - 1), grid.count() - 1L);
        for (int bucket = (int) first; bucket <= last; bucket++) {
            long start = Math.max(from, grid.time(bucket));
            long end = Math.min(until, grid.time(bucket + 1));
            add(rates, bucket, increase, (double) (end - start) / (until - from));
            known[bucket] += end - start;
        }
    }

    private static void add(Tally[] tallies, int bucket, Tally more, double times) {
        if (tallies[bucket] != null && tallies[bucket].meets(more)) {
            tallies[bucket].add(more, times);
        } else {
            // Of histograms that cannot be added the later ones count.
            tallies[bucket] = more.copy();
            tallies[bucket].multiply(times);
        }
    }
}
