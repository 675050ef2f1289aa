package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.SeriesPoints;
import java.util.List;

/**
 * Equal steps of time: bucket {@code i} is {@code [time(i), time(i) + step)}. Buckets start at
 * multiples of the step since the epoch, so that a sample stays in its bucket while the range that
 * is asked for moves on.
 *
 * @param from start of the first bucket, epoch milliseconds, a multiple of the step
 * @param step milliseconds
 * @param count of buckets
 */
public record Grid(long from, long step, int count) {

    /** About how many buckets make a good chart. */
    public static final int AUTO_COUNT = 300;

    // Whole parts of a day, in seconds: the steps that people count in.
    private static final long[] AUTO_STEPS = {
        1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800,
        14_400, 21_600, 43_200, 86_400
    };

    // A sampler's clock wobbles: 10.1 s is meant as 10 s.
    private static final double INTERVAL_TOLERANCE = 0.95;

    // Neighbours closer than this many intervals are one missed beat of the clock, not a gap.
    private static final double BEAT_INTERVALS = 1.5;

    public Grid {
        if (step <= 0 || from % step != 0 || count < 0) {
            throw new IllegalArgumentException("not a grid");
        }
    }

    /** The buckets that {@code [from, until)} touches. */
    public static Grid over(long from, long until, long step) {
        long start = Math.floorDiv(from, step) * step;
        return new Grid(start, step, Math.toIntExact(Math.ceilDiv(until - start, step)));
    }

    /** How many buckets {@code [from, until)} would touch. */
    public static long count(long from, long until, long step) {
        return Math.ceilDiv(until - Math.floorDiv(from, step) * step, step);
    }

    /**
     * The finest common step, in milliseconds, that gives about {@link #AUTO_COUNT} buckets, is not
     * finer than the samples are, and at which their clock's wobble alone leaves no bucket empty.
     */
    public static long autoStep(List<SeriesPoints> series, long from, long until) {
        double usual =
                series.stream().mapToLong(one -> Intervals.usual(one.points())).max().orElse(0);
        double least = Math.max((double) (until - from) / AUTO_COUNT, INTERVAL_TOLERANCE * usual);
        long step = 0;
        for (long seconds : AUTO_STEPS) {
            step = seconds * 1000;
            if (step >= least && !leavesHoles(series, step)) {
                return step;
            }
        }
        return step;
    }

    /** Start of a bucket, epoch milliseconds. */
    public long time(int bucket) {
        return from + bucket * step;
    }

    /** End of the last bucket, epoch milliseconds. */
    public long until() {
        return time(count);
    }

    /** The bucket of a time; outside {@code [0, count)} for one outside the grid. */
    public long bucket(long time) {
        return Math.floorDiv(time - from, step);
    }

    private static boolean leavesHoles(List<SeriesPoints> series, long step) {
        for (SeriesPoints one : series) {
            Points points = one.points();
            double beat = BEAT_INTERVALS * Intervals.usual(points);
            for (int i = 1; i < points.size(); i++) {
                long skipped =
                        Math.floorDiv(points.time(i), step)
                                - Math.floorDiv(points.time(i - 1), step);
                if (skipped > 1 && points.time(i) - points.time(i - 1) < beat) {
                    return true;
                }
            }
        }
        return false;
    }
}
