package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.wire.Damage;
import io.keepwatch.telemetry.wire.ScrambledWire;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The reader against the official protobuf classes, over random requests. One reader reads them
 * all, as in production. 100 000 in all, with {@code -Dkeepwatch.deep=true} 250 000.
 */
class OtlpPropertyTest {

    private static final int TRIES = 500;

    /** In each try of all properties together. */
    private static final int REQUESTS = Boolean.getBoolean("keepwatch.deep") ? 500 : 200;

    private static final JsonFormat.Parser OFFICIAL_JSON =
            JsonFormat.parser().ignoringUnknownFields();
    private static final JsonFormat.Printer JSON =
            JsonFormat.printer().printingEnumsAsInts().omittingInsignificantWhitespace();

    private static final CanonicalNames NAMES = CanonicalNames.standard();

    private final OtlpReader reader = new OtlpReader(NAMES);

    private record Result(OtlpOutcome outcome, Recorder recorder, Refusals refusals) {}

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void readsWhatTheOfficialClassesWrite(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random, true);
        for (int i = 0; i < percent(60); i++) {
            ExportMetricsServiceRequest request = requests.next();
            agree(read(OtlpFormat.PROTOBUF, request.toByteArray()), request);
        }
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void readsAnyFormThatProtobufAllows(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random, true);
        ScrambledWire wire = new ScrambledWire(random);
        for (int i = 0; i < percent(12); i++) {
            byte[] body = wire.write(requests.next());
            agree(read(OtlpFormat.PROTOBUF, body), ExportMetricsServiceRequest.parseFrom(body));
        }
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void readsTheSameFromJson(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random, true);
        for (int i = 0; i < percent(8); i++) {
            ExportMetricsServiceRequest request = requests.next();
            String json = JSON.print(request);
            agreeInJson(read(OtlpFormat.JSON, utf8(json)), request);
            // Senders write 64-bit numbers as numbers, too.
            String numbers =
                    json.replaceAll(
                            "(\"(?:timeUnixNano|asInt|intValue|count|zeroCount)\":)\"(-?\\d+)\"",
                            "$1$2");
            agreeInJson(read(OtlpFormat.JSON, utf8(numbers)), request);
        }
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void survivesAnyDamageAndNeverReadsWhatIsNotThere(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random, true);
        for (int i = 0; i < percent(15); i++) {
            byte[] damaged = Damage.of(requests.next().toByteArray(), random);
            Result result = read(OtlpFormat.PROTOBUF, damaged);
            switch (result.outcome) {
                case OtlpOutcome.Malformed(String reason) -> assertThat(reason).isNotEmpty();
                // Whatever we take, the official classes take as well, and to the same end.
                case OtlpOutcome.Read _ ->
                        agree(result, ExportMetricsServiceRequest.parseFrom(damaged));
            }
        }
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void survivesAnyDamageToJson(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random, false);
        for (int i = 0; i < percent(5); i++) {
            byte[] damaged = Damage.of(utf8(JSON.print(requests.next())), random);
            Result result = read(OtlpFormat.JSON, damaged);
            switch (result.outcome) {
                case OtlpOutcome.Malformed(String reason) -> assertThat(reason).isNotEmpty();
                case OtlpOutcome.Read _ -> {
                    String json = new String(damaged, StandardCharsets.UTF_8);
                    // The official parser loses the sign of a zero.
                    if (!json.contains("-0")) {
                        agreeInJson(result, officialJson(json));
                    }
                }
            }
        }
    }

    /** Without this, the properties could hold because they say nothing. */
    @Example
    void meetsAllThatCanBecomeOfAPoint() {
        RandomRequests requests = new RandomRequests(new Random(1), true);
        Oracle oracle = new Oracle(NAMES, false);
        int tooDeep = 0;
        for (int i = 0; i < 10_000; i++) {
            try {
                oracle.read(requests.next());
            } catch (Oracle.TooDeep deep) {
                tooDeep++;
            }
        }
        assertThat(oracle.samples).hasSizeGreaterThan(20_000);
        assertThat(oracle.samples.stream().filter(sample -> sample.host().isPresent()))
                .hasSizeGreaterThan(4_000);
        assertThat(oracle.staleMarks).isGreaterThan(1_000);
        assertThat(tooDeep).isGreaterThan(10);
        assertThat(oracle.histograms).hasSizeGreaterThan(1_000);
        // Those that depend on the clock or on what is stored are not the reader's to give.
        assertThat(oracle.refused.keySet())
                .isEqualTo(
                        EnumSet.complementOf(
                                EnumSet.of(
                                        Refusal.NOT_UTF8,
                                        Refusal.TEXT,
                                        Refusal.INTEGER_TOO_LARGE,
                                        Refusal.TOO_OLD,
                                        Refusal.IN_FUTURE,
                                        Refusal.NEW_TEXT_OVER_CAP,
                                        Refusal.SERIES_OVER_CAP,
                                        Refusal.HOST_OVER_CAP)));
    }

    private static int percent(int share) {
        return REQUESTS * share / 100;
    }

    private Result read(OtlpFormat format, byte[] body) {
        Recorder recorder = new Recorder();
        Refusals refusals = new Refusals();
        return new Result(reader.read(format, body, recorder, refusals), recorder, refusals);
    }

    private static void agree(Result result, ExportMetricsServiceRequest request) {
        agree(result, request, new Oracle(NAMES, false));
    }

    private static void agreeInJson(Result result, ExportMetricsServiceRequest request) {
        agree(result, request, new Oracle(NAMES, true));
    }

    private static void agree(Result result, ExportMetricsServiceRequest request, Oracle oracle) {
        try {
            oracle.read(request);
        } catch (Oracle.TooDeep tooDeep) {
            assertThat(result.outcome).isInstanceOf(OtlpOutcome.Malformed.class);
            return;
        }
        int samples = oracle.samples.size() + oracle.histograms.size();
        assertThat(result.outcome).isEqualTo(new OtlpOutcome.Read(samples, oracle.staleMarks));
        assertThat(result.recorder.samples).isEqualTo(oracle.samples);
        assertThat(result.recorder.histograms).isEqualTo(oracle.histograms);
        Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
        for (Refusal reason : Refusal.values()) {
            if (result.refusals.count(reason) > 0) {
                refused.put(reason, (int) result.refusals.count(reason));
            }
        }
        assertThat(refused).isEqualTo(oracle.refused);
    }

    private static ExportMetricsServiceRequest officialJson(String json) {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        try {
            OFFICIAL_JSON.merge(json, request);
        } catch (InvalidProtocolBufferException e) {
            fail("the official classes do not take " + json, e);
        }
        return request.build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
