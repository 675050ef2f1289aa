package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Histogram;

/**
 * A number that a histogram may have beside its counts, and that nearly always is a sample of its
 * own as well.
 */
enum HistogramPart {
    SUM("_sum"),
    MIN("_min"),
    MAX("_max");

    /** What the name of the series of those samples ends with. */
    final String suffix;

    HistogramPart(String suffix) {
        this.suffix = suffix;
    }

    boolean isIn(Histogram histogram) {
        return switch (this) {
            case SUM -> histogram.hasSum();
            case MIN -> histogram.hasMin();
            case MAX -> histogram.hasMax();
        };
    }

    long bits(Histogram histogram) {
        return switch (this) {
            case SUM -> histogram.sum();
            case MIN -> histogram.min();
            case MAX -> histogram.max();
        };
    }

    void add(long bits, Histogram.Builder to) {
        switch (this) {
            case SUM -> to.sum(bits);
            case MIN -> to.min(bits);
            case MAX -> to.max(bits);
        }
    }
}
