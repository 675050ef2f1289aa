package io.keepwatch.telemetry.lineprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineProtocolReaderTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String NOON_NANOS = "1772366400000000000";

    private final LineProtocolReader reader = new LineProtocolReader(CanonicalNames.standard());
    private final Recorder recorder = new Recorder();
    private final Refusals refusals = new Refusals();

    @Test
    void handsOverEachFieldAsASeriesOfItsMeasurement() {
        read("queue,host=web-1,name=mail depth=3i,age=0.5,open=true " + NOON_NANOS);

        List<Label> labels = List.of(new Label("host", "web-1"), new Label("name", "mail"));
        assertThat(recorder.samples)
                .containsExactly(
                        sample("queue_depth", labels, ValueType.LONG, 3),
                        sample(
                                "queue_age",
                                labels,
                                ValueType.DOUBLE,
                                Double.doubleToRawLongBits(0.5)),
                        sample("queue_open", labels, ValueType.LONG, 1));
    }

    private static Recorder.Sample sample(
            String name, List<Label> labels, ValueType type, long bits) {
        return new Recorder.Sample(
                HostName.of("web-1"),
                new Series(name, labels, Kind.GAUGE, type, ""),
                NOON.toEpochMilli(),
                bits);
    }

    @Test
    void callsTheFieldValueByItsMeasurementAlone() {
        read("up value=1");

        assertThat(recorder.samples.getFirst().series().name()).isEqualTo("up");
    }

    @Test
    void readsWhatTelegrafSendsUnderCanonicalNames() {
        read(
                """
                cpu,cpu=cpu0,host=web-1 usage_idle=75.5,usage_irq=0 1772366400000000000
                mem,host=web-1 used=50i,total=200i,used_percent=25 1772366400000000000
                net,host=web-1,interface=eth0 bytes_recv=3284081640i,drop_in=4i 1772366400000000000
                diskio,host=web-1,name=sda io_time=1500i 1772366400000000000
                system,host=web-1 uptime_format="1 day" 1772366400000000000
                """);

        assertThat(
                        recorder.samples.stream()
                                .map(
                                        sample ->
                                                sample.series().name()
                                                        + labels(sample.series())
                                                        + sample.series().kind()
                                                        + " "
                                                        + sample.series()
                                                                .type()
                                                                .toDouble(sample.bits())
                                                        + sample.series().unit()))
                .containsExactly(
                        "system.cpu.utilization{cpu.logical_number=cpu0,cpu.mode=idle}GAUGE 0.7551",
                        "system.cpu.utilization{cpu.logical_number=cpu0,cpu.mode=interrupt}GAUGE"
                                + " 0.01",
                        "system.memory.usage{system.memory.state=used}GAUGE 50.0By",
                        "system.memory.limit{}GAUGE 200.0By",
                        "mem_used_percent{}GAUGE 25.0",
                        "system.network.io{network.interface.name=eth0,"
                                + "network.io.direction=receive}COUNTER 3.28408164E9By",
                        "system.network.packet.dropped{network.interface.name=eth0,"
                                + "network.io.direction=receive}COUNTER 4.0{packet}",
                        "system.disk.io_time{system.device=sda}COUNTER 1.5s");
        assertThat(recorder.samples)
                .allSatisfy(sample -> assertThat(sample.host()).contains(new HostName("web-1")));
        assertThat(refusals.count(Refusal.TEXT)).isEqualTo(1);
        assertThat(refusals.example(Refusal.TEXT)).contains("system_uptime_format");
    }

    private static String labels(Series series) {
        return series.labels().stream()
                .filter(label -> !label.name().equals("host"))
                .map(label -> label.name() + "=" + label.value())
                .collect(Collectors.joining(",", "{", "}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m\\,a\\ b\\=,t\\,\\=\\ =v\\,\\=\\  f\\,\\=\\ x=1 | m,a b\\=_f,= x | t,=  | v,= ",
                "m\\a,C:\\b=C:\\Users\\x f=1 | m\\a_f | C:\\b | C:\\Users\\x",
                "m\\\\a,t=\\\\\\,b f=1 | m\\\\a_f | t | \\\\,b",
                "\"m\",t=\"v\" \"f\"=1 | \"m\"_\"f\" | t | \"v\"",
                "größe,ключ=😀 ü=1 | größe_ü | ключ | 😀",
                "m=a,t=a=b f=1 | m=a_f | t | a=b",
            })
    void takesEscapesOutOfNames(String line, String name, String label, String value) {
        read(line);

        Series series = recorder.samples.getFirst().series();
        assertThat(series.name()).isEqualTo(name);
        assertThat(series.labels().getFirst().name().strip()).isEqualTo(label.strip());
        assertThat(series.labels().getFirst().value().strip()).isEqualTo(value.strip());
    }

    @Test
    void passesOverTextsThatHoldAnything() {
        read("a s=\"x,y z=1 \\\" \\\\\",f=1\na s=\"two\nlines f=2\",f=3\n\na f=4");

        assertThat(recorder.samples)
                .extracting(sample -> Double.longBitsToDouble(sample.bits()))
                .containsExactly(1.0, 3.0, 4.0);
        assertThat(refusals.count(Refusal.TEXT)).isEqualTo(2);
    }

    @Test
    void passesOverCommentsBlanksAndCarriageReturns() {
        assertThat(
                        read(
                                "# a comment f=1\r\n\r\n\n   \n  a f=1i  1772366400000000000  \r\n"
                                        + "a  f=2i\r\n#\na f=3i\r"))
                .isEqualTo(new LineProtocolOutcome.Read(3, 0, List.of()));
        assertThat(recorder.samples).extracting(Recorder.Sample::bits).containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @CsvSource({
        "NANOSECONDS, 1772366400000000000",
        "NANOSECONDS, 1772366400000999999",
        "MICROSECONDS, 1772366400000000",
        "MILLISECONDS, 1772366400000",
        "SECONDS, 1772366400",
        "MINUTES, 29539440",
        "HOURS, 492324",
    })
    void readsTimesInTheirUnit(Precision precision, String time) {
        read(precision, "a f=1 " + time);

        assertThat(recorder.samples.getFirst().time()).isEqualTo(NOON.toEpochMilli());
    }

    @Test
    void givesLinesWithoutATimeThatOfTheirArrival() {
        read("a f=1");

        assertThat(recorder.samples.getFirst().time()).isEqualTo(NOON.toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({
        "0, TOO_OLD",
        "-1, TOO_OLD",
        "-9223372036854775808, TOO_OLD",
        "18446744073710, IN_FUTURE",
        "9223372036854775807, IN_FUTURE",
    })
    void refusesTimesThatNobodyMeans(String time, Refusal reason) {
        read(Precision.MILLISECONDS, "a f=1,g=2 " + time);

        assertThat(recorder.samples).isEmpty();
        assertThat(refusals.count(reason)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', NANOSECONDS",
        "n, NANOSECONDS",
        "ns, NANOSECONDS",
        "u, MICROSECONDS",
        "us, MICROSECONDS",
        "µ, MICROSECONDS",
        "ms, MILLISECONDS",
        "s, SECONDS",
        "m, MINUTES",
        "h, HOURS",
    })
    void knowsThePrecisionsOfBothVersions(String parameter, Precision precision) {
        assertThat(Precision.of(Optional.of(parameter))).contains(precision);
        assertThat(Precision.of(Optional.empty())).contains(Precision.NANOSECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "NS", "second", " s"})
    void knowsNoOtherPrecision(String parameter) {
        assertThat(Precision.of(Optional.of(parameter))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",t=v f=1 | no measurement",
                "a | no fields",
                "a  | no fields",
                "a,t=v | no fields",
                "a, f=1 | a tag without a key",
                "a,t f=1 | a tag without a value",
                "a,t= f=1 | a tag without a value",
                "a,t=,u=v f=1 | a tag without a value",
                "a,=v f=1 | a tag without a key",
                "a =1 | a field without a key",
                "a f | a field without a value",
                "a f= | a field without a value",
                "a f=,g=1 | a field without a value",
                "a f=1, | a field without a value",
                "a f=1,g 1 | a field without a value",
                "a f=\"x | a text without its end",
                "a f=\"x\\\" | a text without its end",
                "a f=\"x\"y | a value that is no number, text or boolean",
                "a f=x | a value that is no number, text or boolean",
                "a f=nan | a value that is no number, text or boolean",
                "a f=+Inf | a value that is no number, text or boolean",
                "a f=tru | a value that is no number, text or boolean",
                "a f=tRUE | a value that is no number, text or boolean",
                "a f=i | a value that is no number, text or boolean",
                "a f=-i | a value that is no number, text or boolean",
                "a f=u | a value that is no number, text or boolean",
                "a f=-1u | a value that is no number, text or boolean",
                "a f=1.5i | a value that is no number, text or boolean",
                "a f=. | a value that is no number, text or boolean",
                "a f=1.2.3 | a value that is no number, text or boolean",
                "a f=1e | a value that is no number, text or boolean",
                "a f=1e+ | a value that is no number, text or boolean",
                "a f=0x10 | a value that is no number, text or boolean",
                "a f=1d | a value that is no number, text or boolean",
                "a f=1_000 | a value that is no number, text or boolean",
                "a f=9223372036854775808i | a number beyond 64 bits",
                "a f=-9223372036854775809i | a number beyond 64 bits",
                "a f=18446744073709551616u | a number beyond 64 bits",
                "a f=1e309 | a number beyond 64 bits",
                "a f=-1e9999999999 | a number beyond 64 bits",
                "a f=1 x | a time that is no integer of 64 bits",
                "a f=1 1.5 | a time that is no integer of 64 bits",
                "a f=1 1 1 | a time that is no integer of 64 bits",
                "a f=1 9223372036854775808 | a time that is no integer of 64 bits",
            })
    void namesTheLineThatIsWrongAndStoresTheOthers(String wrong, String reason) {
        String body = "# fine\nb f=1i\n" + wrong + "\nb f=2i";

        assertThat(read(body))
                .isEqualTo(new LineProtocolOutcome.Read(2, 1, List.of("line 3: " + reason)));
        assertThat(recorder.samples).extracting(Recorder.Sample::bits).containsExactly(1L, 2L);
        assertThat(refusals.isEmpty()).isTrue();
    }

    @Test
    void tellsOfTheFirstWrongLinesAndCountsAll() {
        LineProtocolOutcome outcome = read("x\n".repeat(1_000));

        LineProtocolOutcome.Read read = (LineProtocolOutcome.Read) outcome;
        assertThat(read.wrongLines()).isEqualTo(1_000);
        assertThat(read.errors()).hasSize(5).first().isEqualTo("line 1: no fields");
        assertThat(LineProtocolAnswer.partial(read, refusals))
                .startsWith("partial write: 1000 lines not read (line 1: no fields; line 2: ");
    }

    @Test
    void readsNothingOfALineWhoseTextHoldsOthers() {
        assertThat(read("a f=x,s=\"one\nb f=1\ntwo\" 1\nc f=2i"))
                .isEqualTo(
                        new LineProtocolOutcome.Read(
                                1,
                                1,
                                List.of(
                                        "line 1: a value that is no number, text or"
                                                + " boolean")));
        assertThat(recorder.samples.getFirst().bits()).isEqualTo(2);
    }

    @Test
    void refusesWhatBreaksALimitAndStoresTheRest() {
        String manyTags = ",t%d=v".repeat(65).formatted(numbers(65));
        read(
                "m".repeat(256)
                        + " f=1\n"
                        + "m".repeat(250)
                        + " f=1,longer=2\n"
                        + "a "
                        + "f".repeat(256)
                        + "=1\n"
                        + "a,"
                        + "t".repeat(256)
                        + "=v f=1\n"
                        + "a,t="
                        + "v".repeat(1025)
                        + " f=1\n"
                        + "a,t=1,t=2 f=1\n"
                        + "a"
                        + manyTags
                        + " f=1\n"
                        + "a f=18446744073709551615u,g=9223372036854775807u\n");

        assertThat(recorder.samples)
                .extracting(sample -> sample.series().name())
                .containsExactly("m".repeat(250) + "_f", "a_g");
        Map<Refusal, String> examples =
                Map.of(
                        Refusal.NAME_TOO_LONG, "m".repeat(100) + "…",
                        Refusal.LABEL_NAME_TOO_LONG, "a, " + "t".repeat(100) + "…",
                        Refusal.LABEL_VALUE_TOO_LONG, "a, t",
                        Refusal.LABEL_TWICE, "a, t",
                        Refusal.LABELS_TOO_MANY, "a, t64",
                        Refusal.INTEGER_TOO_LARGE, "a_f");
        examples.forEach(
                (reason, example) ->
                        assertThat(refusals.example(reason)).as(reason.name()).contains(example));
        assertThat(refusals.count(Refusal.NAME_TOO_LONG)).isEqualTo(3);
        assertThat(refusals.total()).isEqualTo(8);
    }

    private static Object[] numbers(int count) {
        Object[] numbers = new Object[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    @Test
    void refusesNamesThatAreNotUtf8() {
        byte[] body =
                "m\u00ff f=1\nm,t=\u00ff f=1\nm \u00ff=1\nm f=1"
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(reader.read(body, Precision.NANOSECONDS, NOON, recorder, refusals))
                .isEqualTo(new LineProtocolOutcome.Read(1, 0, List.of()));
        assertThat(refusals.count(Refusal.NOT_UTF8)).isEqualTo(3);
    }

    @Test
    void refusesMoreValuesThanAnyoneBatches() {
        LineProtocolOutcome tooMany =
                new LineProtocolOutcome.Malformed("more than 50000 values; send smaller batches");

        assertThat(read("a f=1\n".repeat(50_001))).isEqualTo(tooMany);
        assertThat(read("a " + "f=1,".repeat(50_000) + "f=1")).isEqualTo(tooMany);
    }

    @Test
    void writesErrorsInTheWordsOfBothVersions() {
        assertThat(LineProtocolAnswer.error(LineProtocolAnswer.Code.INVALID, "a \"b\""))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(
                        "{\"code\":\"invalid\",\"message\":\"a \\\"b\\\"\","
                                + "\"error\":\"a \\\"b\\\"\"}");
        LineProtocolOutcome.Read fine = new LineProtocolOutcome.Read(1, 0, List.of());
        assertThat(LineProtocolAnswer.partial(fine, refusals)).isEmpty();
        refusals.add(Refusal.TEXT, "a_s");
        assertThat(LineProtocolAnswer.partial(fine, refusals))
                .isEqualTo(
                        "partial write: not stored: 1 point: a text; only numbers and booleans are"
                                + " stored (first: a_s)");
    }

    private LineProtocolOutcome read(String body) {
        return read(Precision.NANOSECONDS, body);
    }

    private LineProtocolOutcome read(Precision precision, String body) {
        return reader.read(
                body.getBytes(StandardCharsets.UTF_8), precision, NOON, recorder, refusals);
    }
}
