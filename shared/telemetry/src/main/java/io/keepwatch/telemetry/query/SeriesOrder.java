package io.keepwatch.telemetry.query;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import java.util.Comparator;
import java.util.List;

/** The order in which series are listed: total, so that a page can end anywhere. */
public final class SeriesOrder {

    /** By name, then labels from the first, then unit, kind and value type. */
    public static final Comparator<Series> BY_NAME =
            Comparator.comparing(Series::name)
                    .thenComparing(Series::labels, SeriesOrder::compareLabels)
                    .thenComparing(Series::unit)
                    .thenComparing(Series::kind)
                    .thenComparing(Series::type);

    private static final Comparator<Label> BY_LABEL =
            Comparator.comparing(Label::name).thenComparing(Label::value);

    private SeriesOrder() {}

    private static int compareLabels(List<Label> one, List<Label> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int compared = BY_LABEL.compare(one.get(i), other.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(one.size(), other.size());
    }
}
