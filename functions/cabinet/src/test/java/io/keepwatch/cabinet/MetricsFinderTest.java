package io.keepwatch.cabinet;

import static io.keepwatch.cabinet.Fleet.at;
import static io.keepwatch.cabinet.Fleet.counter;
import static io.keepwatch.cabinet.Fleet.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MetricsFinderTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<Series> SERIES =
            List.of(
                    gauge("m", "l", "a"),
                    gauge("m", "l", "b"),
                    counter("m", "l", "c"),
                    new Series("m", List.of(), Kind.DELTA_COUNTER, ValueType.DOUBLE, "By"));

    private record Sample(Series series, Instant time, double value) {}

    /** Agents re-cut batches when they retry, and the Collector sends new ones past an old one. */
    @Property(tries = 60)
    void answersTheSameHoweverThePushesWereCutRepeatedAndMixed(@ForAll long seed) {
        Random random = new Random(seed);
        List<Sample> samples = new ArrayList<>();
        for (Series series : SERIES) {
            double value = 0;
            for (int second = 600; second > 0; second -= 10 + random.nextInt(20)) {
                value += random.nextInt(1000);
                samples.add(new Sample(series, NOON.minusSeconds(second), value));
            }
        }
        List<Sample> mixed = new ArrayList<>(samples);
        mixed.addAll(samples.subList(0, random.nextInt(samples.size())));
        Collections.shuffle(mixed, random);

        List<String> straight = answers(List.of(samples), random);
        List<String> recut = answers(cut(mixed, random), random);

        assertThat(recut).isEqualTo(straight);
    }

    @Test
    void asksStorageForNothingInATimeThatCannotHaveSamples() {
        InMemoryTenancy tenancy = new InMemoryTenancy(new MovableClock(NOON));
        Host host = new Fleet(tenancy).host("web-1");
        CabinetHandler handler = new CabinetHandler(Cast.DOOR, tenancy, new MovableClock(NOON));

        for (String to : List.of("2026-02-01T00:00:00Z", "9999-12-31T23:59:59Z", "1")) {
            for (String step : List.of("raw", "auto", "24h")) {
                APIGatewayV2HTTPEvent event =
                        Events.of(
                                "metrics", host.id(), "name", "m", "from", to(to), "to", to, "step",
                                step);
                assertThat(handler.handleRequest(event, Invocation.IN_TIME).getStatusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void usesTheNeighboursOfACounterBeyondTheRange() {
        InMemoryTenancy tenancy = new InMemoryTenancy(new MovableClock(NOON));
        Fleet fleet = new Fleet(tenancy);
        Host host = fleet.host("web-1");
        for (int minute = 0; minute < 20; minute++) {
            Instant time = NOON.minusSeconds(1200 - minute * 60L - 30);
            fleet.push(host, time, at(counter("m"), time, 60 * minute));
        }

        String answer =
                answer(
                        tenancy,
                        host,
                        "step",
                        "20s",
                        "from",
                        "2026-03-01T11:50:00Z",
                        "to",
                        "2026-03-01T11:51:00Z");

        assertThat(answer).contains("\"values\":[1.0,1.0,1.0]");
    }

    @Test
    void fillsTheBucketsOfRareSamplesAsWell() {
        InMemoryTenancy tenancy = new InMemoryTenancy(new MovableClock(NOON));
        Fleet fleet = new Fleet(tenancy);
        Host host = fleet.host("web-1");
        for (int i = 0; i < 40; i++) {
            Instant time = NOON.minusSeconds(1800L * (40 - i) - 60);
            fleet.push(host, time, at(gauge("m"), time, i));
        }

        // Half-hourly samples; the first bucket starts well before the range.
        String answer = answer(tenancy, host, "from", "2026-03-01T09:29:00Z");

        assertThat(answer)
                .contains(
                        "\"from\":\"2026-03-01T09:00:00.000Z\"",
                        "\"step\":\"30m\"",
                        "\"values\":[34.0,35.0,36.0,37.0,38.0,39.0]");
    }

    private static String to(String to) {
        return switch (to) {
            case "1" -> "0";
            case "2026-02-01T00:00:00Z" -> "2026-01-31T00:00:00Z";
            default -> "9999-12-31T00:00:00Z";
        };
    }

    private static List<String> answers(List<List<Sample>> pushes, Random random) {
        InMemoryTenancy tenancy = new InMemoryTenancy(new MovableClock(NOON));
        Fleet fleet = new Fleet(tenancy);
        Host host = fleet.host("web-1");
        for (List<Sample> push : pushes) {
            fleet.push(host, NOON.plusMillis(random.nextInt(1000)), points(push));
            if (random.nextInt(4) == 0 && !isListed(fleet, host)) {
                fleet.list(host, NOON);
            }
        }
        return List.of(
                answer(tenancy, host, "step", "raw"),
                answer(tenancy, host, "step", "1m"),
                answer(tenancy, host, "step", "7s"),
                answer(tenancy, host),
                answer(tenancy, host, "match", "l=\"c\"", "step", "auto"));
    }

    private static boolean isListed(Fleet fleet, Host host) {
        return !fleet.scope().dictionaries().segments(host.id()).isEmpty();
    }

    private static String answer(InMemoryTenancy tenancy, Host host, String... query) {
        List<String> all = new ArrayList<>(List.of("name", "m"));
        all.addAll(List.of(query));
        var response =
                new CabinetHandler(Cast.DOOR, tenancy, new MovableClock(NOON))
                        .handleRequest(
                                Events.of("metrics", host.id(), all.toArray(String[]::new)),
                                Invocation.IN_TIME);
        assertThat(response.getStatusCode()).isEqualTo(200);
        return new String(Responses.body(response), StandardCharsets.UTF_8);
    }

    private static List<List<Sample>> cut(List<Sample> samples, Random random) {
        List<List<Sample>> pushes = new ArrayList<>();
        for (int start = 0; start < samples.size(); ) {
            int end = Math.min(samples.size(), start + 1 + random.nextInt(20));
            pushes.add(samples.subList(start, end));
            start = end;
        }
        return pushes;
    }

    private static SeriesPoints[] points(List<Sample> push) {
        Map<Series, Map<Long, Long>> bySeries = new HashMap<>();
        for (Sample sample : push) {
            bySeries.computeIfAbsent(sample.series(), unused -> new TreeMap<>())
                    .put(
                            sample.time().toEpochMilli(),
                            Fleet.bits(sample.series().type(), sample.value()));
        }
        return bySeries.entrySet().stream()
                .map(
                        entry ->
                                new SeriesPoints(
                                        entry.getKey(),
                                        new NumberPoints(
                                                longs(entry.getValue().keySet()),
                                                longs(entry.getValue().values()))))
                .toArray(SeriesPoints[]::new);
    }

    private static long[] longs(Collection<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
