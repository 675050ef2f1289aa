package io.keepwatch.telemetry.otlp;

import io.keepwatch.telemetry.otlp.MetricsMessage.Metric;
import java.math.BigDecimal;

/**
 * Metrics that say what many observations were, and what becomes of them here: series as Prometheus
 * has them (OpenTelemetry, "Prometheus and OpenMetrics Compatibility": "Histograms", "Exponential
 * Histograms", "Summaries"), but for names and units, which stay.
 */
enum Observed {
    /** {@code name_bucket}, by their upper bounds as {@code le}. */
    EXPLICIT("_bucket", "le"),
    /** {@code name}, whole. */
    EXPONENTIAL("_count", ""),
    /** {@code name}, by {@code quantile}. */
    SUMMARY("_count", "quantile");

    static final String BUCKET = "_bucket";
    static final String COUNT = "_count";
    static final String SUM = "_sum";
    static final String MIN = "_min";
    static final String MAX = "_max";

    /** The longest that is added to the name. */
    final String longestSuffix;

    /** The label that tells its series of one name apart; empty if there is but one. */
    final String label;

    Observed(String longestSuffix, String label) {
        this.longestSuffix = longestSuffix;
        this.label = label;
    }

    /** A bound or quantile as the value of a label: the shortest decimal, without an exponent. */
    static String text(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /** By the tag of a metric's data. */
    static Observed of(int tag) {
        return switch (tag) {
            case Metric.HISTOGRAM -> EXPLICIT;
            case Metric.EXPONENTIAL_HISTOGRAM -> EXPONENTIAL;
            case Metric.SUMMARY -> SUMMARY;
            default -> throw new IllegalArgumentException("a metric of numbers");
        };
    }
}
