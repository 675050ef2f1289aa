package io.keepwatch.cabinet;

import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.query.Grid;
import io.keepwatch.telemetry.query.Steps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answer of {@code GET /v1/hosts/{id}/metrics}, as its JSON has it. */
sealed interface MetricsAnswer extends Answer {

    /** Where the samples come from; aggregates will be further tiers. */
    String RAW_TIER = "raw";

    /** One value a step, all series over the same times. */
    record Stepped(
            String name,
            String tier,
            Instant from,
            Instant to,
            String step,
            List<Instant> times,
            List<SteppedSeries> series,
            Optional<Integer> unreadableChunks,
            Optional<String> cursor)
            implements MetricsAnswer {}

    /**
     * @param unit of the values: where they are rates, the series' own unit and {@code /s}
     * @param values null where there is none
     */
    record SteppedSeries(
            Map<String, String> labels,
            String kind,
            String type,
            String unit,
            boolean rate,
            List<Double> values) {

        static SteppedSeries of(SeriesPoints samples, Grid grid) {
            Series series = samples.series();
            List<Double> values = new ArrayList<>(grid.count());
            for (double value : Steps.fold(series, numbers(samples), grid)) {
                values.add(Double.isNaN(value) ? null : value);
            }
            boolean rate = series.kind().isRate();
            String unit = series.unit().isEmpty() ? "" : series.unit() + (rate ? "/s" : "");
            return new SteppedSeries(
                    Words.labels(series),
                    Words.kind(series.kind()),
                    Words.type(series.type()),
                    unit,
                    rate,
                    values);
        }
    }

    /** The samples as they were sent, each series with its own times. */
    record Raw(
            String name,
            String tier,
            Instant from,
            Instant to,
            String step,
            List<RawSeries> series,
            Optional<Integer> unreadableChunks,
            Optional<String> cursor)
            implements MetricsAnswer {}

    /**
     * @param values a number each, or one of {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}
     */
    record RawSeries(
            Map<String, String> labels,
            String kind,
            String type,
            String unit,
            List<Instant> times,
            List<Object> values) {

        static RawSeries of(SeriesPoints samples) {
            Series series = samples.series();
            NumberPoints points = numbers(samples);
            List<Instant> times = new ArrayList<>(points.size());
            List<Object> values = new ArrayList<>(points.size());
            for (int i = 0; i < points.size(); i++) {
                times.add(Instant.ofEpochMilli(points.time(i)));
                values.add(exact(series.type(), points.bits(i)));
            }
            return new RawSeries(
                    Words.labels(series),
                    Words.kind(series.kind()),
                    Words.type(series.type()),
                    series.unit(),
                    times,
                    values);
        }

        // A double's shortest form that reads back the same is what Double.toString gives.
        private static Object exact(ValueType type, long bits) {
            return switch (type) {
                case LONG -> bits;
                case DOUBLE -> {
                    double value = Double.longBitsToDouble(bits);
                    yield Double.isFinite(value) ? value : Double.toString(value);
                }
                case HISTOGRAM -> throw new IllegalStateException("a histogram is no number");
            };
        }
    }

    private static NumberPoints numbers(SeriesPoints samples) {
        return switch (samples.points()) {
            case NumberPoints numbers -> numbers;
            case HistogramPoints _ -> throw new IllegalStateException("left out before");
        };
    }
}
