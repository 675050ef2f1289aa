package io.keepwatch.cabinet;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.query.Bucket;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole histogram as Prometheus' HTTP API has it ("Native histograms"), all numbers being texts;
 * least and greatest are ours.
 *
 * @param buckets of each that is not empty: rule, left bound, right bound, count
 */
record HistogramValue(
        String count,
        Optional<String> sum,
        Optional<String> min,
        Optional<String> max,
        List<List<Object>> buckets) {

    /** Beyond these a number is written with an exponent. */
    private static final double PLAIN_MIN = 1e-6;

    private static final double PLAIN_END = 1e21;

    static HistogramValue of(Histogram histogram) {
        List<List<Object>> buckets = new ArrayList<>();
        for (Bucket bucket : Bucket.of(histogram)) {
            buckets.add(
                    List.of(
                            bucket.rule(),
                            text(bucket.left()),
                            text(bucket.right()),
                            text(histogram.countType(), bucket.count())));
        }
        return new HistogramValue(
                text(histogram.countType(), histogram.count()),
                part(histogram.hasSum(), histogram.sum()),
                part(histogram.hasMin(), histogram.min()),
                part(histogram.hasMax(), histogram.max()),
                buckets);
    }

    private static Optional<String> part(boolean known, long bits) {
        return known ? Optional.of(text(Double.longBitsToDouble(bits))) : Optional.empty();
    }

    private static String text(ValueType type, long bits) {
        return switch (type) {
            case LONG -> Long.toString(bits);
            case DOUBLE -> text(Double.longBitsToDouble(bits));
            case HISTOGRAM -> throw new IllegalStateException("a histogram is no number");
        };
    }

    /** The shortest that reads back the same. */
    private static String text(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        double size = Math.abs(number);
        boolean plain = size == 0 || size >= PLAIN_MIN && size < PLAIN_END;
        return plain ? shortest.toPlainString() : shortest.toString();
    }
}
