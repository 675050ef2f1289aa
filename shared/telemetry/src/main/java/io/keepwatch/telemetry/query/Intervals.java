package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.Points;
import java.util.Arrays;

/** How far apart the samples of a series are: what is usual, and from where on it is a gap. */
public final class Intervals {

    /** So many usual intervals without a sample are a gap. */
    public static final int GAP_INTERVALS = 4;

    /** Less than this is never a gap, however often a series is sampled: two pushes may be lost. */
    public static final long GAP_MILLIS_MIN = 150_000;

    private Intervals() {}

    /** The median distance between neighbours, in milliseconds; 0 for a lone sample. */
    public static long usual(Points points) {
        if (points.size() < 2) {
            return 0;
        }
        long[] distances = new long[points.size() - 1];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = points.time(i + 1) - points.time(i);
        }
        Arrays.sort(distances);
        return distances[(distances.length - 1) / 2];
    }

    /** The longest distance between neighbours over which a counter's increase is believed. */
    public static long gap(Points points) {
        return Math.max(GAP_INTERVALS * usual(points), GAP_MILLIS_MIN);
    }
}
