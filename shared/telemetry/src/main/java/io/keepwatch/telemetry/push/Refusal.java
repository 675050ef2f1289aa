package io.keepwatch.telemetry.push;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Histogram;

/** Why a data point is not stored, in words for whoever runs the sender. */
public enum Refusal {
    NO_TEMPORALITY("a sum or histogram without an aggregation temporality"),
    NO_VALUE("no value"),
    NOT_UTF8("a name or label that is not UTF-8"),
    TEXT("a text; only numbers and booleans are stored"),
    INTEGER_TOO_LARGE("an unsigned integer of more than 63 bits"),
    NO_TIME("no time"),
    HISTOGRAM_SCHEMA(
            "a histogram of a scale that is not from %d to %d"
                    .formatted(Histogram.SCHEMA_MIN, Histogram.SCHEMA_MAX)),
    BUCKETS_TOO_MANY("more than %d buckets or quantiles".formatted(Histogram.BUCKETS_MAX)),
    COUNT_IMPOSSIBLE("a histogram with a count that is negative, too large or no number"),
    BUCKETS_IN_DISORDER("a histogram whose buckets are out of order or do not fit together"),
    TOO_OLD("older than %d hours".formatted(Limits.AGE_MAX.toHours())),
    IN_FUTURE("more than %d minutes in the future".formatted(Limits.FUTURE_MAX.toMinutes())),
    NO_NAME("a metric without a name"),
    NAME_TOO_LONG("a metric name of more than %d bytes".formatted(SeriesLimits.NAME_BYTES_MAX)),
    UNIT_TOO_LONG("a unit of more than %d bytes".formatted(SeriesLimits.UNIT_BYTES_MAX)),
    LABELS_TOO_MANY("more than %d labels".formatted(SeriesLimits.LABELS_MAX)),
    LABEL_WITHOUT_NAME("a label without a name"),
    LABEL_NAME_TOO_LONG(
            "a label name of more than %d bytes".formatted(SeriesLimits.LABEL_NAME_BYTES_MAX)),
    LABEL_VALUE_TOO_LONG(
            "a label value of more than %d bytes".formatted(SeriesLimits.LABEL_VALUE_BYTES_MAX)),
    LABELS_TOO_LONG(
            "labels of more than %d bytes together".formatted(SeriesLimits.LABELS_BYTES_MAX)),
    LABEL_TWICE("a label named twice"),
    NEW_TEXT_OVER_CAP(
            "more than %d bytes of new names and labels in one push"
                    .formatted(SeriesLimits.NEW_TEXT_BYTES_MAX)),
    SERIES_OVER_CAP("the host has %d series already".formatted(Limits.SERIES_PER_HOST_MAX)),
    HOST_OVER_CAP("the account has as many hosts as it may have");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    /** Why no histogram could be made. */
    public static Refusal of(Histogram.Fault fault) {
        return switch (fault) {
            case UNKNOWN_SCHEMA -> HISTOGRAM_SCHEMA;
            case TOO_MANY_BUCKETS -> BUCKETS_TOO_MANY;
            case NO_COUNT -> COUNT_IMPOSSIBLE;
            case BUCKETS_IN_DISORDER -> BUCKETS_IN_DISORDER;
        };
    }

    /** Follows a count, as in "3 points refused: no time". */
    public String words() {
        return words;
    }
}
