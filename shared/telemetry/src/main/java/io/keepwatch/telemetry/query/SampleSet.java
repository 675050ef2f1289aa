package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples of a range of time as a set of (series, time): whatever order, cut and repetition they
 * arrive in, the set is the same. Where two arrivals name one sample the later wins; where those
 * arrived in the same millisecond, the one whose bits are greater (unsigned), so that no order of
 * reading decides. Not safe for use by several threads.
 */
public final class SampleSet {

    /** Days that a set can span: what fits an offset in 31 bits of milliseconds. */
    private static final long SPAN_MILLIS_MAX = Integer.MAX_VALUE;

    private final long from;
    private final long until;
    private final Map<Series, Samples> bySeries = new HashMap<>();

    /**
     * A set for samples in {@code [from, until)}, epoch milliseconds; others are passed over.
     *
     * @throws IllegalArgumentException if the range is negative or longer than 24 days
     */
    public SampleSet(long from, long until) {
        if (until < from || until - from > SPAN_MILLIS_MAX) {
            throw new IllegalArgumentException("not a range of at most 24 days");
        }
        this.from = from;
        this.until = until;
    }

    /** Adds samples that arrived at that time. */
    public void add(Series series, Points points, Instant arrivedAt) {
        if (points.lastTime() < from || points.firstTime() >= until) {
            return;
        }
        Samples samples = bySeries.computeIfAbsent(series, unused -> new Samples());
        long arrival = arrivedAt.toEpochMilli();
        for (int i = 0; i < points.size(); i++) {
            long time = points.time(i);
            if (time >= from && time < until) {
                samples.add(time, arrival, points.bits(i));
            }
        }
    }

    /** The set, in {@link SeriesOrder}; series without a sample in the range are left out. */
    public List<SeriesPoints> folded() {
        return bySeries.entrySet().stream()
                .filter(entry -> entry.getValue().size > 0)
                .sorted(Map.Entry.comparingByKey(SeriesOrder.BY_NAME))
                .map(entry -> new SeriesPoints(entry.getKey(), entry.getValue().folded(from)))
                .toList();
    }

    /** The samples of one series, as they came. */
    private static final class Samples {

        private static final int FIRST_CAPACITY = 64;

        private long[] times = new long[FIRST_CAPACITY];
        private long[] arrivals = new long[FIRST_CAPACITY];
        private long[] bits = new long[FIRST_CAPACITY];
        private int size;
        private boolean ascending = true;

        void add(long time, long arrival, long value) {
            if (size == times.length) {
                times = Arrays.copyOf(times, 2 * size);
                arrivals = Arrays.copyOf(arrivals, 2 * size);
                bits = Arrays.copyOf(bits, 2 * size);
            }
            ascending &= size == 0 || time > times[size - 1];
            times[size] = time;
            arrivals[size] = arrival;
            bits[size] = value;
            size++;
        }

        Points folded(long origin) {
            if (ascending) { // the usual case: nothing came twice or late
                return new Points(Arrays.copyOf(times, size), Arrays.copyOf(bits, size));
            }
            long[] order = order(origin);
            long[] foldedTimes = new long[size];
            long[] foldedBits = new long[size];
            int last = -1;
            int winner = -1;
            for (long key : order) {
                int index = (int) key;
                if (last >= 0 && foldedTimes[last] == times[index]) {
                    winner = later(winner, index);
                } else {
                    last++;
                    winner = index;
                }
                foldedTimes[last] = times[index];
                foldedBits[last] = bits[winner];
            }
            return new Points(
                    Arrays.copyOf(foldedTimes, last + 1), Arrays.copyOf(foldedBits, last + 1));
        }

        // Time and position in one long, so that the sort is one of primitives.
        private long[] order(long origin) {
            long[] order = new long[size];
            for (int i = 0; i < size; i++) {
                order[i] = (times[i] - origin) << Integer.SIZE | i;
            }
            Arrays.sort(order);
            return order;
        }

        private int later(int one, int other) {
            int byArrival = Long.compare(arrivals[one], arrivals[other]);
            int byAll = byArrival != 0 ? byArrival : Long.compareUnsigned(bits[one], bits[other]);
            return byAll >= 0 ? one : other;
        }
    }
}
