package io.keepwatch.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RememberedTest {

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final Clock movable =
            new Clock() {
                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now.get();
                }
            };
    private final Remembered<String, Integer> remembered =
            new Remembered<>(Duration.ofHours(1), 2, movable);

    @Test
    void forgetsAfterItsTime() {
        remembered.put("a", 1);

        now.set(now.get().plus(Duration.ofHours(1)).minusMillis(1));
        assertThat(remembered.get("a")).contains(1);

        now.set(now.get().plusMillis(1));
        assertThat(remembered.get("a")).isEmpty();
    }

    @Test
    void forgetsWhatWasUsedLongestAgoWhenFull() {
        remembered.put("a", 1);
        remembered.put("b", 2);
        remembered.get("a");

        remembered.put("c", 3);

        assertThat(remembered.get("a")).contains(1);
        assertThat(remembered.get("b")).isEmpty();
        assertThat(remembered.get("c")).contains(3);
    }

    @Test
    void remembersNoMoreThanItMayWeigh() {
        Remembered<String, Integer> weighed =
                new Remembered<>(Duration.ofHours(1), 10, Integer::longValue, movable);
        weighed.put("a", 3);
        weighed.put("b", 3);
        weighed.put("c", 4);
        weighed.put("b", 1);

        weighed.put("d", 6);

        assertThat(weighed.get("a")).isEmpty();
        assertThat(weighed.get("b")).contains(1);
        assertThat(weighed.get("c")).isEmpty();
        assertThat(weighed.get("d")).contains(6);

        weighed.put("too heavy", 11);
        assertThat(weighed.get("too heavy")).isEmpty();

        weighed.put("e", 10);
        assertThat(weighed.get("e")).contains(10);
    }
}
