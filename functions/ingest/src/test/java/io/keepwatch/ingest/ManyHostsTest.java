package io.keepwatch.ingest;

import static io.keepwatch.support.Cast.ACME_AGENT;
import static io.keepwatch.support.Cast.ACME_AGENT_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.aws.Parallel;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.Cast;
import io.keepwatch.support.EventFiles;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A push that names many hosts, as Prometheus sends them. */
class ManyHostsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int HOSTS = 40;

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy stored = new InMemoryTenancy(clock);
    private final TenantScope acme = stored.enter(ACME_AGENT);
    private final WatchedTenancy tenancy = new WatchedTenancy(stored);
    private final IngestHandler handler =
            new IngestHandler(Cast.door(clock), tenancy, new KnownHosts(clock, HOSTS), clock);

    @Test
    void costsOnePutAHostAndNothingElseOnceAllIsKnown() {
        assertThat(push()).isEqualTo(200);
        assertThat(tenancy.calls())
                .isEqualTo(
                        Map.of(
                                "Hosts.admit", HOSTS,
                                "Dictionaries.segments", HOSTS,
                                "Chunks.put", HOSTS));

        assertThat(push()).isEqualTo(200);
        assertThat(tenancy.calls()).isEqualTo(Map.of("Chunks.put", HOSTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hosts.admit", "Dictionaries.segments", "Chunks.put"})
    void asksForAllHostsAtOnceWithinABound(String watched) {
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(Parallel.CALLS_MAX);
        tenancy.before(
                call -> {
                    if (call.equals(watched)) {
                        most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
                        full.countDown();
                        await(full); // none goes on before as many as may have begun
                        waiting.decrementAndGet();
                    }
                });

        assertThat(push()).isEqualTo(200);

        assertThat(most).hasValue(Parallel.CALLS_MAX);
        assertThat(chunks()).hasSize(HOSTS).allMatch(each -> each.size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hosts.admit", "Dictionaries.segments", "Chunks.put"})
    void isRefusedAsAWholeWhenOneCallFailsAndLosesOrDoublesNothingWhenRepeated(String failing) {
        AtomicInteger number = new AtomicInteger();
        tenancy.before(
                call -> {
                    if (call.equals(failing) && number.incrementAndGet() == HOSTS / 2) {
                        throw new StorageBusy("told to", new IllegalStateException());
                    }
                });

        assertThat(push()).isEqualTo(503);
        assertThat(push()).isEqualTo(200);
        assertThat(chunks()).hasSize(HOSTS).allMatch(each -> each.size() == 1);
    }

    private List<List<StoredChunk>> chunks() {
        return acme.hosts().page(Optional.empty(), HOSTS).items().stream()
                .map(Host::id)
                .map(id -> acme.chunks().between(id, NOON.minus(Duration.ofDays(1)), NOON))
                .toList();
    }

    /** The sample, once for each host. */
    private int push() {
        APIGatewayV2HTTPEvent event =
                EventFiles.load("ingest/json-as-text", APIGatewayV2HTTPEvent.class);
        event.setHeaders(
                Map.of(
                        "authorization",
                        "Bearer " + ACME_AGENT_KEY.reveal(),
                        "content-type",
                        "application/json"));
        String start = "{\"resourceMetrics\":[";
        String one = event.getBody().substring(start.length(), event.getBody().length() - 2);
        event.setBody(
                IntStream.range(0, HOSTS)
                        .mapToObj(i -> one.replace("web-1", "web-" + i))
                        .collect(Collectors.joining(",", start, "]}")));
        return handler.handleRequest(event, null).getStatusCode();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
