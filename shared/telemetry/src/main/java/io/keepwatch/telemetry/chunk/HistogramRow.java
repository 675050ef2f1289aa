package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Buckets;
import io.keepwatch.domain.series.ValueType;
import java.util.Arrays;

/**
 * What is counted in one histogram, bucket by bucket.
 *
 * @param negative indexes
 * @param positive indexes
 * @param counts bits: first that of zero, then of the negative and of the positive buckets
 */
record HistogramRow(int[] negative, int[] positive, long[] counts) {

    static HistogramRow of(Histogram histogram) {
        Buckets negative = histogram.negative();
        Buckets positive = histogram.positive();
        long[] counts = new long[1 + negative.size() + positive.size()];
        counts[0] = histogram.zeroCount();
        for (int i = 0; i < negative.size(); i++) {
            counts[1 + i] = negative.count(i);
        }
        for (int i = 0; i < positive.size(); i++) {
            counts[1 + negative.size() + i] = positive.count(i);
        }
        return new HistogramRow(indexes(negative), indexes(positive), counts);
    }

    private static int[] indexes(Buckets buckets) {
        int[] indexes = new int[buckets.size()];
        Arrays.setAll(indexes, buckets::index);
        return indexes;
    }

    boolean isSameAs(HistogramRow other) {
        return Arrays.equals(negative, other.negative)
                && Arrays.equals(positive, other.positive)
                && Arrays.equals(counts, other.counts);
    }

    /** The counts of such buckets here; 0 where there is none. */
    long[] countsAt(int[] negativeThere, int[] positiveThere) {
        long[] there = new long[1 + negativeThere.length + positiveThere.length];
        there[0] = counts[0];
        find(negative, 1, negativeThere, there, 1);
        find(positive, 1 + negative.length, positiveThere, there, 1 + negativeThere.length);
        return there;
    }

    private void find(int[] own, int from, int[] wanted, long[] found, int at) {
        int next = 0;
        for (int i = 0; i < wanted.length; i++) {
            while (next < own.length && own[next] < wanted[i]) {
                next++;
            }
            if (next < own.length && own[next] == wanted[i]) {
                found[at + i] = counts[from + next];
            }
        }
    }

    /** The bits of all that is counted. */
    long total(ValueType type) {
        if (type == ValueType.LONG) {
            return Arrays.stream(counts).sum();
        }
        double total = 0;
        for (long count : counts) {
            total += Double.longBitsToDouble(count);
        }
        return Double.doubleToRawLongBits(total);
    }
}
