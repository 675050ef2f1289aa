package io.keepwatch.domain.series;

import java.util.Arrays;

/** Samples that are a whole histogram each. */
public final class HistogramPoints implements Points {

    private final long[] times;
    private final Histogram[] histograms;

    /** Keeps both arrays; the caller gives them away. */
    public HistogramPoints(long[] times, Histogram[] histograms) {
        Points.check(times, histograms.length);
        this.times = times;
        this.histograms = histograms;
    }

    @Override
    public int size() {
        return times.length;
    }

    @Override
    public long time(int index) {
        return times[index];
    }

    public Histogram histogram(int index) {
        return histograms[index];
    }

    @Override
    public HistogramPoints slice(int from, int end) {
        return new HistogramPoints(
                Arrays.copyOfRange(times, from, end), Arrays.copyOfRange(histograms, from, end));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HistogramPoints that
                && Arrays.equals(times, that.times)
                && Arrays.equals(histograms, that.histograms);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(times) + Arrays.hashCode(histograms);
    }

    @Override
    public String toString() {
        return "%d histograms in [%d, %d]".formatted(size(), firstTime(), lastTime());
    }
}
