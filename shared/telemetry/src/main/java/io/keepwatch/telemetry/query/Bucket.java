package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Buckets;
import java.util.ArrayList;
import java.util.List;

/**
 * One bucket of a histogram that is not empty: where it lies and what is in it, in the terms of
 * Prometheus' HTTP API ("Native histograms").
 *
 * @param rule 0: the left bound is not part of it, the right one is; 1: the other way round; 2:
 *     neither is; 3: both are
 * @param count bits, to be read by the histogram's type of counts
 */
public record Bucket(int rule, double left, double right, long count) {

    private static final int WITHOUT_LEFT = 0;
    private static final int WITHOUT_RIGHT = 1;
    private static final int WITH_BOTH = 3;

    /** All buckets of a histogram, from the lowest to the highest. */
    public static List<Bucket> of(Histogram histogram) {
        return histogram.schema() == Histogram.CUSTOM_BUCKETS
                ? custom(histogram)
                : exponential(histogram);
    }

    private static List<Bucket> custom(Histogram histogram) {
        List<Bucket> all = new ArrayList<>();
        Buckets buckets = histogram.positive();
        for (int i = 0; i < buckets.size(); i++) {
            int index = buckets.index(i);
            double left = index == 0 ? Double.NEGATIVE_INFINITY : histogram.bound(index - 1);
            boolean last = index == histogram.bounds();
            double right = last ? Double.POSITIVE_INFINITY : histogram.bound(index);
            int rule = index == 0 ? WITH_BOTH : WITHOUT_LEFT;
            all.add(new Bucket(rule, left, right, buckets.count(i)));
        }
        return all;
    }

    private static List<Bucket> exponential(Histogram histogram) {
        List<Bucket> all = new ArrayList<>();
        Buckets negative = histogram.negative();
        for (int i = negative.size() - 1; i >= 0; i--) {
            double right = -lower(histogram, negative.index(i));
            double left = -ExponentialBounds.upper(histogram.schema(), negative.index(i));
            all.add(new Bucket(WITHOUT_RIGHT, left, right, negative.count(i)));
        }
        if (histogram.countType().toDouble(histogram.zeroCount()) != 0) {
            double threshold = histogram.zeroThreshold();
            all.add(new Bucket(WITH_BOTH, -threshold, threshold, histogram.zeroCount()));
        }
        Buckets positive = histogram.positive();
        for (int i = 0; i < positive.size(); i++) {
            double left = lower(histogram, positive.index(i));
            double right = ExponentialBounds.upper(histogram.schema(), positive.index(i));
            all.add(new Bucket(WITHOUT_LEFT, left, right, positive.count(i)));
        }
        return all;
    }

    /** A bucket that reaches into what counts as zero starts where that ends. */
    private static double lower(Histogram histogram, int index) {
        double lower = ExponentialBounds.upper(histogram.schema(), index - 1);
        double upper = ExponentialBounds.upper(histogram.schema(), index);
        double threshold = histogram.zeroThreshold();
        return lower < threshold && threshold < upper ? threshold : lower;
    }
}
