package io.keepwatch.ingest;

import static io.keepwatch.support.Cast.ACME_AGENT;
import static io.keepwatch.support.Cast.ACME_AGENT_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
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

    @Test
    void storesKnownHostsBeforeUnknownOnesAreRegistered() {
        push(IntStream.range(30, HOSTS));
        CountDownLatch stored = new CountDownLatch(10);
        tenancy.before(
                call -> {
                    switch (call) {
                        case "Chunks.put" -> stored.countDown();
                        case "Hosts.admit" -> await(stored);
                        default -> {}
                    }
                });

        assertThat(push()).isEqualTo(200);
    }

    @Test
    void asksToComeAgainBeforeItsTimeIsOverAndGetsFurtherThen() {
        AtomicInteger admitted = new AtomicInteger();
        tenancy.before(
                call -> {
                    if (call.equals("Hosts.admit") && admitted.incrementAndGet() > 15) {
                        await(new CountDownLatch(1)); // storage hangs
                    }
                });

        assertThat(push(IntStream.range(0, HOSTS), TimeLeft.of(Duration.ofMillis(1_300))))
                .isEqualTo(503);
        assertThat(tenancy.calls().get("Hosts.admit")).isLessThan(HOSTS);

        tenancy.before(call -> {});
        assertThat(push()).isEqualTo(200);
        assertThat(tenancy.calls()).containsEntry("Hosts.admit", HOSTS - 15);
        assertThat(chunks()).hasSize(HOSTS).allMatch(each -> each.size() == 1);
    }

    @Test
    void beginsNothingThatItHasNoTimeFor() {
        assertThat(push(IntStream.range(0, HOSTS), TimeLeft.of(Duration.ofMillis(900))))
                .isEqualTo(503);
    }

    @Test
    void asksForHostsOverTheCapOnceAMinuteAndTellsTheOwnerOnce() {
        push();
        tenancy.calls();
        IntStream more = IntStream.range(0, 3 * HOSTS);

        assertThat(push(more)).as("the others are stored").isEqualTo(200);
        assertThat(tenancy.calls())
                .containsEntry("Chunks.put", HOSTS)
                .containsEntry("Notices.raise", 1)
                .hasEntrySatisfying(
                        "Hosts.admit", // those that were under way when the first was refused
                        tries -> assertThat(tries).isBetween(1, Parallel.CALLS_MAX));

        clock.move(Duration.ofSeconds(59));
        assertThat(push(IntStream.range(0, 3 * HOSTS))).isEqualTo(200);
        assertThat(tenancy.calls()).isEqualTo(Map.of("Chunks.put", HOSTS));
        assertThat(push(IntStream.range(3 * HOSTS, 4 * HOSTS))).isEqualTo(400);
        assertThat(tenancy.calls()).isEqualTo(Map.of("Hosts.find", HOSTS));

        clock.move(Duration.ofSeconds(1));
        assertThat(push(IntStream.of(HOSTS))).isEqualTo(400);
        assertThat(tenancy.calls()).isEqualTo(Map.of("Hosts.admit", 1, "Notices.raise", 1));
    }

    @Test
    void knowsAHostOfAFullAccountThatAnotherEnvironmentRegistered() {
        push();
        IngestHandler other =
                new IngestHandler(Cast.door(clock), stored, new KnownHosts(clock, HOSTS), clock);
        assertThat(push(other, IntStream.of(HOSTS), TimeLeft.PLENTY)).isEqualTo(400);

        assertThat(push(other, IntStream.range(0, HOSTS), TimeLeft.PLENTY)).isEqualTo(200);
    }

    @Test
    void refusesAPushOfTooManyHostsAndStoresNothing() {
        assertThat(push(IntStream.rangeClosed(0, Push.HOSTS_MAX))).isEqualTo(400);
        assertThat(tenancy.calls()).isEmpty();
        assertThat(push(IntStream.range(0, Push.HOSTS_MAX))).isEqualTo(200);
    }

    private List<List<StoredChunk>> chunks() {
        return acme.hosts().page(Optional.empty(), HOSTS).items().stream()
                .map(Host::id)
                .map(id -> acme.chunks().between(id, NOON.minus(Duration.ofDays(1)), NOON))
                .toList();
    }

    /** The sample, once for each host. */
    private int push() {
        return push(IntStream.range(0, HOSTS));
    }

    private int push(IntStream hosts) {
        return push(hosts, TimeLeft.PLENTY);
    }

    private int push(IntStream hosts, Context time) {
        return push(handler, hosts, time);
    }

    private static int push(IngestHandler handler, IntStream hosts, Context time) {
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
                hosts.mapToObj(i -> one.replace("web-1", "web-" + i))
                        .collect(Collectors.joining(",", start, "]}")));
        return handler.handleRequest(event, time).getStatusCode();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
