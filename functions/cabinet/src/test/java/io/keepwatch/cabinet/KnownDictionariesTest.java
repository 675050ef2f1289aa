package io.keepwatch.cabinet;

import static io.keepwatch.cabinet.Fleet.at;
import static io.keepwatch.cabinet.Fleet.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which requests read a host's dictionary, and which know it. */
class KnownDictionariesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Series LOAD = gauge("system.cpu.load_average.1m");

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy stored = new InMemoryTenancy(clock);
    private final CountedTenancy tenancy = new CountedTenancy(stored);
    private final CabinetHandler handler = new CabinetHandler(Cast.DOOR, tenancy, clock);
    private final Fleet acme = new Fleet(stored);
    private final Host host = acme.host("web-1");

    @BeforeEach
    void pushAndListOneSeries() {
        acme.push(host, NOON, at(LOAD, NOON, 1));
        acme.list(host, NOON);
        pushNow();
        clock.move(Duration.ofSeconds(1));
    }

    @Test
    void readsItOnceForTheListOfHostsAndForMetrics() {
        assertThat(answer(Events.load("hosts"))).contains("\"load\"");
        assertThat(tenancy.dictionaryUnits()).isEqualTo(1);

        assertThat(answer(Events.load("hosts"))).contains("\"load\"");
        assertThat(answer(metrics())).contains("\"series\":[{");
        assertThat(tenancy.dictionaryUnits()).isZero();
    }

    @Test
    void readsItAgainWhenAChunkNamesAVersionThatItDoesNotKnow() {
        answer(Events.load("hosts"));
        for (int i = 0; i < 8; i++) {
            pushMany();
        }
        acme.list(host, clock.instant());
        pushMany();
        tenancy.dictionaryUnits();

        assertThat(answer(Events.load("hosts")))
                .contains("\"uptime\":{\"value\":7")
                .doesNotContain("unreadableChunks");
        assertThat(tenancy.dictionaryUnits()).isEqualTo(1);
    }

    @Test
    void readsItAgainAfterAWhile() {
        answer(Events.load("hosts"));
        clock.move(Duration.ofMinutes(10));
        pushNow();
        tenancy.dictionaryUnits();

        assertThat(answer(Events.load("hosts"))).contains("\"load\"");
        assertThat(tenancy.dictionaryUnits()).isEqualTo(1);
    }

    @Test
    void doesNotUseWhatHasExpired() {
        clock.moveTo(NOON.plus(Limits.DICTIONARY_KEPT).minusSeconds(60));
        pushNow();
        assertThat(answer(Events.load("hosts"))).contains("\"load\"");
        clock.move(Duration.ofMinutes(1));

        assertThat(answer(Events.load("hosts")))
                .doesNotContain("\"load\"")
                .contains("\"unreadableChunks\":1");
    }

    @Test
    void doesNotLetOneTenantReadByAnothersDictionary() {
        answer(Events.load("hosts"));

        String rivals = answer(Events.with(Events.load("hosts"), Cast.RIVAL_READER_KEY));

        assertThat(rivals).contains("\"hosts\":[]");
        assertThat(tenancy.dictionaryUnits()).isEqualTo(1);
    }

    @Test
    void showsTheOtherHostsThoughOneDictionaryIsDamaged() {
        Host damaged = acme.host("web-2");
        acme.scope()
                .dictionaries()
                .add(
                        damaged.id(),
                        new DictionarySegment(1, 0, new byte[] {9}, NOON.plusSeconds(9999)));
        acme.scope()
                .chunks()
                .newest(host.id(), 1)
                .forEach(each -> acme.scope().chunks().put(damaged.id(), each.chunk(), NOON));

        assertThat(answer(Events.load("hosts")))
                .contains("\"load\"", "web-2", "\"unreadableChunks\":1");
    }

    /** New series enough that listing them pays. */
    private void pushMany() {
        clock.move(Duration.ofSeconds(10));
        SeriesPoints[] points = new SeriesPoints[200];
        for (int i = 1; i < points.length; i++) {
            points[i] =
                    at(
                            gauge(
                                    "something.that.is.new",
                                    "id",
                                    Integer.toHexString(i * 0x9E3779B9)),
                            now(),
                            i);
        }
        points[0] = at(gauge("system.uptime"), now(), 7);
        acme.push(host, now(), points);
    }

    private Instant now() {
        return clock.instant();
    }

    private void pushNow() {
        acme.push(host, now(), at(LOAD, now().plusMillis(1), 1));
    }

    private APIGatewayV2HTTPEvent metrics() {
        return Events.of("metrics", host.id(), "name", LOAD.name());
    }

    private String answer(APIGatewayV2HTTPEvent event) {
        var answer = handler.handleRequest(event, Invocation.IN_TIME);
        assertThat(answer.getStatusCode()).isEqualTo(200);
        return new String(Responses.body(answer), StandardCharsets.UTF_8);
    }
}
