package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram.Buckets;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histograms, exponential histograms and summaries. */
class ObservedPointTest {

    private static final long NOON_NANOS = 1_772_366_400_123_456_789L;
    private static final long NOON = 1_772_366_400_123L;

    private final OtlpReader reader = new OtlpReader(CanonicalNames.standard());
    private final Recorder recorder = new Recorder();
    private final Refusals refusals = new Refusals();

    @Test
    void makesOfAHistogramTheSeriesThatPrometheusHas() {
        read(histogram(latency().build()));

        assertThat(shown())
                .containsExactly(
                        "latency_bucket{le=0.005,route=/} 3",
                        "latency_bucket{le=1,route=/} 7",
                        "latency_bucket{le=2500,route=/} 7",
                        "latency_bucket{le=+Inf,route=/} 12",
                        "latency_count{route=/} 12",
                        "latency_sum{route=/} 34.5",
                        "latency_min{route=/} 0.001",
                        "latency_max{route=/} 4000.0");
        assertThat(recorder.samples).allMatch(sample -> sample.time() == NOON);
        assertThat(recorder.samples)
                .extracting(sample -> sample.series().kind())
                .containsExactly(
                        Kind.COUNTER,
                        Kind.COUNTER,
                        Kind.COUNTER,
                        Kind.COUNTER,
                        Kind.COUNTER,
                        Kind.COUNTER,
                        Kind.GAUGE,
                        Kind.GAUGE);
        assertThat(recorder.samples)
                .extracting(sample -> sample.series().unit())
                .containsExactly("", "", "", "", "", "s", "s", "s");
    }

    @Test
    void leavesOutWhatAHistogramDoesNotSay() {
        read(
                histogram(
                        latency()
                                .clearSum()
                                .clearMin()
                                .clearMax()
                                .clearBucketCounts()
                                .clearExplicitBounds()
                                .build()));

        assertThat(shown()).containsExactly("latency_count{route=/} 12");
    }

    @Test
    void hasOneBucketForAllWhereThereAreNoBounds() {
        read(
                histogram(
                        latency()
                                .clearExplicitBounds()
                                .clearBucketCounts()
                                .addBucketCounts(12)
                                .clearMin()
                                .clearMax()
                                .clearSum()
                                .build()));

        assertThat(shown())
                .containsExactly("latency_bucket{le=+Inf,route=/} 12", "latency_count{route=/} 12");
    }

    @ParameterizedTest
    @CsvSource({"CUMULATIVE, COUNTER", "DELTA, DELTA_COUNTER"})
    void keepsTheTemporality(String temporality, Kind kind) {
        AggregationTemporality given =
                AggregationTemporality.valueOf("AGGREGATION_TEMPORALITY_" + temporality);
        read(
                Metric.newBuilder()
                        .setName("latency")
                        .setHistogram(
                                Histogram.newBuilder()
                                        .setAggregationTemporality(given)
                                        .addDataPoints(latency().clearMin().clearMax()))
                        .build(),
                Metric.newBuilder()
                        .setName("size")
                        .setExponentialHistogram(
                                ExponentialHistogram.newBuilder()
                                        .setAggregationTemporality(given)
                                        .addDataPoints(size().clearMin().clearMax()))
                        .build());

        assertThat(recorder.samples).allMatch(sample -> sample.series().kind() == kind);
        assertThat(recorder.histograms).allMatch(whole -> whole.series().kind() == kind);
    }

    @Test
    void keepsAnExponentialHistogramWholeAndSaysItsNumbersBeside() {
        read(exponential(size().build()));

        assertThat(recorder.histograms).hasSize(1);
        Recorder.Whole whole = recorder.histograms.getFirst();
        assertThat(whole.host()).contains(new HostName("web-1"));
        assertThat(whole.time()).isEqualTo(NOON);
        assertThat(whole.series())
                .isEqualTo(
                        new Series(
                                "size",
                                List.of(new Label("route", "/")),
                                Kind.COUNTER,
                                ValueType.HISTOGRAM,
                                "By"));
        assertThat(whole.histogram().schema()).isEqualTo(2);
        assertThat(whole.histogram().count()).isEqualTo(10);
        assertThat(whole.histogram().zeroCount()).isEqualTo(1);
        assertThat(whole.histogram().zeroThreshold()).isEqualTo(1e-6);
        // Their first bucket lies above 2^(-3/4), ours is numbered by where it ends.
        assertThat(buckets(whole.histogram().positive())).isEqualTo(Map.of(-2, 2L, 0, 4L));
        assertThat(buckets(whole.histogram().negative())).isEqualTo(Map.of(8, 3L));
        assertThat(shown())
                .containsExactly(
                        "size_count{route=/} 10",
                        "size_sum{route=/} 99.5",
                        "size_min{route=/} -4.0",
                        "size_max{route=/} 1.0");
    }

    @Test
    void makesOfASummaryTheSeriesThatPrometheusHas() {
        read(summary(duration().build()));

        assertThat(shown())
                .containsExactly(
                        "duration{quantile=0,route=/} 0.25",
                        "duration{quantile=0.99,route=/} 7.5",
                        "duration{quantile=1,route=/} NaN",
                        "duration_count{route=/} 5",
                        "duration_sum{route=/} 12.5");
        assertThat(recorder.samples)
                .extracting(sample -> sample.series().kind())
                .containsExactly(Kind.GAUGE, Kind.GAUGE, Kind.GAUGE, Kind.COUNTER, Kind.COUNTER);
    }

    @Test
    void countsAStaleMarkOnceAndKeepsNothingOfIt() {
        OtlpOutcome outcome =
                read(
                        histogram(latency().setFlags(1).build()),
                        exponential(size().setFlags(1).build()),
                        summary(duration().setFlags(1).build()));

        assertThat(outcome).isEqualTo(new OtlpOutcome.Read(0, 3));
        assertThat(recorder.histograms).isEmpty();
        assertThat(refusals.isEmpty()).isTrue();
    }

    @Test
    void refusesWhatMakesNoSenseAsOnePointEach() {
        List<Long> tooMany = Collections.nCopies(2_049, 1L);
        read(
                histogram(
                        latency().addBucketCounts(1).build(),
                        latency().setExplicitBounds(1, 0.001).build(),
                        latency().setExplicitBounds(2, Double.POSITIVE_INFINITY).build(),
                        latency().clearBucketCounts().build()),
                histogram(
                        latency().setBucketCounts(0, -1).build(),
                        latency().setBucketCounts(0, Long.MAX_VALUE).build(),
                        latency().setCount(-1).build()),
                histogram(latency().clearBucketCounts().addAllBucketCounts(tooMany).build()),
                histogram(latency().clearTimeUnixNano().build()),
                histogram(latency().addAttributes(attribute("le", "1")).build()),
                exponential(size().setScale(21).build(), size().setScale(-53).build()),
                exponential(size().setZeroCount(-1).build()),
                exponential(size().setZeroThreshold(Double.NaN).build()),
                summary(duration().addAttributes(attribute("quantile", "1")).build()),
                Metric.newBuilder()
                        .setName("unspecified")
                        .setHistogram(
                                Histogram.newBuilder()
                                        .addDataPoints(latency())
                                        .addDataPoints(latency()))
                        .build());

        assertThat(recorder.samples).isEmpty();
        assertThat(recorder.histograms).isEmpty();
        assertThat(refusals.count(Refusal.BUCKETS_IN_DISORDER)).isEqualTo(5);
        assertThat(refusals.example(Refusal.BUCKETS_IN_DISORDER)).contains("latency");
        assertThat(refusals.count(Refusal.COUNT_IMPOSSIBLE)).isEqualTo(4);
        assertThat(refusals.count(Refusal.BUCKETS_TOO_MANY)).isEqualTo(1);
        assertThat(refusals.count(Refusal.NO_TIME)).isEqualTo(1);
        assertThat(refusals.count(Refusal.LABEL_TWICE)).isEqualTo(2);
        assertThat(refusals.example(Refusal.LABEL_TWICE)).contains("latency, le");
        assertThat(refusals.count(Refusal.HISTOGRAM_SCHEMA)).isEqualTo(2);
        assertThat(refusals.count(Refusal.NO_TEMPORALITY)).isEqualTo(2);
        assertThat(refusals.total()).isEqualTo(17);
    }

    @Test
    void hasNamesNoLongerThanThoseOfOtherSeries() {
        read(
                histogram(latency().build()).toBuilder().setName("x".repeat(248)).build(),
                histogram(latency().build()).toBuilder().setName("x".repeat(249)).build(),
                exponential(size().build()).toBuilder().setName("x".repeat(249)).build(),
                exponential(size().build()).toBuilder().setName("x".repeat(250)).build());

        assertThat(recorder.samples)
                .allMatch(sample -> sample.series().name().length() <= 255)
                .hasSize(8 + 4);
        assertThat(refusals.count(Refusal.NAME_TOO_LONG)).isEqualTo(2);
    }

    @Test
    void findsTheSameSeriesAgain() {
        for (int i = 0; i < 2; i++) {
            read(
                    histogram(latency().build()),
                    exponential(size().build()),
                    summary(duration().build()));
        }

        int half = recorder.samples.size() / 2;
        for (int i = 0; i < half; i++) {
            assertThat(recorder.samples.get(half + i)).isEqualTo(recorder.samples.get(i));
            assertThat(recorder.samples.get(half + i).series())
                    .isSameAs(recorder.samples.get(i).series());
        }
        assertThat(recorder.histograms.get(1).series())
                .isSameAs(recorder.histograms.get(0).series());
    }

    @Test
    void tellsApartHistogramsThatDifferInTheirBoundsAlone() {
        read(histogram(latency().build(), latency().setExplicitBounds(1, 1.5).build()));

        assertThat(shown())
                .contains("latency_bucket{le=1,route=/} 7", "latency_bucket{le=1.5,route=/} 7");
    }

    @Test
    void readsThemFromJson() {
        String json =
                """
                {"resourceMetrics":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"web-1"}}]},
                "scopeMetrics":[{"metrics":[
                {"name":"latency","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[{
                "timeUnixNano":"1772366400123456789","count":"12","sum":34.5,"min":0.001,"max":4000,
                "bucketCounts":["3","4",0,"5"],"explicitBounds":[0.005,1,"2500"],
                "attributes":[{"key":"route","value":{"stringValue":"/"}}]}]}},
                {"name":"size","unit":"By","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{
                "timeUnixNano":"1772366400123456789","count":"10","sum":99.5,"min":-4,"max":1,"scale":2,
                "zeroCount":"1","zeroThreshold":1e-6,"positive":{"offset":-3,"bucketCounts":["2","0","4"]},
                "negative":{"offset":7,"bucketCounts":[3]},
                "attributes":[{"key":"route","value":{"stringValue":"/"}}]}]}},
                {"name":"duration","unit":"s","summary":{"dataPoints":[{
                "timeUnixNano":"1772366400123456789","count":"5","sum":12.5,
                "quantileValues":[{"value":0.25},{"quantile":0.99,"value":7.5},{"quantile":1,"value":"NaN"}],
                "attributes":[{"key":"route","value":{"stringValue":"/"}}]}]}}]}]}]}
                """;
        Recorder fromJson = new Recorder();

        OtlpOutcome outcome =
                reader.read(
                        OtlpFormat.JSON, json.getBytes(StandardCharsets.UTF_8), fromJson, refusals);

        assertThat(outcome).isEqualTo(new OtlpOutcome.Read(8 + 5 + 5, 0));
        read(
                histogram(latency().build()),
                exponential(size().build()),
                summary(duration().build()));
        assertThat(fromJson.samples).isEqualTo(recorder.samples);
        assertThat(fromJson.histograms).isEqualTo(recorder.histograms);
    }

    @Test
    void takesNoMoreSamplesThanAnySenderBatches() {
        HistogramDataPoint.Builder wide = latency().clearExplicitBounds().clearBucketCounts();
        for (int i = 0; i < 2_047; i++) {
            wide.addExplicitBounds(i).addBucketCounts(0);
        }
        wide.addBucketCounts(12);
        HistogramDataPoint[] points = new HistogramDataPoint[OtlpReader.SAMPLES_MAX / 2_048 + 1];
        Arrays.fill(points, wide.build());
        byte[] body = request(histogram(points)).toByteArray();

        OtlpOutcome outcome = reader.read(OtlpFormat.PROTOBUF, body, recorder, refusals);

        assertThat(outcome)
                .isEqualTo(
                        new OtlpOutcome.Malformed(
                                "more than 250000 samples, each bucket being one;"
                                        + " send smaller batches"));
    }

    private static HistogramDataPoint.Builder latency() {
        return HistogramDataPoint.newBuilder()
                .setTimeUnixNano(NOON_NANOS)
                .setStartTimeUnixNano(1)
                .setCount(12)
                .setSum(34.5)
                .setMin(0.001)
                .setMax(4_000)
                .addAllBucketCounts(List.of(3L, 4L, 0L, 5L))
                .addAllExplicitBounds(List.of(0.005, 1.0, 2_500.0))
                .addAttributes(attribute("route", "/"));
    }

    private static ExponentialHistogramDataPoint.Builder size() {
        return ExponentialHistogramDataPoint.newBuilder()
                .setTimeUnixNano(NOON_NANOS)
                .setCount(10)
                .setSum(99.5)
                .setMin(-4)
                .setMax(1)
                .setScale(2)
                .setZeroCount(1)
                .setZeroThreshold(1e-6)
                .setPositive(
                        ExponentialHistogramDataPoint.Buckets.newBuilder()
                                .setOffset(-3)
                                .addAllBucketCounts(List.of(2L, 0L, 4L)))
                .setNegative(
                        ExponentialHistogramDataPoint.Buckets.newBuilder()
                                .setOffset(7)
                                .addBucketCounts(3))
                .addAttributes(attribute("route", "/"));
    }

    private static SummaryDataPoint.Builder duration() {
        return SummaryDataPoint.newBuilder()
                .setTimeUnixNano(NOON_NANOS)
                .setCount(5)
                .setSum(12.5)
                .addQuantileValues(quantile(0, 0.25))
                .addQuantileValues(quantile(0.99, 7.5))
                .addQuantileValues(quantile(1, Double.NaN))
                .addAttributes(attribute("route", "/"));
    }

    private static SummaryDataPoint.ValueAtQuantile quantile(double quantile, double value) {
        return SummaryDataPoint.ValueAtQuantile.newBuilder()
                .setQuantile(quantile)
                .setValue(value)
                .build();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static Metric histogram(HistogramDataPoint... points) {
        return Metric.newBuilder()
                .setName("latency")
                .setUnit("s")
                .setHistogram(
                        Histogram.newBuilder()
                                .setAggregationTemporality(
                                        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                                .addAllDataPoints(List.of(points)))
                .build();
    }

    private static Metric exponential(ExponentialHistogramDataPoint... points) {
        return Metric.newBuilder()
                .setName("size")
                .setUnit("By")
                .setExponentialHistogram(
                        ExponentialHistogram.newBuilder()
                                .setAggregationTemporality(
                                        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                                .addAllDataPoints(List.of(points)))
                .build();
    }

    private static Metric summary(SummaryDataPoint... points) {
        return Metric.newBuilder()
                .setName("duration")
                .setUnit("s")
                .setSummary(Summary.newBuilder().addAllDataPoints(List.of(points)))
                .build();
    }

    private static ExportMetricsServiceRequest request(Metric... metrics) {
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(
                        ResourceMetrics.newBuilder()
                                .setResource(
                                        Resource.newBuilder()
                                                .addAttributes(attribute("host.name", "web-1")))
                                .addScopeMetrics(
                                        ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
                .build();
    }

    private OtlpOutcome read(Metric... metrics) {
        OtlpOutcome outcome =
                reader.read(
                        OtlpFormat.PROTOBUF, request(metrics).toByteArray(), recorder, refusals);
        assertThat(outcome).isInstanceOf(OtlpOutcome.Read.class);
        return outcome;
    }

    private List<String> shown() {
        return recorder.samples.stream().map(ObservedPointTest::shown).toList();
    }

    private static String shown(Recorder.Sample sample) {
        assertThat(sample.host()).isEqualTo(Optional.of(new HostName("web-1")));
        Series series = sample.series();
        String labels =
                series.labels().stream()
                        .map(label -> label.name() + "=" + label.value())
                        .collect(Collectors.joining(","));
        return "%s{%s} %s"
                .formatted(
                        series.name(),
                        labels,
                        series.type() == ValueType.LONG
                                ? Long.toString(sample.bits())
                                : Double.toString(Double.longBitsToDouble(sample.bits())));
    }

    private static Map<Integer, Long> buckets(Buckets buckets) {
        return IntStream.range(0, buckets.size())
                .boxed()
                .collect(Collectors.toMap(buckets::index, buckets::count));
    }
}
