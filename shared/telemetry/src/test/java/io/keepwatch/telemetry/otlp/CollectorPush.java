package io.keepwatch.telemetry.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;

/** What OpenTelemetry's Collector sends of a host, at its defaults: the receiver hostmetrics. */
final class CollectorPush {

    private static final AggregationTemporality CUMULATIVE =
            AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    private static final String[] CPU_STATES = {
        "user", "system", "idle", "interrupt", "nice", "softirq", "steal", "wait"
    };

    private final long timeNanos;
    private final ScopeMetrics.Builder scope =
            ScopeMetrics.newBuilder()
                    .setSchemaUrl("https://opentelemetry.io/schemas/1.9.0")
                    .setScope(
                            InstrumentationScope.newBuilder()
                                    .setName("otelcol/hostmetricsreceiver/cpu")
                                    .setVersion("0.130.0"));

    private CollectorPush(long timeNanos) {
        this.timeNanos = timeNanos;
    }

    /**
     * @param cpus eight points each; one for each of the other devices
     */
    static ExportMetricsServiceRequest of(String host, int cpus, long timeNanos) {
        CollectorPush push = new CollectorPush(timeNanos);
        push.cpu(cpus);
        push.memory();
        push.network();
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(
                        ResourceMetrics.newBuilder()
                                .setResource(
                                        Resource.newBuilder()
                                                .addAttributes(attribute("host.name", host))
                                                .addAttributes(attribute("os.type", "linux")))
                                .addScopeMetrics(push.scope))
                .build();
    }

    private void cpu(int cpus) {
        Sum.Builder time = sum(true);
        for (int cpu = 0; cpu < cpus; cpu++) {
            for (String state : CPU_STATES) {
                time.addDataPoints(
                        point("cpu", "cpu" + cpu, "state", state).setAsDouble(1000.25 + cpu));
            }
        }
        add("system.cpu.time", "Total seconds each logical CPU spent on each mode.", "s", time);
        for (String window : new String[] {"1m", "5m", "15m"}) {
            scope.addMetrics(
                    Metric.newBuilder()
                            .setName("system.cpu.load_average." + window)
                            .setDescription("Average CPU Load over some minutes.")
                            .setUnit("{thread}")
                            .setGauge(Gauge.newBuilder().addDataPoints(point().setAsDouble(0.5))));
        }
    }

    private void memory() {
        Sum.Builder usage = sum(false);
        for (String state : new String[] {"used", "free", "cached", "buffered"}) {
            usage.addDataPoints(point("state", state).setAsInt(1L << 32));
        }
        add("system.memory.usage", "Bytes of memory in use.", "By", usage);
    }

    private void network() {
        for (String name : new String[] {"io", "packets", "errors", "dropped"}) {
            Sum.Builder sum = sum(true);
            for (String device : new String[] {"eth0", "lo"}) {
                for (String direction : new String[] {"receive", "transmit"}) {
                    sum.addDataPoints(
                            point("device", device, "direction", direction).setAsInt(123_456_789));
                }
            }
            add("system.network." + name, "The number of " + name + ".", "By", sum);
        }
    }

    private static Sum.Builder sum(boolean monotonic) {
        return Sum.newBuilder().setAggregationTemporality(CUMULATIVE).setIsMonotonic(monotonic);
    }

    private void add(String name, String description, String unit, Sum.Builder sum) {
        scope.addMetrics(
                Metric.newBuilder()
                        .setName(name)
                        .setDescription(description)
                        .setUnit(unit)
                        .setSum(sum));
    }

    private NumberDataPoint.Builder point(String... attributes) {
        NumberDataPoint.Builder point =
                NumberDataPoint.newBuilder()
                        .setStartTimeUnixNano(1_772_000_000_000_000_000L)
                        .setTimeUnixNano(timeNanos);
        for (int i = 0; i < attributes.length; i += 2) {
            point.addAttributes(attribute(attributes[i], attributes[i + 1]));
        }
        return point;
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
