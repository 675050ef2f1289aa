package io.keepwatch.ingest;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.BoundedHeap;
import io.keepwatch.support.Cast;
import io.keepwatch.support.EventFiles;
import io.keepwatch.support.GzipBomb;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import io.keepwatch.telemetry.otlp.OtlpReader;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What the whole function needs of memory for one push, beside the push as it was sent. */
class MemoryTest {

    /**
     * What the largest of pushes may take: a tenth of what the function has. A label of twelve
     * bytes on the wire is more than a hundred here.
     */
    private static final int TAKEN_MEBIBYTES_MAX = 96;

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void refusesWhatIsHostileInLittleMemory() throws Exception {
        BoundedHeap.start(Refused.class);
    }

    @Test
    void takesTheLargestPushesInATenthOfItsMemory() throws Exception {
        BoundedHeap.start(Taken.class, TAKEN_MEBIBYTES_MAX);
    }

    /** All of these are answered with 400, and nothing is stored. */
    static final class Refused extends Program {

        private Refused() {
            super(
                    caller -> {
                        throw new AssertionError("something is stored");
                    },
                    400);
        }

        public static void main(String[] arguments) {
            BoundedHeap.run(new Refused());
        }

        @Override
        public Map<String, byte[]> bodies() {
            Map<String, byte[]> bodies = new LinkedHashMap<>();
            byte[] zeros = GzipBomb.ofZeros(1024);
            bodies.put("a gibibyte of zeros", zeros);
            bodies.put("a gibibyte of zeros, gzipped twice", gzip(zeros));
            byte[] series = points(OtlpReader.DATA_POINTS_MAX, i -> point("web-1", "a", "" + i));
            bodies.put("as many series as can be, and then nonsense", gzip(series, new byte[] {7}));
            byte[] more = points(OtlpReader.DATA_POINTS_MAX, i -> point("web-1", "b", "" + i));
            bodies.put("a hundred thousand series", gzip(series, more));
            bodies.put("labels of their own, and then nonsense", gzip(labels(), new byte[] {7}));
            byte[] hosts = points(Push.HOSTS_MAX + 1, i -> point("web-" + i, "a", "b"));
            bodies.put("too many hosts behind as many series as can be", gzip(labels(), hosts));
            bodies.put("attributes in attributes", gzip(nested(400)));
            bodies.put("JSON: arrays in arrays", gzip(utf8("{\"a\":" + "[".repeat(3_000_000))));
            String point =
                    "{\"timeUnixNano\":\"1772366400000000000\",\"asInt\":\"1\",\"attributes\":[{\"key\":\"a\",\"value\":{\"stringValue\":\"%d\"}}]},";
            StringBuilder json =
                    new StringBuilder(
                            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"a\",\"gauge\":{\"dataPoints\":[");
            for (int i = 0; i < OtlpReader.DATA_POINTS_MAX; i++) {
                json.append(point.formatted(i));
            }
            bodies.put("JSON: as many series as can be, cut short", gzip(utf8(json.toString())));
            return bodies;
        }
    }

    /** All of these are stored, as far as a host may have so many series. */
    static final class Taken extends Program {

        private Taken() {
            super(new InMemoryTenancy(new MovableClock(NOON)), 200);
        }

        public static void main(String[] arguments) {
            BoundedHeap.run(new Taken());
        }

        @Override
        public Map<String, byte[]> bodies() {
            Map<String, byte[]> bodies = new LinkedHashMap<>();
            int points = OtlpReader.DATA_POINTS_MAX;
            bodies.put(
                    "as many series as can be",
                    gzip(points(points, i -> point("web-1", "a", "" + i))));
            bodies.put("labels of their own", gzip(labels()));
            bodies.put(
                    "as many hosts as can be",
                    gzip(points(points, i -> point("web-" + i % Limits.HOSTS_MAX, "a", "" + i))));
            return bodies;
        }
    }

    private abstract static class Program implements BoundedHeap.Hostile {

        private final MovableClock clock = new MovableClock(NOON);
        private final IngestHandler handler;
        private final int status;

        private Program(Tenancy tenancy, int status) {
            this.handler =
                    new IngestHandler(
                            Cast.door(clock),
                            tenancy,
                            new KnownHosts(clock, Limits.HOSTS_MAX),
                            clock);
            this.status = status;
        }

        @Override
        public void warmUp() {
            answer(gzip(points(20, i -> point("web-1", "a", "" + i))));
            answer(utf8("{\"resourceMetrics\":[1.5e3]}"));
        }

        @Override
        public String read(byte[] sent) {
            APIGatewayV2HTTPResponse answer = answer(sent);
            String reason =
                    new String(Responses.body(answer), StandardCharsets.US_ASCII)
                            .replaceAll("[^ -~]", "");
            if (answer.getStatusCode() != status) {
                throw new AssertionError(answer.getStatusCode() + " " + reason);
            }
            return reason;
        }

        private APIGatewayV2HTTPResponse answer(byte[] sent) {
            APIGatewayV2HTTPEvent event =
                    EventFiles.load("ingest/protobuf", APIGatewayV2HTTPEvent.class);
            event.getHeaders().remove("content-type");
            event.setBody(Base64.getEncoder().encodeToString(sent));
            return handler.handleRequest(event, TimeLeft.of(Duration.ofMinutes(1)));
        }
    }

    /** As many labels as fit, hardly one of them twice. */
    private static byte[] labels() {
        return points(
                25_000,
                i -> {
                    String[] labels = new String[20];
                    for (int k = 0; k < labels.length; k += 2) {
                        labels[k] = "" + (char) ('a' + k);
                        labels[k + 1] = Integer.toString(10 * i + k / 2, Character.MAX_RADIX);
                    }
                    return point("web-1", labels);
                });
    }

    /** Messages one after the other are one. */
    private static byte[] points(int count, IntFunction<ExportMetricsServiceRequest> point) {
        ByteArrayOutputStream points = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            points.writeBytes(point.apply(i).toByteArray());
        }
        return points.toByteArray();
    }

    /** One sample; labels are name, value, name, value … */
    private static ExportMetricsServiceRequest point(String host, String... labels) {
        NumberDataPoint.Builder point =
                NumberDataPoint.newBuilder()
                        .setTimeUnixNano(TimeUnit.SECONDS.toNanos(NOON.getEpochSecond()))
                        .setAsInt(1);
        for (int i = 0; i < labels.length; i += 2) {
            point.addAttributes(attribute(labels[i], text(labels[i + 1])));
        }
        return request(host, point.build());
    }

    private static byte[] nested(int depth) {
        AnyValue value = text("x");
        for (int i = 0; i < depth; i++) {
            value =
                    AnyValue.newBuilder()
                            .setArrayValue(ArrayValue.newBuilder().addValues(value))
                            .build();
        }
        NumberDataPoint point =
                NumberDataPoint.newBuilder().addAttributes(attribute("a", value)).build();
        return request("web-1", point).toByteArray();
    }

    private static ExportMetricsServiceRequest request(String host, NumberDataPoint point) {
        Metric metric =
                Metric.newBuilder()
                        .setName("a")
                        .setGauge(Gauge.newBuilder().addDataPoints(point))
                        .build();
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(
                        ResourceMetrics.newBuilder()
                                .setResource(
                                        Resource.newBuilder()
                                                .addAttributes(attribute("host.name", text(host))))
                                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
                .build();
    }

    private static KeyValue attribute(String name, AnyValue value) {
        return KeyValue.newBuilder().setKey(name).setValue(value).build();
    }

    private static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (byte[] part : parts) {
                gzip.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
