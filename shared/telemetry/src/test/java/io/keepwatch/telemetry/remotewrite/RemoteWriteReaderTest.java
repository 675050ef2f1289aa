package io.keepwatch.telemetry.remotewrite;

import static io.keepwatch.telemetry.remotewrite.RemoteWriteFormat.VERSION_1;
import static io.keepwatch.telemetry.remotewrite.RemoteWriteFormat.VERSION_2;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.chunk.Recorded;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RemoteWriteReaderTest {

    private static final long NOON = 1_772_366_400_000L;

    private final RemoteWriteReader reader = new RemoteWriteReader(CanonicalNames.standard());
    private final Recorder recorder = new Recorder();
    private final Refusals refusals = new Refusals();

    @Test
    void handsOverASampleUnderItsNameLabelsAndHost() {
        byte[] body =
                new Request(VERSION_1)
                        .number(0.5, NOON, "__name__=rpc_seconds_sum,instance=web-1:9100,job=api")
                        .bytes();

        assertThat(read(VERSION_1, body)).isEqualTo(samples(1));
        assertThat(recorder.samples)
                .containsExactly(
                        new Recorder.Sample(
                                HostName.of("web-1"),
                                new Series(
                                        "rpc_seconds_sum",
                                        List.of(
                                                new Label("instance", "web-1:9100"),
                                                new Label("job", "api")),
                                        Kind.COUNTER,
                                        ValueType.DOUBLE,
                                        "s"),
                                NOON,
                                Double.doubleToRawLongBits(0.5)));
    }

    @ParameterizedTest
    @CsvSource({
        "'host.name=a,host_name=b,host=c,instance=d', a",
        "'host_name=b,host=c,instance=d', b",
        "'host=c,instance=d', c",
        "'instance=d:9100', d",
        "'instance=10.0.0.1:9100',",
        "'instance=localhost:9100',",
    })
    void namesTheHostByItsLabels(String labels, String host) {
        read(VERSION_2, new Request(VERSION_2).number(1, NOON, "__name__=up," + labels).bytes());

        assertThat(recorder.samples.getFirst().host())
                .isEqualTo(Optional.ofNullable(host).map(HostName::new));
    }

    @Test
    void readsTheSameSeriesFromBothVersionsAsOneAndTheSame() {
        String labels = "__name__=node_cpu_seconds_total,cpu=0,mode=irq";
        read(VERSION_1, new Request(VERSION_1).number(1, NOON, labels).bytes());
        read(VERSION_2, new Request(VERSION_2).number(2, NOON, labels).bytes());

        assertThat(recorder.samples.get(1).series()).isSameAs(recorder.samples.get(0).series());
    }

    @Test
    void takesLabelsInAnyOrderAndThoseWithoutAValueForNone() {
        read(VERSION_1, new Request(VERSION_1).number(1, NOON, "b=2,__name__=up,a=1").bytes());
        read(VERSION_1, new Request(VERSION_1).number(2, NOON, "__name__=up,a=1,b=2,c=").bytes());

        assertThat(recorder.samples.get(1).series()).isEqualTo(recorder.samples.get(0).series());
        assertThat(refusals.isEmpty()).isTrue();
    }

    @Test
    void neverChangesASeriesForMetadataThatComesApart() {
        Request before = new Request(VERSION_1).number(1, NOON, "__name__=interrupts");
        Request after = new Request(VERSION_1).number(2, NOON, "__name__=interrupts");
        after.metadata("interrupts", 1);
        read(VERSION_1, before.bytes());

        assertThat(read(VERSION_1, after.bytes()))
                .isEqualTo(new RemoteWriteOutcome.Read(1, 0, 0, 0, 1, 0));
        assertThat(recorder.samples.get(1).series()).isSameAs(recorder.samples.get(0).series());
    }

    @Test
    void takesKindAndUnitFromTheMetadataOfASeries() {
        Request request = new Request(VERSION_2).number(1, NOON, "__name__=interrupts");
        request.describe(1, "bytes");

        assertThat(read(VERSION_2, request.bytes()))
                .isEqualTo(new RemoteWriteOutcome.Read(1, 0, 0, 0, 1, 0));
        assertThat(recorder.samples.getFirst().series())
                .isEqualTo(
                        new Series("interrupts", List.of(), Kind.COUNTER, ValueType.DOUBLE, "By"));
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheBitsOfAStaleMarkerAndCountsIt(RemoteWriteFormat version) {
        double stale = Double.longBitsToDouble(0x7ff0000000000002L);
        byte[] body =
                new Request(version)
                        .number(stale, NOON, "__name__=up")
                        .number(Double.NaN, NOON, "__name__=down")
                        // Multiplied by the table of names, which would quieten the NaN.
                        .number(stale, NOON, "__name__=cpu_usage_idle")
                        .bytes();

        assertThat(read(version, body)).isEqualTo(new RemoteWriteOutcome.Read(3, 0, 0, 2, 0, 0));
        assertThat(recorder.samples)
                .extracting(Recorder.Sample::bits)
                .containsExactly(0x7ff0000000000002L, 0x7ff8000000000000L, 0x7ff0000000000002L);
    }

    @Test
    void acceptsExemplarsAndStartTimesAndCountsThem() {
        Request request = new Request(VERSION_2).number(1, NOON, "__name__=a_total");
        request.exemplar();
        request.number(1, NOON, "__name__=");
        request.exemplar();
        request.series("__name__=b_total");
        request.exemplar();
        request.start(7, NOON, NOON - 60_000);

        // Of a series that is refused nothing is accepted.
        assertThat(read(VERSION_2, request.bytes()))
                .isEqualTo(new RemoteWriteOutcome.Read(2, 0, 2, 0, 0, 1));
        assertThat(recorder.samples).extracting(Recorder.Sample::time).containsOnly(NOON);
        assertThat(refusals.count(Refusal.NO_NAME)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatBreaksARuleAndStoresTheRest(RemoteWriteFormat version) {
        byte[] body =
                new Request(version)
                        .number(1, NOON, "a=1")
                        .number(1, NOON, "__name__=a,b=1,b=2")
                        .number(1, NOON, "__name__=a,=x")
                        .number(1, NOON, "__name__=" + "n".repeat(256))
                        .number(1, NOON, "__name__=a," + "l".repeat(256) + "=x")
                        .number(1, NOON, "__name__=a,b=" + "v".repeat(1025))
                        .number(1, NOON, "__name__=a," + labels(65))
                        .number(1, 0, "__name__=a")
                        .number(1, -5, "__name__=a")
                        .number(1, Long.MAX_VALUE, "__name__=a")
                        .number(1, NOON, "__name__=fine," + labels(64))
                        .bytes();

        assertThat(read(version, body)).isEqualTo(samples(1));
        assertThat(recorder.samples).extracting(s -> s.series().name()).containsExactly("fine");
        Map<Refusal, String> examples =
                Map.of(
                        Refusal.NO_NAME, "",
                        Refusal.LABEL_TWICE, "a, b",
                        Refusal.LABEL_WITHOUT_NAME, "a, x",
                        Refusal.NAME_TOO_LONG, "n".repeat(100) + "…",
                        Refusal.LABEL_NAME_TOO_LONG, "a, " + "l".repeat(100) + "…",
                        Refusal.LABEL_VALUE_TOO_LONG, "a, b",
                        Refusal.LABELS_TOO_MANY, "a, l64",
                        Refusal.NO_TIME, "a",
                        Refusal.TOO_OLD, "a",
                        Refusal.IN_FUTURE, "a");
        examples.forEach(
                (reason, example) -> {
                    assertThat(refusals.count(reason)).as(reason.name()).isEqualTo(1);
                    assertThat(refusals.example(reason).orElse("")).isEqualTo(example);
                });
        assertThat(refusals.total()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void refusesLabelsThatAreTooLongTogether(RemoteWriteFormat version) {
        String most = "__name__=a";
        for (int i = 0; i < 4; i++) {
            most += ",l" + i + "=" + "v".repeat(1022);
        }

        read(
                version,
                new Request(version).number(1, NOON, most).number(1, NOON, most + ",m=x").bytes());

        assertThat(recorder.samples).hasSize(1);
        assertThat(refusals.total()).isEqualTo(1);
        assertThat(refusals.example(Refusal.LABELS_TOO_LONG)).contains("a, m");
    }

    @ParameterizedTest
    @EnumSource
    void handsOverANativeHistogramWholeAndItsCountAndSum(RemoteWriteFormat version) {
        Request request = new Request(version).series("__name__=rpc_seconds");
        DynamicMessage.Builder message = request.histogram(NOON, 12.5);
        WriteProto.set(message, "count_int", 9L);
        WriteProto.set(message, "zero_count_int", 2L);
        WriteProto.set(message, "zero_threshold", 0.001);
        WriteProto.set(message, "schema", 3);
        request.span(message, "positive_spans", -2, 2).span(message, "positive_spans", 3, 1);
        for (long delta : new long[] {1, 2, -2}) {
            WriteProto.add(message, "positive_deltas", delta);
        }
        request.span(message, "negative_spans", 7, 1);
        WriteProto.add(message, "negative_deltas", 2L);
        request.add(message);

        assertThat(read(version, request.bytes()))
                .isEqualTo(new RemoteWriteOutcome.Read(0, 1, 0, 0, 0, 0));
        Histogram.Built expected =
                Histogram.at(3, ValueType.LONG)
                        .count(9)
                        .sum(Double.doubleToRawLongBits(12.5))
                        .zeroThreshold(0.001)
                        .zeroCount(2)
                        .positive(-2, 1)
                        .positive(-1, 3)
                        .positive(3, 1)
                        .negative(7, 2)
                        .build();
        Recorder.Whole whole = recorder.histograms.getFirst();
        assertThat(new Histogram.Built.Valid(whole.histogram())).isEqualTo(expected);
        assertThat(whole.series())
                .isEqualTo(
                        new Series(
                                "rpc_seconds", List.of(), Kind.COUNTER, ValueType.HISTOGRAM, "s"));
        assertThat(recorder.samples)
                .extracting(s -> s.series().name() + " " + Double.longBitsToDouble(s.bits()))
                .containsExactly("rpc_seconds_count 9.0", "rpc_seconds_sum 12.5");
    }

    @ParameterizedTest
    @EnumSource
    void endsAHistogramsSeriesAtItsStaleMarker(RemoteWriteFormat version) {
        Request request = new Request(version).series("__name__=rpc_seconds");
        request.add(request.histogram(NOON, Double.longBitsToDouble(0x7ff0000000000002L)));

        assertThat(read(version, request.bytes()))
                .isEqualTo(new RemoteWriteOutcome.Read(0, 1, 0, 1, 0, 0));
        assertThat(recorder.samples)
                .extracting(Recorder.Sample::bits)
                .containsExactly(0x7ff0000000000002L, 0x7ff0000000000002L);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAHistogramThatIsNone(RemoteWriteFormat version) {
        Request request = new Request(version).series("__name__=a");
        DynamicMessage.Builder bucketsWithoutCounts = request.histogram(NOON, 1);
        request.span(bucketsWithoutCounts, "positive_spans", 0, 4);
        request.add(bucketsWithoutCounts);
        DynamicMessage.Builder endless = request.histogram(NOON, 1);
        request.span(endless, "positive_spans", 0, -1);
        WriteProto.add(endless, "positive_deltas", 1L);
        request.add(endless);
        DynamicMessage.Builder noSchema = request.histogram(NOON, 1);
        WriteProto.set(noSchema, "schema", 100);
        request.add(noSchema);
        DynamicMessage.Builder tooMany = request.histogram(NOON, 1);
        request.span(tooMany, "positive_spans", 0, 20_000);
        for (int i = 0; i < 20_000; i++) {
            WriteProto.add(tooMany, "positive_deltas", 0L);
        }
        request.add(tooMany);

        assertThat(read(version, request.bytes())).isEqualTo(samples(0));
        assertThat(recorder.histograms).isEmpty();
        assertThat(recorder.samples).isEmpty();
        assertThat(refusals.count(Refusal.BUCKETS_IN_DISORDER)).isEqualTo(2);
        assertThat(refusals.count(Refusal.HISTOGRAM_SCHEMA)).isEqualTo(1);
        assertThat(refusals.count(Refusal.BUCKETS_TOO_MANY)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void readsAScrapeOfNodeExporter(RemoteWriteFormat version) {
        Recorded scrapes = Recorded.nodeExporter();

        RemoteWriteOutcome outcome = read(version, ScrapePush.of(version, scrapes, 3));

        assertThat(outcome).isInstanceOf(RemoteWriteOutcome.Read.class);
        assertThat(recorder.samples).hasSameSizeAs(scrapes.lines());
        for (int i = 0; i < scrapes.lines().size(); i++) {
            assertThat(recorder.samples.get(i).bits()).isEqualTo(scrapes.lines().get(i).bits()[3]);
            assertThat(recorder.samples.get(i).host()).contains(new HostName("web-1.example"));
        }
    }

    @Test
    void saysHowMuchWasWrittenInHeaders() {
        assertThat(RemoteWriteAnswer.written(1, 2, 3))
                .containsOnly(
                        Map.entry("X-Prometheus-Remote-Write-Samples-Written", "1"),
                        Map.entry("X-Prometheus-Remote-Write-Histograms-Written", "2"),
                        Map.entry("X-Prometheus-Remote-Write-Exemplars-Written", "3"));
    }

    private static String labels(int count) {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < count; i++) {
            labels.append(i > 0 ? "," : "").append('l').append(i).append("=x");
        }
        return labels.toString();
    }

    private static RemoteWriteOutcome samples(long samples) {
        return new RemoteWriteOutcome.Read(samples, 0, 0, 0, 0, 0);
    }

    private RemoteWriteOutcome read(RemoteWriteFormat version, byte[] body) {
        return reader.read(version, body, recorder, refusals);
    }
}
