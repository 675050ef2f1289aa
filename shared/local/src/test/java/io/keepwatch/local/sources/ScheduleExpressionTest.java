package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleExpressionTest {

    /** 2026-03-01 is a Sunday. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cron(5 * * * ? *)            | 2026-03-01T12:04:59Z | 2026-03-01T12:05:00Z | 2026-03-01T13:05:00Z
                    cron(5 * * * ? *)            | 2026-03-01T12:05:00Z | 2026-03-01T13:05:00Z | 2026-03-01T14:05:00Z
                    cron(5 * * * ? *)            | 2026-12-31T23:05:00Z | 2027-01-01T00:05:00Z | 2027-01-01T01:05:00Z
                    cron(0 10 * * ? *)           | 2026-03-01T12:00:00Z | 2026-03-02T10:00:00Z | 2026-03-03T10:00:00Z
                    cron(15 12 * * ? *)          | 2026-03-01T12:00:00Z | 2026-03-01T12:15:00Z | 2026-03-02T12:15:00Z
                    cron(0 18 ? * MON-FRI *)     | 2026-03-06T18:00:00Z | 2026-03-09T18:00:00Z | 2026-03-10T18:00:00Z
                    cron(0 8 1 * ? *)            | 2026-03-01T08:00:00Z | 2026-04-01T08:00:00Z | 2026-05-01T08:00:00Z
                    cron(0/15 * * * ? *)         | 2026-03-01T12:16:00Z | 2026-03-01T12:30:00Z | 2026-03-01T12:45:00Z
                    cron(0/10 * ? * MON-FRI *)   | 2026-03-06T23:50:00Z | 2026-03-09T00:00:00Z | 2026-03-09T00:10:00Z
                    cron(0/5 8-17 ? * 2-6 *)     | 2026-03-06T17:54:00Z | 2026-03-06T17:55:00Z | 2026-03-09T08:00:00Z
                    cron(0/30 20-2 ? * MON *)    | 2026-03-02T02:15:00Z | 2026-03-02T02:30:00Z | 2026-03-02T20:00:00Z
                    cron(0 0 ? * FRI-MON *)      | 2026-03-02T00:00:00Z | 2026-03-06T00:00:00Z | 2026-03-07T00:00:00Z
                    cron(*/20 6,18 * * ? *)      | 2026-03-01T06:40:00Z | 2026-03-01T18:00:00Z | 2026-03-01T18:20:00Z
                    cron(1-10/4 * * * ? *)       | 2026-03-01T12:00:00Z | 2026-03-01T12:01:00Z | 2026-03-01T12:05:00Z
                    cron(0 0 L * ? *)            | 2026-03-01T12:00:00Z | 2026-03-31T00:00:00Z | 2026-04-30T00:00:00Z
                    cron(0 0 L FEB ? *)          | 2026-03-01T12:00:00Z | 2027-02-28T00:00:00Z | 2028-02-29T00:00:00Z
                    cron(0 0 15W * ? *)          | 2026-03-01T12:00:00Z | 2026-03-16T00:00:00Z | 2026-04-15T00:00:00Z
                    cron(0 0 1W * ? *)           | 2026-07-02T12:00:00Z | 2026-08-03T00:00:00Z | 2026-09-01T00:00:00Z
                    cron(0 0 LW * ? *)           | 2026-05-01T12:00:00Z | 2026-05-29T00:00:00Z | 2026-06-30T00:00:00Z
                    cron(0 0 31W * ? *)          | 2026-04-01T12:00:00Z | 2026-05-29T00:00:00Z | 2026-07-31T00:00:00Z
                    cron(0 0 31 * ? *)           | 2026-03-31T12:00:00Z | 2026-05-31T00:00:00Z | 2026-07-31T00:00:00Z
                    cron(0 0 29 2 ? *)           | 2026-03-01T12:00:00Z | 2028-02-29T00:00:00Z | 2032-02-29T00:00:00Z
                    cron(15 10 ? * 6L *)         | 2026-03-01T12:00:00Z | 2026-03-27T10:15:00Z | 2026-04-24T10:15:00Z
                    cron(15 10 ? * FRIL *)       | 2026-03-01T12:00:00Z | 2026-03-27T10:15:00Z | 2026-04-24T10:15:00Z
                    cron(0 0 ? * L *)            | 2026-03-01T12:00:00Z | 2026-03-07T00:00:00Z | 2026-03-14T00:00:00Z
                    cron(0 0 ? * 3#2 *)          | 2026-03-01T12:00:00Z | 2026-03-10T00:00:00Z | 2026-04-14T00:00:00Z
                    cron(0 0 ? * SUN#5 *)        | 2026-03-01T12:00:00Z | 2026-03-29T00:00:00Z | 2026-05-31T00:00:00Z
                    cron(0 0 ? * 1 *)            | 2026-03-01T00:00:00Z | 2026-03-08T00:00:00Z | 2026-03-15T00:00:00Z
                    cron(0 0 ? * sun,wed *)      | 2026-03-01T00:00:00Z | 2026-03-04T00:00:00Z | 2026-03-08T00:00:00Z
                    cron(0 0 1 1/3 ? *)          | 2026-03-01T00:00:00Z | 2026-04-01T00:00:00Z | 2026-07-01T00:00:00Z
                    cron(0 0 1 NOV-FEB ? *)      | 2026-03-01T00:00:00Z | 2026-11-01T00:00:00Z | 2026-12-01T00:00:00Z
                    cron(0 0 1 1 ? 2026-2030/2)  | 2026-03-01T00:00:00Z | 2028-01-01T00:00:00Z | 2030-01-01T00:00:00Z
                    cron(0 0 1 1 ? 2030/5)       | 2026-03-01T00:00:00Z | 2030-01-01T00:00:00Z | 2035-01-01T00:00:00Z
                    cron(59 23 31 12 ? 2199)     | 2026-03-01T00:00:00Z | 2199-12-31T23:59:00Z |
                    cron(0 0 1 1 ? 2025)         | 2026-03-01T00:00:00Z |                      |
                    cron(0 0 30 2 ? *)           | 2026-03-01T00:00:00Z |                      |
                    rate(1 minute)               | 2026-03-01T12:00:00Z | 2026-03-01T12:00:30Z | 2026-03-01T12:01:30Z
                    rate(5 minutes)              | 2026-03-01T12:00:30Z | 2026-03-01T12:05:30Z | 2026-03-01T12:10:30Z
                    rate(1 hour)                 | 2026-03-01T12:00:00Z | 2026-03-01T12:00:30Z | 2026-03-01T13:00:30Z
                    rate(2 days)                 | 2026-03-01T12:00:30Z | 2026-03-03T12:00:30Z | 2026-03-05T12:00:30Z
                    at(2026-03-01T12:00:01)      | 2026-03-01T12:00:00Z | 2026-03-01T12:00:01Z |
                    at(2026-03-01T12:00:01)      | 2026-03-01T12:00:01Z |                      |
                    """)
    void firesNextAt(String expression, Instant after, Instant first, Instant second) {
        ScheduleExpression schedule =
                ScheduleExpression.parse(
                        expression, ZoneOffset.UTC, Instant.parse("2026-03-01T12:00:30Z"));

        Optional<Instant> next = schedule.next(after);

        assertThat(next).isEqualTo(Optional.ofNullable(first));
        assertThat(next.flatMap(schedule::next)).isEqualTo(Optional.ofNullable(second));
    }

    @Test
    void skipsInSpringWhatTheZoneSkips() {
        assertThat(
                        times(
                                "cron(30 2 * * ? *)",
                                "Europe/Berlin",
                                "2026-03-28T00:00:00Z",
                                "2026-03-31T00:00:00Z"))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void firesInAutumnOnceThoughTheHourComesTwice() {
        assertThat(
                        times(
                                "cron(0/30 2-3 * * ? *)",
                                "Europe/Berlin",
                                "2026-10-24T22:00:00Z",
                                "2026-10-25T22:00:00Z"))
                .containsExactly(
                        "2026-10-25T00:00:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T02:00:00Z",
                        "2026-10-25T02:30:00Z");
    }

    @Test
    void firesEachHourOfALeapYear() {
        assertThat(
                        times(
                                "cron(5 * * * ? *)",
                                "UTC",
                                "2028-01-01T00:00:00Z",
                                "2029-01-01T00:00:00Z"))
                .hasSize(366 * 24);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hourly",
                "rate(0 minutes)",
                "rate(1 minutes)",
                "rate(2 minute)",
                "rate(5 seconds)",
                "rate(-1 minutes)",
                "cron(5 * * * *)",
                "cron(5 * * * ? * *)",
                "cron(5 * * * * *)",
                "cron(5 * ? * ? *)",
                "cron(60 * * * ? *)",
                "cron(5 24 * * ? *)",
                "cron(5 * 0 * ? *)",
                "cron(5 * 32W * ? *)",
                "cron(5 * * 13 ? *)",
                "cron(5 * * FOO ? *)",
                "cron(5 * ? * 0 *)",
                "cron(5 * ? * 8 *)",
                "cron(5 * ? * 2#6 *)",
                "cron(5 * * * ? 1969)",
                "cron(5/0 * * * ? *)",
                "cron(, * * * ? *)",
                "cron(*-5 * * * ? *)",
                "at(tomorrow)",
            })
    void refusesWhatEventBridgeWouldRefuse(String expression) {
        assertThatThrownBy(
                        () -> ScheduleExpression.parse(expression, ZoneOffset.UTC, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> times(String expression, String zone, String from, String until) {
        Instant end = Instant.parse(until);
        ScheduleExpression schedule =
                ScheduleExpression.parse(expression, ZoneId.of(zone), Instant.EPOCH);
        List<String> times = new ArrayList<>();
        Optional<Instant> next = schedule.next(Instant.parse(from).minusMillis(1));
        while (next.isPresent() && next.get().isBefore(end)) {
            times.add(next.get().toString());
            next = schedule.next(next.get());
        }
        return times;
    }
}
