package io.keepwatch.telemetry.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.wire.Damage;
import io.keepwatch.telemetry.wire.ScrambledWire;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The reader against the official protobuf classes, over random requests of both versions. One
 * reader reads them all, as in production. 100 000 in all, with {@code -Dkeepwatch.deep=true} five
 * times as many.
 */
class RemoteWritePropertyTest {

    /** How many times the usual number of requests. */
    private static final int TIMES = Boolean.getBoolean("keepwatch.deep") ? 5 : 1;

    private static final CanonicalNames NAMES = CanonicalNames.standard();

    private final RemoteWriteReader reader = new RemoteWriteReader(NAMES);

    private record Result(RemoteWriteOutcome outcome, Recorder recorder, Refusals refusals) {}

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void readsWhatTheOfficialClassesWrite(@ForAll long seed, @ForAll RemoteWriteFormat version) {
        RandomWrites requests = new RandomWrites(version, new Random(seed));
        for (int i = 0; i < 100 * TIMES; i++) {
            Message request = requests.next();
            agree(read(version, request.toByteArray()), version, request);
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void readsAnyFormThatProtobufAllows(@ForAll long seed, @ForAll RemoteWriteFormat version)
            throws Exception {
        Random random = new Random(seed);
        RandomWrites requests = new RandomWrites(version, random);
        ScrambledWire wire = new ScrambledWire(random);
        for (int i = 0; i < 40 * TIMES; i++) {
            byte[] body = wire.write(requests.next());
            agree(read(version, body), version, WriteProto.parse(version, body));
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void survivesAnyDamageAndNeverReadsWhatIsNotThere(
            @ForAll long seed, @ForAll RemoteWriteFormat version) throws Exception {
        Random random = new Random(seed);
        RandomWrites requests = new RandomWrites(version, random);
        for (int i = 0; i < 60 * TIMES; i++) {
            byte[] damaged = Damage.of(requests.next().toByteArray(), random);
            Result result = read(version, damaged);
            switch (result.outcome) {
                case RemoteWriteOutcome.Malformed(String reason) -> assertThat(reason).isNotEmpty();
                // Whatever we take, the official classes take as well, and to the same end.
                case RemoteWriteOutcome.Read _ ->
                        agree(result, version, WriteProto.parse(version, damaged));
            }
        }
    }

    /** Without this, the properties could hold because they say nothing. */
    @Example
    void meetsAllThatCanBecomeOfASample() {
        for (RemoteWriteFormat version : RemoteWriteFormat.values()) {
            RandomWrites requests = new RandomWrites(version, new Random(1));
            WriteOracle oracle = new WriteOracle(NAMES, version);
            int broken = 0;
            for (int i = 0; i < 4_000; i++) {
                try {
                    oracle.read(requests.next());
                } catch (WriteOracle.Broken e) {
                    broken++;
                }
            }
            assertThat(oracle.recorder.samples).hasSizeGreaterThan(10_000);
            assertThat(oracle.recorder.samples.stream().filter(sample -> sample.host().isPresent()))
                    .hasSizeGreaterThan(2_000);
            assertThat(oracle.recorder.histograms).hasSizeGreaterThan(300);
            switch (version) {
                case VERSION_1 -> assertThat(broken).isZero();
                case VERSION_2 -> assertThat(broken).isBetween(10, 400);
            }
            EnumSet<Refusal> met =
                    EnumSet.of(
                            Refusal.NOT_UTF8,
                            Refusal.NO_TIME,
                            Refusal.TOO_OLD,
                            Refusal.IN_FUTURE,
                            Refusal.NO_NAME,
                            Refusal.NAME_TOO_LONG,
                            Refusal.LABELS_TOO_MANY,
                            Refusal.LABELS_TOO_LONG,
                            Refusal.LABEL_WITHOUT_NAME,
                            Refusal.LABEL_NAME_TOO_LONG,
                            Refusal.LABEL_VALUE_TOO_LONG,
                            Refusal.LABEL_TWICE,
                            Refusal.HISTOGRAM_SCHEMA,
                            Refusal.COUNT_IMPOSSIBLE,
                            Refusal.BUCKETS_IN_DISORDER);
            switch (version) {
                case VERSION_1 -> {}
                case VERSION_2 -> met.add(Refusal.UNIT_TOO_LONG);
            }
            assertThat(oracle.refused.keySet()).isEqualTo(met);
        }
    }

    private Result read(RemoteWriteFormat version, byte[] body) {
        Recorder recorder = new Recorder();
        Refusals refusals = new Refusals();
        return new Result(reader.read(version, body, recorder, refusals), recorder, refusals);
    }

    private static void agree(Result result, RemoteWriteFormat version, Message request) {
        WriteOracle oracle = new WriteOracle(NAMES, version);
        try {
            oracle.read(request);
        } catch (WriteOracle.Broken broken) {
            assertThat(result.outcome).isInstanceOf(RemoteWriteOutcome.Malformed.class);
            return;
        }
        assertThat(result.outcome).isEqualTo(oracle.outcome());
        // A histogram's count and sum come when it does, be that between samples.
        if (!result.recorder.samples.equals(oracle.recorder.samples)) {
            assertThat(result.recorder.samples)
                    .containsExactlyInAnyOrderElementsOf(oracle.recorder.samples);
        }
        assertThat(result.recorder.histograms).isEqualTo(oracle.recorder.histograms);
        Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
        for (Refusal reason : Refusal.values()) {
            if (result.refusals.count(reason) > 0) {
                refused.put(reason, (int) result.refusals.count(reason));
            }
        }
        assertThat(refused).isEqualTo(oracle.refused);
    }
}
