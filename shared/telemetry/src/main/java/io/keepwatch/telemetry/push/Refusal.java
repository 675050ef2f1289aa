package io.keepwatch.telemetry.push;

import io.keepwatch.domain.Limits;

/** Why a data point is not stored, in words for whoever runs the sender. */
public enum Refusal {
    HISTOGRAM("histograms are not stored"),
    EXPONENTIAL_HISTOGRAM("exponential histograms are not stored"),
    SUMMARY("summaries are not stored"),
    NO_TEMPORALITY("a sum without an aggregation temporality"),
    NO_VALUE("no value"),
    NO_TIME("no time"),
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
    LABEL_TWICE("a label named twice"),
    SERIES_OVER_CAP("the host has %d series already".formatted(Limits.SERIES_PER_HOST_MAX)),
    HOST_OVER_CAP("the account has as many hosts as it may have");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    /** Follows a count, as in "3 points refused: no time". */
    public String words() {
        return words;
    }
}
