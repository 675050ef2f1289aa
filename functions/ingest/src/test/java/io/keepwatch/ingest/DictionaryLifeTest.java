package io.keepwatch.ingest;

import static io.keepwatch.support.Cast.ACME_AGENT;
import static io.keepwatch.support.Cast.ACME_AGENT_KEY;
import static io.keepwatch.support.Cast.WEB_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.Cast;
import io.keepwatch.support.EventFiles;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Folding;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What a push was acknowledged for can be read for as long as it is kept, whenever its host comes
 * and goes. Evaluate and rollup are played as they do it.
 */
class DictionaryLifeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** When rollup, by the hour, renews: with half of its life left. */
    private static final Duration RENEWED_WITHIN = Limits.DICTIONARY_KEPT.dividedBy(2);

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy tenancy = new InMemoryTenancy(clock);
    private final TenantScope acme = tenancy.enter(ACME_AGENT);
    private final IngestHandler handler =
            new IngestHandler(Cast.door(clock), tenancy, new KnownHosts(clock, 1), clock);

    @Test
    void leavesTimeForAChunkToExpireBeforeItsDictionary() {
        assertThat(Limits.DICTIONARY_LEFT_MIN)
                .isGreaterThan(Limits.RAW_KEPT.plus(Limits.FUTURE_MAX).plus(Duration.ofHours(12)));
    }

    @Test
    void keepsReadableWhatAHostSendsThatReturnsShortlyBeforeItsDictionaryExpires()
            throws Malformed {
        push("a", "b");
        evaluate();
        clock.moveTo(NOON.plus(Limits.DICTIONARY_KEPT).minus(Duration.ofMinutes(5)));

        for (int minute = -5; minute < 40; minute++) {
            push("a", "b");
            if (minute % 10 == 0) {
                evaluate();
            }
            clock.move(Duration.ofMinutes(1));
            assertThatAllCanBeRead();
        }

        assertThat(lastNamed()).as("what is listed by then is named again").isPositive();
    }

    @Test
    void keepsReadableWhatAHostSendsThatComesAndGoes() throws Malformed {
        Random random = new Random(3);
        for (int visit = 0; visit < 40; visit++) {
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                push("a", "b", "c" + random.nextInt(3));
                if (random.nextInt(4) > 0) {
                    evaluate();
                }
                clock.move(Duration.ofSeconds(random.nextInt(600)));
                assertThatAllCanBeRead();
            }
            boolean rollupIsDown = random.nextBoolean();
            for (int hour = 0; hour < 25; hour++) {
                if (!rollupIsDown && random.nextInt(8) == 0) {
                    rollup();
                }
                clock.move(Duration.ofHours(1));
                assertThatAllCanBeRead();
            }
            comeAgainWithinTheLastDaysOfTheDictionary(random);
        }
    }

    private void comeAgainWithinTheLastDaysOfTheDictionary(Random random) {
        Instant end =
                acme.dictionaries().segments(host()).stream()
                        .map(DictionarySegment::expiresAt)
                        .min(Instant::compareTo)
                        .orElse(NOON);
        Instant back = end.minus(Duration.ofMinutes(random.nextInt(3 * 24 * 60)));
        if (back.isAfter(clock.instant())) {
            clock.moveTo(back);
        }
    }

    private void push(String... names) {
        APIGatewayV2HTTPEvent event =
                EventFiles.load("ingest/json-as-text", APIGatewayV2HTTPEvent.class);
        event.setHeaders(
                Map.of(
                        "authorization",
                        "Bearer " + ACME_AGENT_KEY.reveal(),
                        "content-type",
                        "application/json"));
        StringBuilder metrics = new StringBuilder();
        for (String name : names) {
            metrics.append(
                    """
                    %s{"name":"%s","gauge":{"dataPoints":[{"timeUnixNano":"%d","asInt":"1"}]}}
                    """
                            .formatted(
                                    metrics.isEmpty() ? "" : ",",
                                    name,
                                    TimeUnit.MILLISECONDS.toNanos(clock.millis())));
        }
        event.setBody(
                """
                {"resourceMetrics":[{"resource":{"attributes":[
                  {"key":"host.name","value":{"stringValue":"web-1"}}]},
                 "scopeMetrics":[{"metrics":[%s]}]}]}
                """
                        .formatted(metrics));
        assertThat(handler.handleRequest(event, TimeLeft.PLENTY).getStatusCode()).isEqualTo(200);
    }

    private void evaluate() throws Malformed {
        if (Folding.mayPay(newest(1).getFirst().chunk().bytes())) {
            DictionaryHistory history = history();
            Instant until = clock.instant().plus(Limits.DICTIONARY_KEPT);
            Folding.next(
                            history,
                            history.decode(newest(Folding.RECENT_CHUNKS)),
                            clock.instant(),
                            until)
                    .ifPresent(segment -> acme.dictionaries().add(host(), segment));
        }
    }

    private void rollup() {
        List<DictionarySegment> segments = acme.dictionaries().segments(host());
        int start = 0;
        for (int i = 0; i < segments.size(); i++) {
            start = segments.get(i).start() == 0 ? i : start;
        }
        for (DictionarySegment each : segments.subList(start, segments.size())) {
            if (each.expiresAt().isBefore(clock.instant().plus(RENEWED_WITHIN))
                    && !newest(1).isEmpty()) {
                Instant until = clock.instant().plus(Limits.DICTIONARY_KEPT);
                acme.dictionaries().renew(host(), each.version(), until);
            }
        }
    }

    private void assertThatAllCanBeRead() throws Malformed {
        DictionaryHistory history = history();
        for (StoredChunk each : newest(1_000)) {
            assertThat(ChunkCodec.decode(each.chunk().bytes(), history::version))
                    .hasSizeBetween(2, 3);
        }
    }

    private int lastNamed() throws Malformed {
        return ChunkCodec.header(newest(1).getFirst().chunk().bytes()).dictionaryVersion();
    }

    private List<StoredChunk> newest(int max) {
        return acme.chunks().newest(host(), max);
    }

    private DictionaryHistory history() throws Malformed {
        return DictionaryHistory.of(acme.dictionaries().segments(host()));
    }

    private HostId host() {
        return acme.hosts().find(WEB_1).orElseThrow().id();
    }
}
