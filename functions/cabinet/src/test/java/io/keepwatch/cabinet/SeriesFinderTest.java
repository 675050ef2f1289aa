package io.keepwatch.cabinet;

import static io.keepwatch.cabinet.Fleet.at;
import static io.keepwatch.cabinet.Fleet.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesFinderTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy stored = new InMemoryTenancy(clock);
    private final CountedTenancy tenancy = new CountedTenancy(stored);
    private final CabinetHandler handler = new CabinetHandler(Cast.DOOR, tenancy, clock);
    private final Fleet acme = new Fleet(stored);
    private final Host host = acme.host("web-1");

    @Test
    void listsWhatHasStoppedUntilItsLastSampleExpiresThoughTheDictionaryHasItOn() throws Exception {
        push("a", "b", "c");
        acme.list(host, NOON);
        pushEveryHour(23, "c");
        assertThat(names()).containsExactly("a", "b", "c");

        clock.moveTo(NOON.plus(Limits.RAW_KEPT).minusMillis(1));
        assertThat(names()).containsExactly("a", "b", "c");

        clock.moveTo(NOON.plus(Limits.RAW_KEPT));
        assertThat(names()).containsExactly("c");
    }

    @Test
    void listsNothingOfAHostOfWhichNothingIsKept() throws Exception {
        push("a", "b", "c");
        acme.list(host, NOON);
        clock.move(Duration.ofDays(4));

        assertThat(names()).isEmpty();
    }

    @Test
    void listsAnUnlistedSeriesForAnHour() throws Exception {
        push("a");
        acme.list(host, NOON);
        push("once");
        clock.move(SeriesFinder.UNLISTED_SEEN);
        push("a");
        assertThat(names()).containsExactly("a", "once");

        clock.move(Duration.ofMillis(1));
        assertThat(names()).containsExactly("a");
    }

    @Test
    void readsAnHourWhereAllIsAliveAndADayWhereSomethingAskedForHasStopped() throws Exception {
        push("a", "b", "c");
        acme.list(host, NOON);
        for (int minute = 0; minute < 1440; minute++) {
            clock.move(Duration.ofMinutes(1));
            push("a", "b");
        }
        tenancy.chunkUnits();

        ask(Invocation.IN_TIME, "name", "a");
        double alive = tenancy.chunkUnits();
        ask(Invocation.IN_TIME);
        double stopped = tenancy.chunkUnits();

        assertThat(alive).isLessThanOrEqualTo(1);
        assertThat(stopped).isBetween(15.0, 30.0);
    }

    @Test
    void saysHowFarItCouldLookAtAHostThatPushesMoreThanIsRead() throws Exception {
        push("a");
        acme.list(host, NOON);
        push("long.ago");
        clock.move(Duration.ofMinutes(50));
        pushBytes(SeriesFinder.BYTES_MAX + (2 << 20));
        tenancy.chunkUnits();

        JsonNode answer = ask(Invocation.IN_TIME);

        assertThat(answer.findValuesAsText("name")).containsExactly("large");
        Instant seenSince = Instant.parse(answer.get("seenSince").asText());
        assertThat(seenSince).isBetween(NOON.plusSeconds(1), clock.instant());
        assertThat(tenancy.chunkUnits()).isLessThan((SeriesFinder.BYTES_MAX + (3 << 20)) / 8192.0);
    }

    @Test
    void answersForAHostThatPushesMoreThanEvenMetricsRead() throws Exception {
        pushBytes(65L << 20);

        assertThat(ask(Invocation.IN_TIME).has("seenSince")).isTrue();
    }

    @Test
    void saysHowFarItCouldLookInTime() throws Exception {
        for (int i = 0; i < 100; i++) {
            clock.move(Duration.ofSeconds(10));
            push("a" + i);
        }

        JsonNode answer = ask(Invocation.with(() -> TimeLeft.SCARCE.minusMillis(1)));

        assertThat(answer.findValuesAsText("name"))
                .hasSize(64)
                .contains("a99")
                .doesNotContain("a0");
        assertThat(answer.get("seenSince").asText()).isEqualTo("2026-03-01T12:06:10.000Z");
    }

    private void pushEveryHour(int times, String... names) {
        for (int i = 0; i < times; i++) {
            clock.move(Duration.ofHours(1));
            push(names);
        }
    }

    private void push(String... names) {
        acme.push(
                host,
                clock.instant(),
                Arrays.stream(names)
                        .map(name -> at(gauge(name), clock.instant(), 1))
                        .toArray(SeriesPoints[]::new));
    }

    /** The same chunk, as large as may be, at many times. */
    private void pushBytes(long bytes) {
        long[] times = new long[EncodedChunk.BYTES_MAX / Long.BYTES - 1000];
        Arrays.setAll(times, i -> clock.millis() - times.length + i);
        long[] values = new Random(1).longs(times.length).toArray();
        Host other = acme.host("other");
        acme.push(
                other,
                clock.instant(),
                new SeriesPoints(gauge("large"), new NumberPoints(times, values)));
        byte[] large = acme.scope().chunks().newest(other.id(), 1).getFirst().chunk().bytes();
        for (int i = 0; i < bytes / large.length; i++) {
            EncodedChunk chunk = new EncodedChunk(clock.millis() - i, "large", large);
            acme.scope().chunks().put(host.id(), chunk, clock.instant());
        }
    }

    private List<String> names() throws Exception {
        JsonNode answer = ask(Invocation.IN_TIME);
        assertThat(answer.has("seenSince")).isFalse();
        return answer.findValuesAsText("name");
    }

    private JsonNode ask(Context context, String... query) throws Exception {
        var answer = handler.handleRequest(Events.of("series", host.id(), query), context);
        assertThat(answer.getStatusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(Responses.body(answer));
    }
}
