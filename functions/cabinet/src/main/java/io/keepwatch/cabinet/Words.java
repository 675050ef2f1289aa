package io.keepwatch.cabinet;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.Notices;
import java.util.LinkedHashMap;
import java.util.Map;

/** Our types in the API's words, which stay the same whatever we call things. */
final class Words {

    private Words() {}

    static String kind(Kind kind) {
        return switch (kind) {
            case GAUGE -> "gauge";
            case COUNTER -> "counter";
            case UP_DOWN_COUNTER -> "up_down_counter";
            case DELTA_COUNTER -> "delta_counter";
            case DELTA_UP_DOWN_COUNTER -> "delta_up_down_counter";
        };
    }

    static String type(ValueType type) {
        return switch (type) {
            case LONG -> "integer";
            case DOUBLE -> "double";
            case HISTOGRAM -> "histogram";
        };
    }

    static String notice(Notices.Kind kind) {
        return switch (kind) {
            case HOSTS_OVER_CAP -> "hosts_over_cap";
        };
    }

    static String vitalsMissing(VitalsMissing reason) {
        return switch (reason) {
            case TOO_MUCH_DATA -> "too_much_data";
            case OUT_OF_TIME -> "out_of_time";
        };
    }

    /** Name to value, in the order of the names. */
    static Map<String, String> labels(Series series) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (Label label : series.labels()) {
            labels.put(label.name(), label.value());
        }
        return labels;
    }
}
