package io.keepwatch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovableClockTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock REAL = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir private Path folder;
    private MovableClock clock;

    @BeforeEach
    void start() {
        clock = new MovableClock(REAL, folder.resolve("clock"));
    }

    @Test
    void showsTheMachinesTimeUntilItIsMoved() {
        assertThat(clock.instant()).isEqualTo(NOON);
    }

    @Test
    void isStillAheadAfterARestart() {
        clock.advance(Duration.ofDays(365));
        clock.advance(Duration.ofMillis(1));

        assertThat(new MovableClock(REAL, folder.resolve("clock")).instant())
                .isEqualTo(NOON.plus(Duration.ofDays(365)).plusMillis(1));
    }

    @Test
    void movesForwardOnlyAndNotOutOfReach() {
        clock.advance(Duration.ofHours(1));

        assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.advance(MovableClock.OFFSET_MAX))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void wakesWhoWaitsForAMomentThatHasCome() throws Exception {
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        clock.await(NOON.plus(Duration.ofDays(1)));
                        waiting.complete(null);
                    } catch (InterruptedException e) {
                        waiting.completeExceptionally(e);
                    }
                });

        clock.advance(Duration.ofHours(23));
        assertThat(waiting).isNotDone();
        clock.advance(Duration.ofHours(1));

        waiting.get(10, TimeUnit.SECONDS);
    }
}
