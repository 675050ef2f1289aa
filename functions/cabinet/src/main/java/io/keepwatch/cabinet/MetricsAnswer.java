package io.keepwatch.cabinet;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.query.Grid;
import io.keepwatch.telemetry.query.HistogramSteps;
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

    /** Buckets of one series in steps; where there are more, they are made coarser. */
    int BUCKETS_PER_SERIES_MAX = 20_000;

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
     * @param unit of the values: where they are rates, the series' own unit and {@code /s}; of a
     *     histogram, that of what is observed
     * @param values a number each, or a {@link HistogramValue}; null where there is none
     */
    record SteppedSeries(
            Map<String, String> labels,
            String kind,
            String type,
            String unit,
            boolean rate,
            List<Object> values) {

        static SteppedSeries of(SeriesPoints samples, Grid grid) {
            Series series = samples.series();
            return switch (samples.points()) {
                case NumberPoints numbers -> {
                    boolean rate = series.kind().isRate();
                    String unit = series.unit().isEmpty() ? "" : series.unit() + (rate ? "/s" : "");
                    yield of(series, unit, values(Steps.fold(series, numbers, grid)));
                }
                case HistogramPoints whole ->
                        of(series, series.unit(), values(series, whole, grid));
            };
        }

        private static SteppedSeries of(Series series, String unit, List<Object> values) {
            return new SteppedSeries(
                    Words.labels(series),
                    Words.kind(series.kind()),
                    Words.type(series.type()),
                    unit,
                    series.kind().isRate(),
                    values);
        }

        private static List<Object> values(double[] folded) {
            List<Object> values = new ArrayList<>(folded.length);
            for (double value : folded) {
                values.add(Double.isNaN(value) ? null : value);
            }
            return values;
        }

        private static List<Object> values(Series series, HistogramPoints whole, Grid grid) {
            List<Object> values = new ArrayList<>(grid.count());
            for (Optional<Histogram> histogram :
                    HistogramSteps.fold(series, whole, grid, BUCKETS_PER_SERIES_MAX)) {
                values.add(histogram.map(HistogramValue::of).orElse(null));
            }
            return values;
        }

        int points() {
            return MetricsAnswer.points(values);
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
     * @param values a number each, or one of {@code "NaN"}, {@code "Infinity"}, {@code
     *     "-Infinity"}, or a {@link HistogramValue}
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
            Points points = samples.points();
            List<Instant> times = new ArrayList<>(points.size());
            List<Object> values = new ArrayList<>(points.size());
            for (int i = 0; i < points.size(); i++) {
                times.add(Instant.ofEpochMilli(points.time(i)));
                values.add(
                        switch (points) {
                            case NumberPoints numbers -> exact(series.type(), numbers.bits(i));
                            case HistogramPoints whole -> HistogramValue.of(whole.histogram(i));
                        });
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

        int points() {
            return MetricsAnswer.points(values);
        }
    }

    /** How many values there are, where each bucket is one more. */
    private static int points(List<Object> values) {
        int points = values.size();
        for (Object value : values) {
            points += value instanceof HistogramValue whole ? whole.buckets().size() : 0;
        }
        return points;
    }
}
