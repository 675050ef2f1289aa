package io.keepwatch.telemetry.otlp;

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

/** What a web server sends of itself: how long its requests take, by route. */
final class ServerPush {

    /** As the semantic conventions advise for {@code http.server.request.duration}. */
    private static final double[] BOUNDS = {
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };

    private static final int EXPONENTIAL_BUCKETS = 80;

    private static final AggregationTemporality CUMULATIVE =
            AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;

    private ServerPush() {}

    /** An explicit histogram and a summary for each route. */
    static ExportMetricsServiceRequest of(String host, int routes, long timeNanos) {
        Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporality(CUMULATIVE);
        Summary.Builder summary = Summary.newBuilder();
        for (int route = 0; route < routes; route++) {
            histogram.addDataPoints(histogram(route, timeNanos));
            summary.addDataPoints(summary(route, timeNanos));
        }
        return request(
                host,
                Metric.newBuilder()
                        .setName("http.server.request.duration")
                        .setUnit("s")
                        .setHistogram(histogram),
                Metric.newBuilder().setName("queue.time").setUnit("s").setSummary(summary));
    }

    /** An exponential histogram for each route. */
    static ExportMetricsServiceRequest ofExponential(String host, int routes, long timeNanos) {
        ExponentialHistogram.Builder histogram =
                ExponentialHistogram.newBuilder().setAggregationTemporality(CUMULATIVE);
        for (int route = 0; route < routes; route++) {
            ExponentialHistogramDataPoint.Buckets.Builder buckets =
                    ExponentialHistogramDataPoint.Buckets.newBuilder().setOffset(-40);
            for (int i = 0; i < EXPONENTIAL_BUCKETS; i++) {
                buckets.addBucketCounts(1 + i * i);
            }
            histogram.addDataPoints(
                    ExponentialHistogramDataPoint.newBuilder()
                            .setTimeUnixNano(timeNanos)
                            .setScale(3)
                            .setCount(1_000_000)
                            .setSum(123.456)
                            .setMin(0.001)
                            .setMax(12)
                            .setPositive(buckets)
                            .addAttributes(attribute("http.route", "/route/" + route)));
        }
        return request(
                host,
                Metric.newBuilder()
                        .setName("http.server.request.duration")
                        .setUnit("s")
                        .setExponentialHistogram(histogram));
    }

    private static HistogramDataPoint histogram(int route, long timeNanos) {
        HistogramDataPoint.Builder point =
                HistogramDataPoint.newBuilder()
                        .setTimeUnixNano(timeNanos)
                        .setStartTimeUnixNano(timeNanos - 1_000_000_000)
                        .setCount(1_000_000)
                        .setSum(123.456)
                        .setMin(0.001)
                        .setMax(12)
                        .addAttributes(attribute("http.route", "/route/" + route))
                        .addAttributes(attribute("http.request.method", "GET"));
        for (double bound : BOUNDS) {
            point.addExplicitBounds(bound);
            point.addBucketCounts(1_000);
        }
        return point.addBucketCounts(7).build();
    }

    private static SummaryDataPoint summary(int route, long timeNanos) {
        SummaryDataPoint.Builder point =
                SummaryDataPoint.newBuilder()
                        .setTimeUnixNano(timeNanos)
                        .setCount(1_000_000)
                        .setSum(123.456)
                        .addAttributes(attribute("http.route", "/route/" + route));
        for (double quantile : new double[] {0, 0.5, 0.99, 1}) {
            point.addQuantileValues(
                    SummaryDataPoint.ValueAtQuantile.newBuilder()
                            .setQuantile(quantile)
                            .setValue(quantile * 3));
        }
        return point.build();
    }

    private static ExportMetricsServiceRequest request(String host, Metric.Builder... metrics) {
        ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
        for (Metric.Builder metric : metrics) {
            scope.addMetrics(metric);
        }
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(
                        ResourceMetrics.newBuilder()
                                .setResource(
                                        Resource.newBuilder()
                                                .addAttributes(attribute("host.name", host)))
                                .addScopeMetrics(scope))
                .build();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
