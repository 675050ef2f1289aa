package io.keepwatch.cabinet;

import static io.keepwatch.cabinet.Fleet.at;
import static io.keepwatch.cabinet.Fleet.counter;
import static io.keepwatch.cabinet.Fleet.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The vital signs of hosts whose pushes come from several agents, or in many pieces. */
class VitalsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Series IDLE = counter("system.cpu.time", "cpu.mode", "idle");
    private static final Series USER = counter("system.cpu.time", "cpu.mode", "user");
    private static final Series LOAD = gauge("system.cpu.load_average.1m");
    private static final Series QUEUE = gauge("myapp.queue");

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy stored = new InMemoryTenancy(clock);
    private final CountedTenancy tenancy = new CountedTenancy(stored);
    private final CabinetHandler handler = new CabinetHandler(Cast.DOOR, tenancy, clock);
    private final Fleet acme = new Fleet(stored);
    private final Host host = acme.host("web-1");
    private final Random random = new Random(1);

    @Test
    void staysWhileAnAppPushesForTheSameHostMoreOften() throws Exception {
        for (int second = 0; second < 1800; second += 10) {
            Instant now = NOON.plusSeconds(second);
            clock.moveTo(now);
            if (second % 60 == 0) {
                pushFromTheHost(now);
            }
            acme.push(host, now, at(QUEUE, now, second));

            assertThat(vitals().has("load")).as("after %d s", second).isTrue();
            assertThat(vitals().has("cpu")).as("after %d s", second).isEqualTo(second >= 60);
        }
    }

    @Test
    void staysWhileAnAppsClockIsAhead() throws Exception {
        for (int second = 0; second < 600; second += 10) {
            Instant now = NOON.plusSeconds(second);
            clock.moveTo(now);
            if (second % 60 == 0) {
                pushFromTheHost(now);
            }
            acme.push(host, now, at(QUEUE, now.plus(Limits.FUTURE_MAX), second));
        }

        assertThat(vitals().at("/cpu/value").asDouble()).isEqualTo(0.25);
    }

    @Test
    void findsRatesInEightSlicesAMinuteAndAnAppBesideThem() throws Exception {
        for (int second = 0; second < 600; second += 10) {
            Instant now = NOON.plusSeconds(second);
            clock.moveTo(now);
            for (int slice = 0; second % 60 == 0 && slice < 8; slice++) {
                Instant time = now.plusMillis(slice);
                // Each processor in another slice, and the one that was busy in the first.
                double busy = slice == 0 ? second : 0;
                acme.push(
                        host,
                        time,
                        at(processor(slice, "idle"), time, second - busy),
                        at(processor(slice, "user"), time, busy));
            }
            acme.push(host, now, at(QUEUE, now, second));
        }

        assertThat(vitals().at("/cpu/value").asDouble()).isEqualTo(1 / 8.0);
    }

    @Test
    void goesFiveMinutesAfterTheAgentThatToldItHasStoppedThoughAppsGoOn() throws Exception {
        pushFromTheHost(NOON);
        for (int second = 0; second <= 300; second += 10) {
            acme.push(host, NOON, at(QUEUE, NOON.plusSeconds(second), second));
        }
        clock.moveTo(NOON.plusSeconds(300));
        assertThat(vitals().has("load")).isTrue();

        acme.push(host, NOON, at(QUEUE, NOON.plusSeconds(301), 1));
        clock.moveTo(NOON.plusSeconds(301));

        assertThat(vitals()).isEmpty();
        assertThat(shown().has("vitalsMissing")).isFalse();
    }

    @Test
    void staysForADayWhenAllIsSilent() throws Exception {
        pushFromTheHost(NOON);
        acme.push(host, NOON, at(QUEUE, NOON.plusSeconds(200), 1));

        clock.moveTo(NOON.plus(Limits.RAW_KEPT).minusMillis(1));
        assertThat(vitals().has("load")).isTrue();

        clock.moveTo(NOON.plus(Limits.RAW_KEPT));
        assertThat(vitals()).isEmpty();
    }

    @Test
    void costsAUnitOrTwoForOnePushAMinuteAndLittleMoreForMany() throws Exception {
        for (int second = 0; second < 3600; second += 60) {
            pushSeries(461, NOON.plusSeconds(second));
        }
        clock.move(Duration.ofHours(1));
        assertThat(chunkUnits()).isEqualTo(1.5);

        for (int second = 0; second < 3600; second += 10) {
            Instant time = NOON.plusSeconds(second);
            acme.push(host, time, at(QUEUE, time, second));
        }
        assertThat(chunkUnits()).isLessThanOrEqualTo(3);
    }

    @Test
    void showsWhatTheNewestMinutesTellOfAHostThatPushesALot() throws Exception {
        // 20 000 series every 10 s: what five minutes have is more than is read.
        for (int second = 0; second <= 360; second += 10) {
            Instant time = NOON.plusSeconds(second);
            clock.moveTo(time);
            pushFromTheHost(time);
            pushBytes(160_000, time.minusMillis(1));
        }

        assertThat(vitals().at("/cpu/value").asDouble()).isEqualTo(0.25);
        assertThat(shown().has("vitalsMissing")).isFalse();
    }

    @Test
    void saysSoOfAHostThatPushesTooMuchAndStillShowsWhenItWasSeen() throws Exception {
        for (int second = 0; second <= 150; second += 5) {
            Instant time = NOON.plusSeconds(second);
            clock.moveTo(time);
            pushFromTheHost(time);
            pushBytes(160_000, time.minusMillis(1));
        }

        JsonNode shown = shown();

        assertThat(shown.get("vitals")).isEmpty();
        assertThat(shown.get("vitalsMissing").asText()).isEqualTo("too_much_data");
        assertThat(shown.get("lastSeenAt").asText()).isEqualTo("2026-03-01T12:02:30.000Z");
    }

    @Test
    void readsNoFurtherThanItMay() throws Exception {
        for (int i = 0; i < 60; i++) {
            pushBytes(160_000, NOON.minusSeconds(i));
        }

        // A page may go beyond what is wanted, but no further one is read.
        assertThat(chunkUnits()).isLessThan(2 * HostsAnswer.HOST_BYTES_MAX / 8192.0);
    }

    private void pushFromTheHost(Instant time) {
        long seconds = Duration.between(NOON, time).toSeconds();
        acme.push(
                host,
                time,
                at(IDLE, time, 75 * seconds),
                at(USER, time, 25 * seconds),
                at(LOAD, time, 1.5));
    }

    private void pushSeries(int count, Instant time) {
        SeriesPoints[] points = new SeriesPoints[count];
        for (int i = 0; i < count; i++) {
            double value = random.nextInt(100_000) / 1000.0;
            points[i] = at(gauge("m", "i", "" + i), time, value);
        }
        acme.push(host, time, points);
        if (time.equals(NOON)) {
            acme.list(host, time);
        }
    }

    /** A chunk of so many bytes, however good we are at making chunks small. */
    private void pushBytes(int bytes, Instant time) {
        int count = bytes / Long.BYTES;
        long[] times = new long[count];
        Arrays.setAll(times, i -> time.toEpochMilli() - count + i);
        long[] values = random.longs(count).toArray();
        acme.push(host, time, new SeriesPoints(QUEUE, new NumberPoints(times, values)));
    }

    private static Series processor(int number, String mode) {
        return counter("system.cpu.time", "cpu.logical_number", "" + number, "cpu.mode", mode);
    }

    private double chunkUnits() throws Exception {
        tenancy.chunkUnits();
        shown();
        return tenancy.chunkUnits();
    }

    private JsonNode vitals() throws Exception {
        return shown().get("vitals");
    }

    private JsonNode shown() throws Exception {
        var answer = handler.handleRequest(Events.load("hosts"), null);
        assertThat(answer.getStatusCode()).isEqualTo(200);
        for (JsonNode each : new ObjectMapper().readTree(Responses.body(answer)).get("hosts")) {
            if (each.get("id").asText().equals(host.id().value())) {
                return each;
            }
        }
        throw new AssertionError("the host is not listed");
    }
}
