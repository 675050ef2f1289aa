package io.keepwatch.ingest;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import java.util.Arrays;

/** One series' samples in the order in which they came. */
abstract sealed class Column {

    private static final int FIRST_CAPACITY = 1;

    private long[] times = new long[FIRST_CAPACITY];
    private int size;
    private boolean ascending = true;

    /** Notes the time of the next sample, and gives the place of its value. */
    final int place(long time) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
        }
        ascending &= size == 0 || time > times[size - 1];
        times[size] = time;
        return size++;
    }

    /** How many values there may be before there must be more room. */
    final int capacity() {
        return times.length;
    }

    /** The samples by time; of those of one time, the one that came last. */
    final Points points() {
        int[] places = new int[size];
        Arrays.setAll(places, i -> i);
        if (ascending) {
            return points(Arrays.copyOf(times, size), places);
        }
        // A stable sort: of equal times the one that came last stands last, and is kept.
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
        long[] sorted = new long[size];
        int count = 0;
        for (int at : order) {
            if (count > 0 && sorted[count - 1] == times[at]) {
                count--;
            }
            sorted[count] = times[at];
            places[count] = at;
            count++;
        }
        return points(Arrays.copyOf(sorted, count), Arrays.copyOf(places, count));
    }

    /** Samples at these times, of the values at these places. */
    abstract Points points(long[] atTimes, int[] places);

    static final class Numbers extends Column {

        private long[] bits = new long[FIRST_CAPACITY];

        void add(long time, long value) {
            int place = place(time);
            if (place == bits.length) {
                bits = Arrays.copyOf(bits, capacity());
            }
            bits[place] = value;
        }

        @Override
        Points points(long[] atTimes, int[] places) {
            long[] some = new long[places.length];
            Arrays.setAll(some, i -> bits[places[i]]);
            return new NumberPoints(atTimes, some);
        }
    }

    static final class Histograms extends Column {

        private Histogram[] histograms = new Histogram[FIRST_CAPACITY];

        void add(long time, Histogram histogram) {
            int place = place(time);
            if (place == histograms.length) {
                histograms = Arrays.copyOf(histograms, capacity());
            }
            histograms[place] = histogram;
        }

        @Override
        Points points(long[] atTimes, int[] places) {
            Histogram[] some = new Histogram[places.length];
            Arrays.setAll(some, i -> histograms[places[i]]);
            return new HistogramPoints(atTimes, some);
        }
    }
}
