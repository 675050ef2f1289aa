package io.keepwatch.telemetry.names;

import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A series at its newest number. Samples that are no finite number do not count as one; nor does
 * anything before a mark that the series has ended.
 *
 * @param time of that sample, epoch milliseconds
 * @param rate its change a second since the sample before, if there is one and the series is of a
 *     kind that has a rate
 */
record Current(Series series, long time, double value, OptionalDouble rate) {

    static Optional<Current> of(SeriesPoints samples) {
        return switch (samples.points()) {
            case NumberPoints numbers -> of(samples.series(), numbers);
            case HistogramPoints _ -> Optional.empty();
        };
    }

    private static Optional<Current> of(Series series, NumberPoints points) {
        int last = lastFinite(series, points, points.size());
        if (last < 0) {
            return Optional.empty();
        }
        double value = series.type().toDouble(points.bits(last));
        OptionalDouble rate = rate(series, points, last);
        return Optional.of(new Current(series, points.time(last), value, rate));
    }

    /** The value of that label; empty if there is none. */
    String label(String name) {
        return series.label(name).orElse("");
    }

    boolean is(String label, String value) {
        return label(label).equals(value);
    }

    private static OptionalDouble rate(Series series, NumberPoints points, int last) {
        int before = lastFinite(series, points, last);
        if (before < 0) {
            return OptionalDouble.empty();
        }
        double seconds = (points.time(last) - points.time(before)) / 1000.0;
        double value = series.type().toDouble(points.bits(last));
        return switch (series.kind()) {
            case COUNTER ->
                    OptionalDouble.of(growth(series.type(), points, before, last) / seconds);
            case DELTA_COUNTER, DELTA_UP_DOWN_COUNTER -> OptionalDouble.of(value / seconds);
            case GAUGE, UP_DOWN_COUNTER -> OptionalDouble.empty();
        };
    }

    /** A counter that fell has restarted from zero. */
    private static double growth(ValueType type, NumberPoints points, int before, int last) {
        long newer = points.bits(last);
        long older = points.bits(before);
        boolean restarted = type.toDouble(newer) < type.toDouble(older);
        double difference =
                switch (type) {
                    // Exact, also where counters are beyond what a double can tell apart.
                    case LONG -> newer - older;
                    case DOUBLE, HISTOGRAM -> type.toDouble(newer) - type.toDouble(older);
                };
        return restarted ? type.toDouble(newer) : difference;
    }

    private static int lastFinite(Series series, NumberPoints points, int end) {
        for (int i = end - 1; i >= 0 && !series.type().isStaleMark(points.bits(i)); i--) {
            if (Double.isFinite(series.type().toDouble(points.bits(i)))) {
                return i;
            }
        }
        return -1;
    }
}
