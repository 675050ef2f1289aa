package io.keepwatch.cabinet;

import static io.keepwatch.cabinet.Fleet.at;
import static io.keepwatch.cabinet.Fleet.counter;
import static io.keepwatch.cabinet.Fleet.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
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
        for (int second = 0; second < 900; second += 10) {
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
        assertThat(chunkUnits()).isLessThan(2 * HostsFinder.HOST_BYTES_MAX / 8192.0);
    }

    @Test
    void takesNoMoreSamplesThanMemoryHoldsHoweverFewBytesTheyAre() throws Exception {
        long[] times = new long[100_000];
        for (int i = 0; i <= LastMinutes.SAMPLES_MAX / times.length; i++) {
            long first = NOON.plusSeconds(i).toEpochMilli();
            Arrays.setAll(times, sample -> first + sample);
            NumberPoints points = new NumberPoints(times.clone(), new long[times.length]);
            acme.push(host, NOON, new SeriesPoints(LOAD, points));
        }
        clock.move(Duration.ofMinutes(2));

        assertThat(shown().get("vitalsMissing").asText()).isEqualTo("too_much_data");
        assertThat(chunkUnits()).isLessThan(10);
    }

    @Test
    void showsAllOthersBesideAFewThatPushTooMuch() throws Exception {
        pushFromTheHost(NOON);
        byte[] large = new byte[EncodedChunk.BYTES_MAX];
        for (int i = 1; i < HostsQuestion.LIMIT_MAX; i++) {
            Host other = acme.host("host-" + i);
            boolean heavy = i % 5 == 0;
            acme.push(other, NOON, at(LOAD, NOON, 1));
            for (int chunk = 0; heavy && chunk < 3; chunk++) {
                long time = NOON.toEpochMilli() - chunk;
                acme.scope().chunks().put(other.id(), new EncodedChunk(time, "large", large), NOON);
            }
        }

        List<JsonNode> hosts = hosts(handler, Invocation.IN_TIME);

        assertThat(hosts).hasSize(HostsQuestion.LIMIT_MAX);
        assertThat(hosts).allSatisfy(each -> assertThat(each.has("lastSeenAt")).isTrue());
        assertThat(hosts).filteredOn(each -> each.at("/vitals/load").isObject()).hasSize(81);
        assertThat(hosts).filteredOn(each -> each.has("vitalsMissing")).hasSize(19);
        assertThat(tenancy.chunkUnits()).isLessThan(HostsFinder.ANSWER_BYTES_MAX / 8192.0);
    }

    @Test
    void showsHostsThatPushAsManySeriesAsTheyMay() throws Exception {
        boolean deep = Boolean.getBoolean("keepwatch.deep");
        for (int second = 0; second <= 180; second += deep ? 10 : 60) {
            pushFromTheHost(NOON.plusSeconds(second));
            pushSeries(Limits.SERIES_PER_HOST_MAX - 3, NOON.plusSeconds(second));
        }
        int count = deep ? 16 : 3;
        for (int i = 1; i < count; i++) {
            Host other = acme.host("host-" + i);
            for (StoredChunk chunk : acme.scope().chunks().newest(host.id(), 100)) {
                acme.scope().chunks().put(other.id(), chunk.chunk(), chunk.arrivedAt());
            }
            for (DictionarySegment segment : acme.scope().dictionaries().segments(host.id())) {
                acme.scope().dictionaries().add(other.id(), segment);
            }
        }
        clock.move(Duration.ofMinutes(3));

        long start = System.nanoTime();
        List<JsonNode> hosts = hosts(handler, Invocation.IN_TIME);
        System.out.printf(
                "%d hosts of 20000 series: %d ms, %.0f read units%n",
                count, (System.nanoTime() - start) / 1_000_000, tenancy.chunkUnits());

        assertThat(hosts).hasSize(count);
        assertThat(hosts).allSatisfy(each -> assertThat(each.at("/vitals/cpu")).isNotEmpty());
    }

    @Test
    void readsNothingMoreOnceTimeIsScarce() throws Exception {
        pushFromTheHost(NOON);

        List<JsonNode> hosts =
                hosts(handler, Invocation.with(() -> TimeLeft.SCARCE.minusMillis(1)));

        assertThat(hosts).hasSize(1);
        assertThat(hosts.getFirst().get("vitalsMissing").asText()).isEqualTo("out_of_time");
        assertThat(hosts.getFirst().has("lastSeenAt")).isFalse();
        assertThat(tenancy.chunkUnits()).isZero();
        assertThat(tenancy.dictionaryUnits()).isZero();
    }

    @Test
    void listsTheRestWithoutVitalSignsWhenTimeRunsOut() throws Exception {
        for (int i = 0; i < 50; i++) {
            acme.push(acme.host("host-" + i), NOON, at(LOAD, NOON, 1));
        }
        AtomicLong millisLeft = new AtomicLong(TimeLeft.SCARCE.toMillis() + 1_000);

        List<JsonNode> hosts =
                hosts(handler, Invocation.with(() -> Duration.ofMillis(millisLeft.addAndGet(-20))));

        assertThat(hosts).hasSize(51);
        assertThat(hosts)
                .filteredOn(each -> each.at("/vitals/load").isObject())
                .hasSizeBetween(10, 26);
        assertThat(hosts)
                .filteredOn(each -> each.get("vitals").isEmpty() && each.has("vitalsMissing"))
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        each ->
                                assertThat(each.get("vitalsMissing").asText())
                                        .isEqualTo("out_of_time"));
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
        return hosts(handler, Invocation.IN_TIME).stream()
                .filter(each -> each.get("id").asText().equals(host.id().value()))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> hosts(CabinetHandler handler, Context context) throws Exception {
        var answer = handler.handleRequest(Events.of("hosts", "", "limit", "100"), context);
        assertThat(answer.getStatusCode()).isEqualTo(200);
        List<JsonNode> hosts = new ArrayList<>();
        new ObjectMapper().readTree(Responses.body(answer)).get("hosts").forEach(hosts::add);
        return hosts;
    }
}
