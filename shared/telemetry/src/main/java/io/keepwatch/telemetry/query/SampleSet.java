package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples of a range of time as a set of (series, time): whatever order, cut and repetition they
 * arrive in, the set is the same. Where two arrivals name one sample the later wins; where those
 * arrived in the same millisecond, the one whose bits are greater (unsigned; of histograms, whose
 * words are), so that no order of reading decides. Not safe for use by several threads.
 */
public final class SampleSet {

    /** Days that a set can span: what fits an offset in 31 bits of milliseconds. */
    private static final long SPAN_MILLIS_MAX = Integer.MAX_VALUE;

    private final long from;
    private final long until;
    private final Map<Series, Numbers> numbers = new HashMap<>();
    private final Map<Series, Histograms> histograms = new HashMap<>();

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
        switch (points) {
            case NumberPoints some ->
                    add(numbers.computeIfAbsent(series, _ -> new Numbers()), some, arrivedAt);
            case HistogramPoints some ->
                    add(histograms.computeIfAbsent(series, _ -> new Histograms()), some, arrivedAt);
        }
    }

    private <P extends Points> void add(Samples<P> samples, P points, Instant arrivedAt) {
        long arrival = arrivedAt.toEpochMilli();
        for (int i = 0; i < points.size(); i++) {
            long time = points.time(i);
            if (time >= from && time < until) {
                samples.add(time, arrival, points, i);
            }
        }
    }

    /** The set, in {@link SeriesOrder}; series without a sample in the range are left out. */
    public List<SeriesPoints> folded() {
        List<SeriesPoints> all = new ArrayList<>();
        numbers.forEach((series, samples) -> fold(series, samples, all));
        histograms.forEach((series, samples) -> fold(series, samples, all));
        all.sort(Comparator.comparing(SeriesPoints::series, SeriesOrder.BY_NAME));
        return all;
    }

    private void fold(Series series, Samples<?> samples, List<SeriesPoints> all) {
        if (samples.size > 0) {
            all.add(new SeriesPoints(series, samples.folded(from)));
        }
    }

    /** The samples of one series, as they came. */
    private abstract static sealed class Samples<P extends Points> {

        private static final int FIRST_CAPACITY = 64;

        private long[] times = new long[FIRST_CAPACITY];
        private long[] arrivals = new long[FIRST_CAPACITY];
        private int size;
        private boolean ascending = true;

        void add(long time, long arrival, P points, int index) {
            if (size == times.length) {
                times = Arrays.copyOf(times, 2 * size);
                arrivals = Arrays.copyOf(arrivals, 2 * size);
            }
            ascending &= size == 0 || time > times[size - 1];
            times[size] = time;
            arrivals[size] = arrival;
            keep(points, index, size, times.length);
            size++;
        }

        /** Keeps a value at a place below {@code capacity}. */
        abstract void keep(P points, int index, int place, int capacity);

        /** An order of all values. */
        abstract int compare(int one, int other);

        /** Samples at these times, of the values at these places. */
        abstract P points(long[] atTimes, int[] places);

        P folded(long origin) {
            if (ascending) { // the usual case: nothing came twice or late
                int[] all = new int[size];
                Arrays.setAll(all, i -> i);
                return points(Arrays.copyOf(times, size), all);
            }
            long[] foldedTimes = new long[size];
            int[] winners = new int[size];
            int last = -1;
            for (long key : order(origin)) {
                int index = (int) key;
                if (last >= 0 && foldedTimes[last] == times[index]) {
                    winners[last] = later(winners[last], index);
                } else {
                    last++;
                    foldedTimes[last] = times[index];
                    winners[last] = index;
                }
            }
            return points(Arrays.copyOf(foldedTimes, last + 1), Arrays.copyOf(winners, last + 1));
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
            int byAll = byArrival != 0 ? byArrival : compare(one, other);
            return byAll >= 0 ? one : other;
        }
    }

    private static final class Numbers extends Samples<NumberPoints> {

        private long[] bits = {};

        @Override
        void keep(NumberPoints points, int index, int place, int capacity) {
            bits = bits.length < capacity ? Arrays.copyOf(bits, capacity) : bits;
            bits[place] = points.bits(index);
        }

        @Override
        int compare(int one, int other) {
            return Long.compareUnsigned(bits[one], bits[other]);
        }

        @Override
        NumberPoints points(long[] atTimes, int[] places) {
            return new NumberPoints(
                    atTimes, Arrays.stream(places).mapToLong(place -> bits[place]).toArray());
        }
    }

    private static final class Histograms extends Samples<HistogramPoints> {

        private Histogram[] all = {};

        @Override
        void keep(HistogramPoints points, int index, int place, int capacity) {
            all = all.length < capacity ? Arrays.copyOf(all, capacity) : all;
            all[place] = points.histogram(index);
        }

        @Override
        int compare(int one, int other) {
            return Arrays.compareUnsigned(all[one].words(), all[other].words());
        }

        @Override
        HistogramPoints points(long[] atTimes, int[] places) {
            return new HistogramPoints(
                    atTimes,
                    Arrays.stream(places).mapToObj(place -> all[place]).toArray(Histogram[]::new));
        }
    }
}
