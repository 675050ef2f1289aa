package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keepwatch.domain.HostName;
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
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpReaderTest {

    private static final long NOON_NANOS = 1_772_366_400_123_456_789L;
    private static final long NOON = 1_772_366_400_123L;
    private static final HostName WEB = new HostName("web-1");

    private final OtlpReader reader = new OtlpReader(CanonicalNames.standard());
    private final Recorder recorder = new Recorder();
    private final Refusals refusals = new Refusals();

    @Test
    void readsAGauge() {
        read(resource("host.name", "web-1"), gauge("temp", "Cel", point(21.5, "room", "attic")));

        assertThat(recorder.samples)
                .containsExactly(
                        new Recorder.Sample(
                                Optional.of(WEB),
                                new Series(
                                        "temp",
                                        List.of(new Label("room", "attic")),
                                        Kind.GAUGE,
                                        ValueType.DOUBLE,
                                        "Cel"),
                                NOON,
                                Double.doubleToRawLongBits(21.5)));
        assertThat(refusals.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "CUMULATIVE, true, COUNTER",
        "CUMULATIVE, false, UP_DOWN_COUNTER",
        "DELTA, true, DELTA_COUNTER",
        "DELTA, false, DELTA_UP_DOWN_COUNTER",
    })
    void readsSumsOfBothTemporalities(String temporality, boolean monotonic, Kind kind) {
        read(
                Resource.getDefaultInstance(),
                sum(
                        AggregationTemporality.valueOf("AGGREGATION_TEMPORALITY_" + temporality),
                        monotonic));

        assertThat(recorder.samples)
                .singleElement()
                .satisfies(sample -> assertThat(sample.series().kind()).isEqualTo(kind));
    }

    @Test
    void keepsIntegersAndTheBitsOfDoubles() {
        long payload = 0x7ff0000000000002L; // Prometheus' stale marker, a signalling NaN
        read(
                Resource.getDefaultInstance(),
                gauge(
                        "a",
                        "",
                        integer((1L << 53) + 1),
                        point(Double.longBitsToDouble(payload)),
                        point(-0.0),
                        integer(Long.MIN_VALUE)));

        assertThat(recorder.samples)
                .extracting(sample -> sample.series().type())
                .containsExactly(
                        ValueType.LONG, ValueType.DOUBLE, ValueType.DOUBLE, ValueType.LONG);
        assertThat(recorder.samples)
                .extracting(Recorder.Sample::bits)
                .containsExactly((1L << 53) + 1, payload, Long.MIN_VALUE, Long.MIN_VALUE);
    }

    @Test
    void makesLabelsOfAttributesOfEveryType() {
        KeyValueList map =
                KeyValueList.newBuilder()
                        .addValues(attribute("a\"b\n", string("c")))
                        .addValues(attribute("none", AnyValue.getDefaultInstance()))
                        .build();
        ArrayValue array =
                ArrayValue.newBuilder()
                        .addValues(AnyValue.newBuilder().setIntValue(-1))
                        .addValues(AnyValue.newBuilder().setDoubleValue(Double.NaN))
                        .addValues(AnyValue.newBuilder().setKvlistValue(map))
                        .build();
        NumberDataPoint point =
                point(1).toBuilder()
                        .addAttributes(attribute("string", string("grün 😀")))
                        .addAttributes(attribute("bool", AnyValue.newBuilder().setBoolValue(true)))
                        .addAttributes(attribute("int", AnyValue.newBuilder().setIntValue(-7)))
                        .addAttributes(
                                attribute("double", AnyValue.newBuilder().setDoubleValue(0.1)))
                        .addAttributes(
                                attribute(
                                        "bytes",
                                        AnyValue.newBuilder()
                                                .setBytesValue(ByteString.copyFrom(new byte[3]))))
                        .addAttributes(
                                attribute("array", AnyValue.newBuilder().setArrayValue(array)))
                        .addAttributes(attribute("none", AnyValue.getDefaultInstance()))
                        .build();

        read(Resource.getDefaultInstance(), gauge("a", "", point));

        assertThat(recorder.samples.getFirst().series().labels())
                .containsExactlyInAnyOrder(
                        new Label("string", "grün 😀"),
                        new Label("bool", "true"),
                        new Label("int", "-7"),
                        new Label("double", "0.1"),
                        new Label("bytes", "AAAA"),
                        new Label("array", "[-1,\"NaN\",{\"a\\\"b\\u000a\":\"c\",\"none\":null}]"),
                        new Label("none", ""));
    }

    @Test
    void givesTheResourcesAttributesToItsSeriesButForThoseOfTheHost() {
        Resource resource =
                resource(
                        "host.name", "web-1",
                        "host.id", "x",
                        "os.type", "linux",
                        "cloud.region", "eu",
                        "telemetry.sdk.name", "opentelemetry",
                        "service.name", "shop",
                        "room", "attic");

        read(resource, gauge("a", "", point(1, "room", "cellar"), point(2, "b", "c")));

        assertThat(recorder.samples)
                .extracting(sample -> sample.series().labels())
                .containsExactly(
                        List.of(new Label("room", "cellar"), new Label("service.name", "shop")),
                        List.of(
                                new Label("b", "c"),
                                new Label("room", "attic"),
                                new Label("service.name", "shop")));
    }

    /** As the SDKs send it unasked. */
    @Test
    void storesNothingOfACommandLineHoweverLong() {
        Resource resource =
                resource(
                        "process.command_line", "java -Dpassword=secret " + "x".repeat(2_000),
                        "process.command_args", "secret",
                        "process.environment_variable.TOKEN", "secret",
                        "process.executable.path", "/home/alice/bin/java",
                        "process.owner", "alice",
                        "process.runtime.version", "25",
                        "service.name", "shop");

        read(resource, gauge("a", "", point(1)));

        assertThat(refusals.isEmpty()).isTrue();
        assertThat(recorder.samples)
                .singleElement()
                .satisfies(
                        sample ->
                                assertThat(sample.series().labels())
                                        .containsExactly(new Label("service.name", "shop")));
    }

    @Test
    void keepsTwoProcessesOfOneHostApartByTheirInstances() {
        for (String instance : List.of("one", "two")) {
            read(
                    resource(
                            "host.name", "web-1",
                            "process.pid", "4711",
                            "service.instance.id", instance),
                    gauge("a", "", point(1)));
        }

        assertThat(recorder.samples)
                .extracting(sample -> sample.series().labels())
                .containsExactly(
                        List.of(new Label("service.instance.id", "one")),
                        List.of(new Label("service.instance.id", "two")));
    }

    /** As the Collector measures processes, and as SDKs without an instance's id send. */
    @Test
    void keepsTwoProcessesOfOneHostApartByTheirNumbersWhereThereIsNoInstance() {
        for (String pid : List.of("17", "4711")) {
            read(
                    resource(
                            "host.name", "web-1",
                            "process.pid", pid,
                            "process.executable.name", "java"),
                    gauge("a", "", point(1)));
        }

        assertThat(recorder.samples)
                .extracting(sample -> sample.series().labels())
                .containsExactly(
                        List.of(
                                new Label("process.executable.name", "java"),
                                new Label("process.pid", "17")),
                        List.of(
                                new Label("process.executable.name", "java"),
                                new Label("process.pid", "4711")));
    }

    @Test
    void findsTheHostInLabelsWhereTheResourceNamesNone() {
        Resource named = resource("host.name", "web-1");
        read(named, gauge("a", "", point(1, "host", "other")));
        read(resource("host", "web-1"), gauge("a", "", point(1)));
        read(Resource.getDefaultInstance(), gauge("a", "", point(1, "instance", "web-1:9100")));
        read(Resource.getDefaultInstance(), gauge("a", "", point(1, "instance", "[::1]:9100")));

        assertThat(recorder.samples)
                .extracting(Recorder.Sample::host)
                .containsExactly(
                        Optional.of(WEB), Optional.of(WEB), Optional.of(WEB), Optional.empty());
    }

    @Test
    void storesUnderCanonicalNames() {
        read(
                Resource.getDefaultInstance(),
                gauge("system.cpu.utilization", "1", point(0.5, "cpu", "cpu0", "state", "wait")));

        assertThat(recorder.samples.getFirst().series().labels())
                .containsExactly(
                        new Label("cpu.logical_number", "cpu0"), new Label("cpu.mode", "iowait"));
    }

    @Test
    void refusesWhatIsNotStoredAndCountsItsPoints() {
        read(
                Resource.getDefaultInstance(),
                sum(AggregationTemporality.AGGREGATION_TEMPORALITY_UNSPECIFIED, true),
                gauge("novalue", "", point(1).toBuilder().clearValue().build()),
                gauge("notime", "", point(1).toBuilder().clearTimeUnixNano().build()),
                gauge("", "", point(1)),
                gauge("x".repeat(256), "", point(1)),
                gauge("unit", "x".repeat(64), point(1)),
                gauge("twice", "", point(1, "a", "b", "a", "b")),
                gauge("unnamed", "", point(1, "", "b")),
                gauge("long", "", point(1, "x".repeat(256), "b")),
                gauge("value", "", point(1, "a", "x".repeat(1025))),
                gauge("many", "", point(1, labels(65))),
                gauge("good", "", point(1, labels(64))));

        assertThat(recorder.samples).hasSize(1);
        assertThat(refusals.example(Refusal.NO_TEMPORALITY)).contains("sum");
        assertThat(refusals.example(Refusal.NO_VALUE)).contains("novalue");
        assertThat(refusals.example(Refusal.NO_TIME)).contains("notime");
        assertThat(refusals.count(Refusal.NO_NAME)).isEqualTo(1);
        assertThat(refusals.example(Refusal.NAME_TOO_LONG)).contains("x".repeat(100) + "…");
        assertThat(refusals.example(Refusal.UNIT_TOO_LONG)).contains("unit");
        assertThat(refusals.example(Refusal.LABEL_TWICE)).contains("twice, a");
        assertThat(refusals.count(Refusal.LABEL_WITHOUT_NAME)).isEqualTo(1);
        assertThat(refusals.example(Refusal.LABEL_NAME_TOO_LONG)).isPresent();
        assertThat(refusals.example(Refusal.LABEL_VALUE_TOO_LONG)).contains("value, a");
        assertThat(refusals.example(Refusal.LABELS_TOO_MANY)).contains("many, label64");
        assertThat(refusals.total()).isEqualTo(11);
    }

    @Test
    void refusesLabelsThatAreTooLongTogether() {
        String[] most =
                IntStream.range(0, 8)
                        .mapToObj(i -> i % 2 == 0 ? "l" + i : "v".repeat(1022))
                        .toArray(String[]::new);
        String[] more = Stream.concat(Stream.of(most), Stream.of("m", "x")).toArray(String[]::new);

        read(resource(most), gauge("a", "", point(1, most), point(1, more)));
        read(resource(more), gauge("a", "", point(1), point(2)));

        assertThat(recorder.samples).hasSize(1);
        assertThat(refusals.count(Refusal.LABELS_TOO_LONG)).isEqualTo(3);
        assertThat(refusals.example(Refusal.LABELS_TOO_LONG)).contains("a, m");
    }

    @Test
    void countsAStaleMarkAsNeitherSampleNorRefusal() {
        NumberDataPoint mark = point(1).toBuilder().clearValue().setFlags(1).build();

        OtlpOutcome outcome = read(Resource.getDefaultInstance(), gauge("a", "", mark, point(1)));

        assertThat(outcome).isEqualTo(new OtlpOutcome.Read(1, 1));
        assertThat(refusals.isEmpty()).isTrue();
    }

    @Test
    void readsTheSameAgainFromWhatItRemembers() {
        for (int i = 0; i < 3; i++) {
            read(
                    resource("host.name", "web-1", "a", "b"),
                    gauge("a", "", point(1, "c", "d")),
                    gauge("b", "", point(1, "a", "x", "a", "y")));
        }

        assertThat(recorder.samples).hasSize(3);
        assertThat(recorder.samples.get(2)).isEqualTo(recorder.samples.get(0));
        assertThat(recorder.samples.get(2).series()).isSameAs(recorder.samples.get(0).series());
        assertThat(refusals.count(Refusal.LABEL_TWICE)).isEqualTo(3);
    }

    @Test
    void sharesSeriesAmongHostsThatDifferInNothingElse() {
        read(resource("host.name", "web-1", "os.type", "linux"), gauge("a", "", point(1)));
        read(resource("host.name", "web-2", "os.type", "linux"), gauge("a", "", point(1)));

        assertThat(recorder.samples.get(0).series()).isSameAs(recorder.samples.get(1).series());
        assertThat(recorder.samples.get(1).host()).contains(new HostName("web-2"));
    }

    private OtlpOutcome read(Resource resource, Metric... metrics) {
        ExportMetricsServiceRequest request =
                ExportMetricsServiceRequest.newBuilder()
                        .addResourceMetrics(
                                ResourceMetrics.newBuilder()
                                        .setResource(resource)
                                        .addScopeMetrics(
                                                ScopeMetrics.newBuilder()
                                                        .addAllMetrics(List.of(metrics))))
                        .build();
        OtlpOutcome outcome =
                reader.read(OtlpFormat.PROTOBUF, request.toByteArray(), recorder, refusals);
        assertThat(outcome).isInstanceOf(OtlpOutcome.Read.class);
        return outcome;
    }

    private static Metric gauge(String name, String unit, NumberDataPoint... points) {
        return Metric.newBuilder()
                .setName(name)
                .setUnit(unit)
                .setGauge(Gauge.newBuilder().addAllDataPoints(List.of(points)))
                .build();
    }

    private static Metric sum(AggregationTemporality temporality, boolean monotonic) {
        return Metric.newBuilder()
                .setName("sum")
                .setSum(
                        Sum.newBuilder()
                                .setAggregationTemporality(temporality)
                                .setIsMonotonic(monotonic)
                                .addDataPoints(point(1)))
                .build();
    }

    private static NumberDataPoint point(double value, String... attributes) {
        NumberDataPoint.Builder point =
                NumberDataPoint.newBuilder().setTimeUnixNano(NOON_NANOS).setAsDouble(value);
        for (int i = 0; i < attributes.length; i += 2) {
            point.addAttributes(attribute(attributes[i], string(attributes[i + 1])));
        }
        return point.build();
    }

    private static NumberDataPoint integer(long value) {
        return NumberDataPoint.newBuilder().setTimeUnixNano(NOON_NANOS).setAsInt(value).build();
    }

    private static String[] labels(int count) {
        return IntStream.range(0, 2 * count)
                .mapToObj(i -> (i % 2 == 0 ? "label" : "value") + i / 2)
                .toArray(String[]::new);
    }

    private static Resource resource(String... attributes) {
        Resource.Builder resource = Resource.newBuilder();
        for (int i = 0; i < attributes.length; i += 2) {
            resource.addAttributes(attribute(attributes[i], string(attributes[i + 1])));
        }
        return resource.build();
    }

    private static KeyValue attribute(String key, AnyValue.Builder value) {
        return attribute(key, value.build());
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static AnyValue string(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }
}
