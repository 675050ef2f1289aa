package io.keepwatch.telemetry.otlp;

import io.keepwatch.support.GzipBomb;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Bodies made to cost as much memory or time as can be, as they would be sent. */
final class HostileBodies {

    private static final int MAX = BodyReader.INFLATED_BYTES_MAX;

    /** Room for what is wrapped around a part that is as large as can be. */
    private static final int ROOM = 64;

    /** A histogram's temporality. */
    private static final byte[] CUMULATIVE = {2 << 3, 2};

    private HostileBodies() {}

    static Map<String, byte[]> all() {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        byte[] zeros = GzipBomb.ofZeros(1024);
        bodies.put("a gibibyte of zeros", zeros);
        bodies.put("a gibibyte of zeros, gzipped twice", gzip(zeros));
        protobuf(bodies);
        histograms(bodies);
        json(bodies);
        return bodies;
    }

    private static void protobuf(Map<String, byte[]> bodies) {
        byte[] series = points(HostileBodies::pointOfItsOwn);
        put(bodies, "new series, and then nonsense", concat(series, new byte[] {7}));
        put(bodies, "new series that are refused", points(HostileBodies::pointWithLabelTwice));
        put(bodies, "resources with as many labels as can be", repeat(i -> largeResource(i)));
        put(bodies, "one point with as many attributes as fit", pointOf(attributes(i -> "a" + i)));
        put(
                bodies,
                "one resource with as many attributes as fit",
                field(1, field(1, attributes(i -> "host." + i))));
        put(bodies, "attributes scattered among other fields", pointOf(scattered()));
        put(bodies, "one name as long as can be", pointOf(attribute("n".repeat(MAX - ROOM), "")));
        put(
                bodies,
                "one value as long as can be",
                pointOf(attribute("a", "ü".repeat(MAX / 2 - ROOM))));
        put(bodies, "one array as long as can be", pointOf(longArray()));
        put(bodies, "a value in as many pieces as fit", pointOf(valueInPieces()));
        put(bodies, "a metric with gauge and sum in turns", field(1, field(2, field(2, turns()))));
        put(bodies, "empty messages", fill(new byte[] {0x0a, 0}));
        put(bodies, "resources of one byte", fill(new byte[] {0x0a, 2, 0x0a, 0}));
        put(
                bodies,
                "a metric's name as long as can be",
                field(1, field(2, field(2, field(1, new byte[MAX - ROOM])))));
    }

    private static void histograms(Map<String, byte[]> bodies) {
        put(bodies, "histograms of 2048 buckets, each of its own", histogram(ofItsOwn(2_047)));
        put(bodies, "histograms of 100 buckets, each of its own", histogram(ofItsOwn(99)));
        put(
                bodies,
                "one histogram of as many counts as fit",
                histogram(field(1, field(6, new byte[MAX - 2 * ROOM]))));
        byte[] ones = fill(new byte[] {1}, MAX - 2 * ROOM);
        put(
                bodies,
                "one exponential histogram of as many buckets as fit",
                metricOf(10, concat(CUMULATIVE, field(1, field(8, field(2, ones))))));
        put(
                bodies,
                "one summary of as many quantiles as fit",
                metricOf(11, field(1, fill(new byte[] {0x32, 0}, MAX - 2 * ROOM))));
        put(
                bodies,
                "JSON: one histogram of as many counts as fit",
                json(
                        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"histogram\":{\"dataPoints\":[{\"bucketCounts\":[0",
                        i -> ",0"));
    }

    private static byte[] histogram(byte[] points) {
        return metricOf(9, concat(CUMULATIVE, points));
    }

    /** Histograms of so many bounds, which no other has. */
    private static byte[] ofItsOwn(int bounds) {
        ByteArrayOutputStream points = new ByteArrayOutputStream(MAX);
        byte[] next = new byte[0];
        for (int i = 0; points.size() + next.length < MAX - 2 * ROOM; i++) {
            points.writeBytes(next);
            ProtobufWriter point = new ProtobufWriter();
            point.fixed64(3, 1_772_366_400_000_000_000L);
            int packed = point.begin(7);
            for (int bound = 0; bound < bounds; bound++) {
                point.rawFixed64(Double.doubleToRawLongBits(i + bound / 4096.0));
            }
            point.end(packed);
            point.bytes(6, new byte[Long.BYTES * (bounds + 1)]);
            next = field(1, point.toByteArray());
        }
        return points.toByteArray();
    }

    private static void json(Map<String, byte[]> bodies) {
        String metric =
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"a\",\"gauge\":{\"dataPoints\":[";
        put(
                bodies,
                "JSON: new series, cut short at the end",
                json(
                        metric,
                        i ->
                                "{\"attributes\":[{\"key\":\"a\",\"value\":{\"stringValue\":\""
                                        + i
                                        + "\"}}]},"));
        put(bodies, "JSON: points of nothing", json(metric, i -> "{},"));
        put(bodies, "JSON: arrays in arrays", json("{\"a\":", i -> "["));
        put(bodies, "JSON: objects in objects", json("", i -> "{\"a\":"));
        put(bodies, "JSON: names that nobody knows", json("{", i -> "\"x" + i + "\":1,"));
        put(
                bodies,
                "JSON: one text as long as can be",
                json("{\"resourceMetrics\":[{\"schemaUrl\":\"", i -> "ü"));
        put(bodies, "JSON: one number as long as can be", json("{\"a\":", i -> "1"));
        put(
                bodies,
                "JSON: empty values",
                json(
                        "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"value\":{\"arrayValue\":{\"values\":[",
                        i -> "{},"));
        put(bodies, "JSON: zeros", json("{\"resourceMetrics\":[", i -> "\\u0000"));
    }

    private static void put(Map<String, byte[]> bodies, String name, byte[] body) {
        if (body.length > MAX) {
            throw new IllegalStateException(name + " is too large by " + (body.length - MAX));
        }
        bodies.put(name, gzip(body));
    }

    private static byte[] json(String start, IntFunction<String> part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(MAX);
        byte[] next = start.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; out.size() + next.length <= MAX; i++) {
            out.writeBytes(next);
            next = part.apply(i).getBytes(StandardCharsets.UTF_8);
        }
        return out.toByteArray();
    }

    private static byte[] points(IntFunction<byte[]> point) {
        ByteArrayOutputStream points = new ByteArrayOutputStream();
        for (int i = 0; i < OtlpReader.DATA_POINTS_MAX; i++) {
            points.writeBytes(field(1, point.apply(i)));
        }
        return metric(points.toByteArray());
    }

    private static byte[] pointOfItsOwn(int number) {
        return concat(attribute("a" + number % 5000, "x".repeat(80) + number), value());
    }

    private static byte[] pointWithLabelTwice(int number) {
        return concat(attribute("a" + number, "x"), attribute("a" + number, "y"), value());
    }

    private static byte[] value() {
        ProtobufWriter writer = new ProtobufWriter();
        writer.fixed64(3, 1_772_366_400_000_000_000L);
        writer.fixed64(6, 1);
        return writer.toByteArray();
    }

    private static byte[] pointOf(byte[] attributes) {
        return metric(field(1, attributes));
    }

    private static byte[] metric(byte[] points) {
        return metricOf(5, points);
    }

    /**
     * @param data number of the field that holds the points
     */
    private static byte[] metricOf(int data, byte[] points) {
        byte[] name = field(1, new byte[] {'a'});
        return field(1, field(2, field(2, concat(name, field(data, points)))));
    }

    private static byte[] largeResource(int number) {
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        for (int i = 0; i < 64; i++) {
            byte[] attribute = attribute("n".repeat(240) + i, "v".repeat(1000) + number);
            attribute[0] = 1 << 3 | Wire.LENGTH;
            attributes.writeBytes(attribute);
        }
        byte[] metric = concat(field(1, new byte[] {'a'}), field(5, field(1, value())));
        return concat(field(1, attributes.toByteArray()), field(2, field(2, metric)));
    }

    private static byte[] repeat(IntFunction<byte[]> resourceMetrics) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(MAX);
        byte[] next = field(1, resourceMetrics.apply(0));
        for (int i = 1; out.size() + next.length <= MAX; i++) {
            out.writeBytes(next);
            next = field(1, resourceMetrics.apply(i));
        }
        return out.toByteArray();
    }

    private static byte[] attributes(IntFunction<String> name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(MAX);
        for (int i = 0; out.size() < MAX - 2 * ROOM; i++) {
            byte[] attribute = attribute(name.apply(i), "");
            if (name.apply(0).startsWith("host.")) {
                attribute[0] = 1 << 3 | Wire.LENGTH;
            }
            out.writeBytes(attribute);
        }
        return out.toByteArray();
    }

    private static byte[] scattered() {
        byte[] time = value();
        ByteArrayOutputStream out = new ByteArrayOutputStream(MAX);
        for (int i = 0; out.size() < MAX - 2 * ROOM; i++) {
            out.writeBytes(attribute("a", ""));
            out.write(time, 0, 9);
        }
        return out.toByteArray();
    }

    private static byte[] longArray() {
        // AnyValue.array_value.values.bool_value, again and again.
        byte[] values = fill(new byte[] {0x0a, 2, 0x10, 1}, MAX - ROOM);
        return field(7, concat(field(1, new byte[] {'a'}), field(2, field(5, values))));
    }

    private static byte[] valueInPieces() {
        // KeyValue.value, each with one bool.
        return field(7, fill(new byte[] {0x12, 2, 0x10, 1}, MAX - ROOM));
    }

    private static byte[] turns() {
        return fill(new byte[] {5 << 3 | Wire.LENGTH, 0, 7 << 3 | Wire.LENGTH, 0}, MAX - ROOM);
    }

    private static byte[] fill(byte[] part) {
        return fill(part, MAX);
    }

    private static byte[] fill(byte[] part, int length) {
        byte[] filled = new byte[length / part.length * part.length];
        for (int i = 0; i < filled.length; i++) {
            filled[i] = part[i % part.length];
        }
        return filled;
    }

    /** As a data point has it. */
    private static byte[] attribute(String name, String value) {
        ProtobufWriter writer = new ProtobufWriter();
        writer.string(1, name);
        writer.bytes(2, field(1, value.getBytes(StandardCharsets.UTF_8)));
        return field(7, writer.toByteArray());
    }

    private static byte[] field(int number, byte[] content) {
        ProtobufWriter writer = new ProtobufWriter(content.length + ROOM);
        writer.bytes(number, content);
        return writer.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FastGzip gzip = new FastGzip(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
