package io.keepwatch.telemetry.lineprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.wire.Damage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The reader against what was written. One reader reads all bodies, as in production. 100 000
 * bodies of all kinds, with {@code -Dkeepwatch.deep=true} five times as many.
 */
class LineProtocolPropertyTest {

    /** How many times the usual number of bodies. */
    private static final int TIMES = Boolean.getBoolean("keepwatch.deep") ? 5 : 1;

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final CanonicalNames NAMES = CanonicalNames.standard();
    private static final LineProtocolReader READER = new LineProtocolReader(NAMES);

    private record Result(LineProtocolOutcome outcome, Recorder recorder, Refusals refusals) {}

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void readsWhatWasWritten(@ForAll long seed) {
        RandomLines lines = new RandomLines(NAMES, new Random(seed), NOON.toEpochMilli());
        for (int i = 0; i < 100 * TIMES; i++) {
            Result result = read(bytes(lines.next(1 + i % 8)));

            assertThat(result.outcome)
                    .isEqualTo(new LineProtocolOutcome.Read(lines.samples.size(), 0, List.of()));
            assertThat(result.recorder.samples).isEqualTo(lines.samples);
            Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
            for (Refusal reason : Refusal.values()) {
                if (result.refusals.count(reason) > 0) {
                    refused.put(reason, (int) result.refusals.count(reason));
                }
            }
            assertThat(refused).isEqualTo(lines.refused);
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void losesNoOtherLineToOneThatIsWrong(@ForAll long seed) {
        Random random = new Random(seed);
        RandomLines lines = new RandomLines(NAMES, random, NOON.toEpochMilli());
        String[] wrong = {
            "x", "x f", "x f=", "x f=y", "x,t f=1", "x f=1 1 1", "=", ",", "\\", "x\\ f=1"
        };
        for (int i = 0; i < 50 * TIMES; i++) {
            String before = lines.next(3).stripTrailing();
            List<Recorder.Sample> expected = new ArrayList<>(lines.samples);
            String after = lines.next(3);
            expected.addAll(lines.samples);

            Result result =
                    read(bytes(before + "\n" + wrong[random.nextInt(wrong.length)] + "\n" + after));

            assertThat(result.outcome)
                    .isInstanceOfSatisfying(
                            LineProtocolOutcome.Read.class,
                            read -> assertThat(read.wrongLines()).isEqualTo(1));
            assertThat(result.recorder.samples).isEqualTo(expected);
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void survivesAnyDamage(@ForAll long seed) {
        Random random = new Random(seed);
        RandomLines lines = new RandomLines(NAMES, random, NOON.toEpochMilli());
        for (int i = 0; i < 50 * TIMES; i++) {
            read(Damage.of(bytes(lines.next(1 + i % 8)), random));
        }
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void survivesBeingCutShortAnywhere(@ForAll long seed) {
        RandomLines lines = new RandomLines(NAMES, new Random(seed), NOON.toEpochMilli());
        byte[] body = bytes(lines.next(10));
        for (int length = 0; length < body.length; length++) {
            Result result = read(Arrays.copyOf(body, length));
            // At most the last line is another one than was written.
            int whole = Math.max(0, result.recorder.samples.size() - 4);
            assertThat(result.recorder.samples.subList(0, whole))
                    .isEqualTo(lines.samples.subList(0, whole));
        }
    }

    private static Result read(byte[] body) {
        Recorder recorder = new Recorder();
        Refusals refusals = new Refusals();
        LineProtocolOutcome outcome =
                READER.read(body, Precision.MILLISECONDS, NOON, recorder, refusals);
        return new Result(outcome, recorder, refusals);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
