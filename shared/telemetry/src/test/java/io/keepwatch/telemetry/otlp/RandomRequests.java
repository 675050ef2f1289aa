package io.keepwatch.telemetry.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Requests of any shape that the official classes can have. Names come from small pools, so that
 * they meet: labels named twice, points against their resource, series seen before.
 */
final class RandomRequests {

    private static final String[] NAMES = {
        "system.cpu.time", "system.memory.usage", "system.network.dropped", "m", "ü.😀", "", "up"
    };
    private static final String[] UNITS = {"", "1", "By", "s"};
    private static final String[] KEYS = {
        "host.name",
        "host.id",
        "host",
        "instance",
        "os.type",
        "cloud.x",
        "telemetry.y",
        "service.name",
        "service.instance.id",
        "process.pid",
        "process.executable.name",
        "process.command_line",
        "cpu",
        "state",
        "cpu.mode",
        "system.memory.state",
        "device",
        "a",
        "b",
        "c",
        "d",
        "ключ",
        "😀"
    };
    private static final String[] TEXTS = {
        "",
        " ",
        "web-1",
        "web-1:9100",
        "localhost:9100",
        "10.0.0.1:9100",
        "idle",
        "wait",
        "buffered",
        "grün",
        "\"\\\n\u0000",
        "😀",
        "\u2028",
        "x"
    };
    private static final long[] LONGS = {
        0, 1, -1, 127, 128, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, (1L << 53) + 1, 1L << 32
    };
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        0.1,
        1e300,
        Double.MIN_VALUE,
        Double.NaN,
        Double.longBitsToDouble(0x7ff0000000000002L),
        Double.longBitsToDouble(0xfff8000000000123L),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    private static final double[][] BOUNDS = {
        {},
        {0},
        {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
        {-100, -0.0, 1e-7, 3, 1e21},
        {Double.MIN_VALUE, Double.MAX_VALUE},
        {1, 1},
        {2, 1},
        {1, Double.NaN},
        {0, Double.POSITIVE_INFINITY},
        {Double.NEGATIVE_INFINITY, 0}
    };

    private final Random random;

    /** Whether there are parts that are never read, whose inside the reader does not check. */
    private final boolean withUnread;

    RandomRequests(Random random, boolean withUnread) {
        this.random = random;
        this.withUnread = withUnread;
    }

    ExportMetricsServiceRequest next() {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        times(4, () -> request.addResourceMetrics(resourceMetrics()));
        return request.build();
    }

    private ResourceMetrics resourceMetrics() {
        ResourceMetrics.Builder metrics = ResourceMetrics.newBuilder();
        if (random.nextInt(4) > 0) {
            Resource.Builder resource = Resource.newBuilder();
            times(4, () -> resource.addAttributes(attribute()));
            if (withUnread && random.nextInt(8) == 0) {
                resource.setDroppedAttributesCount(random.nextInt());
                resource.addEntityRefs(EntityRef.newBuilder().setType("host").addIdKeys("x"));
            }
            metrics.setResource(resource);
        }
        times(3, () -> metrics.addScopeMetrics(scopeMetrics()));
        if (withUnread && random.nextInt(8) == 0) {
            metrics.setSchemaUrl(text());
            metrics.setUnknownFields(unknown());
        }
        return metrics.build();
    }

    private ScopeMetrics scopeMetrics() {
        ScopeMetrics.Builder metrics = ScopeMetrics.newBuilder();
        if (withUnread && random.nextBoolean()) {
            metrics.setScope(
                    InstrumentationScope.newBuilder()
                            .setName(text())
                            .setVersion("1")
                            .addAttributes(attribute()));
            metrics.setSchemaUrl(text());
        }
        times(5, () -> metrics.addMetrics(metric()));
        return metrics.build();
    }

    private Metric metric() {
        Metric.Builder metric = Metric.newBuilder().setName(name()).setUnit(pick(UNITS));
        if (random.nextInt(100) == 0) {
            metric.setUnit("u".repeat(60 + random.nextInt(8)));
        }
        if (withUnread && random.nextBoolean()) {
            metric.setDescription(text()).addMetadata(attribute());
        }
        switch (random.nextInt(withUnread ? 14 : 13)) {
            case 0, 1, 2, 3 -> metric.setGauge(gauge());
            case 4, 5, 6 -> metric.setSum(sum());
            case 7 -> {
                // No data at all.
            }
            case 8, 9 -> metric.setHistogram(histogram());
            case 10, 11 -> metric.setExponentialHistogram(exponentialHistogram());
            case 12 -> metric.setSummary(summary());
            default -> metric.setUnknownFields(unknown());
        }
        return metric.build();
    }

    private Gauge gauge() {
        Gauge.Builder gauge = Gauge.newBuilder();
        times(6, () -> gauge.addDataPoints(point()));
        return gauge.build();
    }

    private Sum sum() {
        Sum.Builder sum = Sum.newBuilder();
        sum.setAggregationTemporalityValue(temporality());
        sum.setIsMonotonic(random.nextBoolean());
        times(6, () -> sum.addDataPoints(point()));
        return sum.build();
    }

    private Histogram histogram() {
        Histogram.Builder histogram =
                Histogram.newBuilder().setAggregationTemporalityValue(temporality());
        times(4, () -> histogram.addDataPoints(histogramPoint()));
        return histogram.build();
    }

    private HistogramDataPoint histogramPoint() {
        HistogramDataPoint.Builder point = HistogramDataPoint.newBuilder();
        point.setTimeUnixNano(time()).setCount(count());
        double[] bounds = BOUNDS[random.nextInt(BOUNDS.length)];
        for (double bound : bounds) {
            point.addExplicitBounds(bound);
        }
        int buckets = bounds.length == 0 ? random.nextInt(2) : bounds.length + 1;
        if (random.nextInt(12) == 0) {
            buckets = random.nextInt(20);
        }
        for (int i = 0; i < buckets; i++) {
            point.addBucketCounts(count());
        }
        if (random.nextInt(4) > 0) {
            point.setSum(real());
        }
        if (random.nextBoolean()) {
            point.setMin(real()).setMax(real());
        }
        if (random.nextInt(8) == 0) {
            point.setFlags(random.nextInt(4));
        }
        if (withUnread && random.nextInt(8) == 0) {
            point.setStartTimeUnixNano(random.nextLong());
            point.addExemplars(Exemplar.newBuilder().setAsInt(1));
            point.setUnknownFields(unknown());
        }
        attributes(point::addAttributes, "le");
        return point.build();
    }

    private ExponentialHistogram exponentialHistogram() {
        ExponentialHistogram.Builder histogram =
                ExponentialHistogram.newBuilder().setAggregationTemporalityValue(temporality());
        times(4, () -> histogram.addDataPoints(exponentialPoint()));
        return histogram.build();
    }

    private ExponentialHistogramDataPoint exponentialPoint() {
        ExponentialHistogramDataPoint.Builder point = ExponentialHistogramDataPoint.newBuilder();
        point.setTimeUnixNano(time()).setCount(count()).setZeroCount(count());
        point.setScale(random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(33) - 11);
        if (random.nextInt(3) > 0) {
            point.setPositive(buckets());
        }
        if (random.nextInt(3) == 0) {
            point.setNegative(buckets());
        }
        if (random.nextInt(4) > 0) {
            point.setSum(real());
        }
        if (random.nextBoolean()) {
            point.setMin(real()).setMax(real());
        }
        if (random.nextInt(3) == 0) {
            point.setZeroThreshold(random.nextInt(4) == 0 ? real() : 1e-9);
        }
        if (random.nextInt(8) == 0) {
            point.setFlags(random.nextInt(4));
        }
        if (withUnread && random.nextInt(8) == 0) {
            point.setStartTimeUnixNano(random.nextLong());
            point.addExemplars(Exemplar.newBuilder().setAsInt(1));
            point.setUnknownFields(unknown());
        }
        attributes(point::addAttributes, "le");
        return point.build();
    }

    private ExponentialHistogramDataPoint.Buckets buckets() {
        ExponentialHistogramDataPoint.Buckets.Builder buckets =
                ExponentialHistogramDataPoint.Buckets.newBuilder();
        buckets.setOffset(
                switch (random.nextInt(20)) {
                    case 0 -> Integer.MAX_VALUE - random.nextInt(4);
                    case 1 -> random.nextInt();
                    default -> random.nextInt(40) - 20;
                });
        int count = random.nextInt(300) == 0 ? 2030 + random.nextInt(40) : random.nextInt(12);
        for (int i = 0; i < count; i++) {
            buckets.addBucketCounts(count > 20 ? 1 : count());
        }
        return buckets.build();
    }

    private Summary summary() {
        Summary.Builder summary = Summary.newBuilder();
        times(4, () -> summary.addDataPoints(summaryPoint()));
        return summary.build();
    }

    private SummaryDataPoint summaryPoint() {
        SummaryDataPoint.Builder point = SummaryDataPoint.newBuilder();
        point.setTimeUnixNano(time()).setCount(count()).setSum(real());
        times(
                5,
                () ->
                        point.addQuantileValues(
                                SummaryDataPoint.ValueAtQuantile.newBuilder()
                                        .setQuantile(
                                                random.nextInt(5) == 0
                                                        ? real()
                                                        : random.nextInt(5) / 4.0)
                                        .setValue(real())));
        if (random.nextInt(8) == 0) {
            point.setFlags(random.nextInt(4));
        }
        if (withUnread && random.nextInt(8) == 0) {
            point.setStartTimeUnixNano(random.nextLong());
            point.setUnknownFields(unknown());
        }
        attributes(point::addAttributes, "quantile");
        return point.build();
    }

    /** 0 is unspecified and 3 unknown. */
    private int temporality() {
        return withUnread && random.nextInt(6) == 0 ? 3 * random.nextInt(2) : 1 + random.nextInt(2);
    }

    private long count() {
        return random.nextInt(80) == 0 ? integer() : random.nextInt(1 << random.nextInt(20));
    }

    /**
     * @param own what the point has a label for itself
     */
    private void attributes(Consumer<KeyValue> point, String own) {
        times(4, () -> point.accept(attribute()));
        if (random.nextInt(20) == 0) {
            point.accept(KeyValue.newBuilder().setKey(own).setValue(value(0)).build());
        }
        if (random.nextInt(200) == 0) {
            for (int i = 60 + random.nextInt(8); i > 0; i--) {
                point.accept(KeyValue.newBuilder().setKey("k" + i).setValue(value(0)).build());
            }
        }
    }

    private long time() {
        return switch (random.nextInt(8)) {
            case 0 -> LONGS[random.nextInt(LONGS.length)];
            case 1 -> random.nextLong();
            default -> 1_772_366_400_000_000_000L + random.nextInt();
        };
    }

    private NumberDataPoint point() {
        NumberDataPoint.Builder point = NumberDataPoint.newBuilder();
        point.setTimeUnixNano(time());
        if (random.nextBoolean()) {
            point.setStartTimeUnixNano(random.nextLong());
        }
        switch (random.nextInt(9)) {
            case 0, 1, 2, 3 -> point.setAsDouble(real());
            case 4, 5, 6, 7 -> point.setAsInt(integer());
            default -> {
                // No value.
            }
        }
        if (random.nextInt(6) == 0) {
            point.setFlags(random.nextInt(4));
        }
        if (withUnread && random.nextInt(8) == 0) {
            point.addExemplars(
                    Exemplar.newBuilder().setAsInt(1).addFilteredAttributes(attribute()));
            point.setUnknownFields(unknown());
        }
        int attributes = random.nextInt(200) == 0 ? 60 + random.nextInt(8) : random.nextInt(5);
        // With this many, some are just too long together.
        String text = random.nextBoolean() ? "x".repeat(59 + random.nextInt(5)) : "";
        for (int i = 0; i < attributes; i++) {
            AnyValue.Builder value =
                    text.isEmpty()
                            ? value(0).toBuilder()
                            : AnyValue.newBuilder().setStringValue(text);
            point.addAttributes(
                    attributes > 10
                            ? KeyValue.newBuilder().setKey("k" + i).setValue(value).build()
                            : attribute());
        }
        return point.build();
    }

    private KeyValue attribute() {
        KeyValue.Builder attribute = KeyValue.newBuilder();
        attribute.setKey(
                switch (random.nextInt(100)) {
                    case 0 -> "k".repeat(250 + random.nextInt(10));
                    case 1 -> "";
                    case 2 -> text();
                    default -> pick(KEYS);
                });
        if (random.nextInt(30) > 0) {
            attribute.setValue(random.nextInt(300) == 0 ? chain() : value(0));
        }
        if (withUnread && random.nextInt(100) == 0) {
            attribute.setKeyStrindex(random.nextInt());
        }
        return attribute.build();
    }

    private AnyValue value(int depth) {
        AnyValue.Builder value = AnyValue.newBuilder();
        switch (random.nextInt(depth < 4 ? 40 : 8)) {
            case 0 -> value.setBoolValue(random.nextBoolean());
            case 1 -> value.setIntValue(integer());
            case 2 -> value.setDoubleValue(real());
            case 3 -> value.setBytesValue(ByteString.copyFrom(bytes()));
            case 4 -> {
                // No value.
            }
            case 5 -> value.setStringValue("x".repeat(1020 + random.nextInt(8)));
            case 8 -> value.setArrayValue(array(depth + 1));
            case 9 -> value.setKvlistValue(map(depth + 1));
            default -> value.setStringValue(text());
        }
        return value.build();
    }

    private ArrayValue array(int depth) {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        times(4, () -> array.addValues(value(depth)));
        return array.build();
    }

    private KeyValueList map(int depth) {
        KeyValueList.Builder map = KeyValueList.newBuilder();
        times(
                4,
                () ->
                        map.addValues(
                                KeyValue.newBuilder().setKey(pick(KEYS)).setValue(value(depth))));
        return map.build();
    }

    /** Values in values, about as deep as is taken. */
    private AnyValue chain() {
        AnyValue value = value(4);
        for (int depth = 14 + random.nextInt(4); depth > 0; depth--) {
            AnyValue.Builder outer = AnyValue.newBuilder();
            if (random.nextBoolean()) {
                outer.setArrayValue(ArrayValue.newBuilder().addValues(value));
            } else {
                outer.setKvlistValue(
                        KeyValueList.newBuilder()
                                .addValues(KeyValue.newBuilder().setKey("k").setValue(value)));
            }
            value = outer.build();
        }
        return value;
    }

    private String name() {
        return random.nextInt(100) == 0 ? "n".repeat(250 + random.nextInt(10)) : pick(NAMES);
    }

    private String text() {
        if (random.nextInt(4) > 0) {
            return pick(TEXTS);
        }
        return random.ints(random.nextInt(12), 0, Character.MAX_CODE_POINT + 1)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(10)];
        random.nextBytes(bytes);
        return bytes;
    }

    private long integer() {
        return random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
    }

    private double real() {
        return random.nextBoolean()
                ? DOUBLES[random.nextInt(DOUBLES.length)]
                : Double.longBitsToDouble(random.nextLong());
    }

    private UnknownFieldSet unknown() {
        return UnknownFieldSet.newBuilder()
                .addField(
                        1000 + random.nextInt(1000),
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(random.nextLong())
                                .addFixed32(random.nextInt())
                                .addFixed64(random.nextLong())
                                .addLengthDelimited(ByteString.copyFrom(bytes()))
                                .build())
                .build();
    }

    /** Up to, but not including, {@code end} times. */
    private void times(int end, Runnable action) {
        int times = random.nextInt(end);
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private String pick(String[] pool) {
        return pool[random.nextInt(pool.length)];
    }
}
