package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Built;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * How long the requests of one route of a web server take, as the histograms and numbers that a
 * reader hands over: log-normal about 20 ms, counted at a schema of about nine buckets an octave.
 */
final class Latencies {

    private static final int SCHEMA = 3;
    private static final double OCTAVE = 1 << SCHEMA;
    private static final double MEDIAN_SECONDS = 0.02;
    private static final double SPREAD = 0.7;

    private final Random random;
    private final String route;
    private final TreeMap<Integer, Long> buckets = new TreeMap<>();
    private long count;
    private double sum;
    private double min = Double.MAX_VALUE;
    private double max;

    /**
     * @param requests that there were so far
     */
    Latencies(String route, int requests) {
        this.random = new Random(route.hashCode());
        this.route = route;
        observe(requests);
    }

    private void observe(int requests) {
        for (int i = 0; i < requests; i++) {
            double seconds = MEDIAN_SECONDS * StrictMath.exp(SPREAD * random.nextGaussian());
            // Clocks tick in microseconds.
            seconds = Math.rint(seconds * 1e6) / 1e6;
            double octaves = StrictMath.log(seconds) / StrictMath.log(2);
            buckets.merge((int) Math.ceil(octaves * OCTAVE), 1L, Long::sum);
            count++;
            sum += seconds;
            min = Math.min(min, seconds);
            max = Math.max(max, seconds);
        }
    }

    /**
     * The next samples: the histogram, and its count, sum, least and greatest.
     *
     * @param requests from one to the next
     */
    List<SeriesPoints> next(long time, int samples, int requests) {
        long[] times = new long[samples];
        Histogram[] whole = new Histogram[samples];
        long[][] numbers = new long[4][samples];
        for (int i = 0; i < samples; i++) {
            observe(requests);
            times[i] = time + 10_000L * i;
            whole[i] = histogram();
            numbers[0][i] = count;
            numbers[1][i] = Double.doubleToRawLongBits(sum);
            numbers[2][i] = Double.doubleToRawLongBits(min);
            numbers[3][i] = Double.doubleToRawLongBits(max);
        }
        List<SeriesPoints> all = new ArrayList<>();
        all.add(
                new SeriesPoints(
                        series("", Kind.COUNTER, ValueType.HISTOGRAM, "s"),
                        new HistogramPoints(times, whole)));
        all.add(number(series("_count", Kind.COUNTER, ValueType.LONG, "1"), times, numbers[0]));
        all.add(number(series("_sum", Kind.COUNTER, ValueType.DOUBLE, "s"), times, numbers[1]));
        all.add(number(series("_min", Kind.GAUGE, ValueType.DOUBLE, "s"), times, numbers[2]));
        all.add(number(series("_max", Kind.GAUGE, ValueType.DOUBLE, "s"), times, numbers[3]));
        return all;
    }

    int buckets() {
        return buckets.size();
    }

    private Series series(String suffix, Kind kind, ValueType type, String unit) {
        return new Series(
                "http.server.request.duration" + suffix,
                List.of(new Label("http.route", route)),
                kind,
                type,
                unit);
    }

    private static SeriesPoints number(Series series, long[] times, long[] bits) {
        return new SeriesPoints(series, new NumberPoints(times, bits));
    }

    private Histogram histogram() {
        Histogram.Builder builder =
                Histogram.at(SCHEMA, ValueType.LONG)
                        .count(count)
                        .sum(Double.doubleToRawLongBits(sum))
                        .min(Double.doubleToRawLongBits(min))
                        .max(Double.doubleToRawLongBits(max));
        buckets.forEach(builder::positive);
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> histogram;
            case Built.Invalid(Histogram.Fault fault) -> throw new AssertionError(fault);
        };
    }
}
