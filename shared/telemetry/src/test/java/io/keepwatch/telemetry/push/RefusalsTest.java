package io.keepwatch.telemetry.push;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalsTest {

    private final Refusals refusals = new Refusals();

    @Test
    void saysNothingOfNothing() {
        refusals.add(Refusal.NO_TIME, 0, "a metric without points");

        assertThat(refusals.isEmpty()).isTrue();
        assertThat(refusals.total()).isZero();
        assertThat(refusals.message()).isEmpty();
    }

    @Test
    void countsByReasonAndNamesTheFirst() {
        refusals.add(Refusal.TOO_OLD, "system.cpu.time");
        refusals.add(Refusal.TOO_OLD, 2, "system.memory.usage");
        refusals.add(Refusal.NO_TIME, "http.server.duration");
        refusals.add(Refusal.NO_NAME, "");

        assertThat(refusals.total()).isEqualTo(5);
        assertThat(refusals.count(Refusal.TOO_OLD)).isEqualTo(3);
        assertThat(refusals.count(Refusal.IN_FUTURE)).isZero();
        assertThat(refusals.example(Refusal.TOO_OLD)).contains("system.cpu.time");
        assertThat(refusals.message())
                .isEqualTo(
                        "not stored: 1 point: no time (first:"
                                + " http.server.duration); 3 points: older than 22 hours (first:"
                                + " system.cpu.time); 1 point: a metric without a name");
    }

    @Test
    void shortensAnExampleWithoutCuttingACharacterInHalf() {
        refusals.add(Refusal.TOO_OLD, "x".repeat(119) + "😀😀");

        assertThat(refusals.example(Refusal.TOO_OLD)).contains("x".repeat(119) + "…");
    }
}
