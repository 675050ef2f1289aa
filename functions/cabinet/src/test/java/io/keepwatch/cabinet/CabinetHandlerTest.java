package io.keepwatch.cabinet;

import static io.keepwatch.cabinet.Fleet.at;
import static io.keepwatch.cabinet.Fleet.bits;
import static io.keepwatch.cabinet.Fleet.counter;
import static io.keepwatch.cabinet.Fleet.gauge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CabinetHandlerTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Series CPU = gauge("system.cpu.utilization", "cpu.mode", "user");
    private static final Series RECEIVED =
            counter("system.network.io", "device", "eth0", "direction", "receive");

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy tenancy = new InMemoryTenancy(clock);
    private final CabinetHandler handler = new CabinetHandler(Cast.DOOR, tenancy, clock);
    private final Fleet acme = new Fleet(tenancy);

    // --- Hosts

    @Test
    void showsEachHostAndWhenItWasFirstAndLastSeen() throws Exception {
        Host host = acme.host("web-1");
        acme.push(host, NOON.plusMillis(1500), at(CPU, NOON, 0.5));
        acme.push(host, NOON.plusMillis(61_500), at(CPU, NOON.plusSeconds(60), 0.5));
        clock.move(Duration.ofMinutes(2));

        JsonNode answer = ok(Events.load("hosts"));

        assertThat(answer.get("hosts")).hasSize(1);
        JsonNode shown = answer.get("hosts").get(0);
        assertThat(shown.get("id").asText()).isEqualTo(host.id().value());
        assertThat(shown.get("name").asText()).isEqualTo("web-1");
        assertThat(shown.get("firstSeenAt").asText()).isEqualTo("2026-03-01T12:00:00.000Z");
        assertThat(shown.get("lastSeenAt").asText()).isEqualTo("2026-03-01T12:01:01.500Z");
        assertThat(answer.has("cursor")).isFalse();
    }

    @Test
    void showsAHostsVitalSigns() throws Exception {
        Host host = acme.host("web-1");
        for (int i = 0; i < 6; i++) {
            Instant time = NOON.plusSeconds(60 * i);
            acme.push(
                    host,
                    time,
                    at(counter("system.cpu.time", "cpu.mode", "idle"), time, 45 * i),
                    at(counter("system.cpu.time", "cpu.mode", "user"), time, 15 * i),
                    at(
                            gauge(
                                    "system.filesystem.utilization",
                                    "system.filesystem.mountpoint",
                                    "/var"),
                            time,
                            0.5 + i / 100.0));
        }
        clock.move(Duration.ofMinutes(6));

        assertThat(ok(Events.load("hosts")).at("/hosts/0/vitals").toString())
                .isEqualTo(
                        "{\"cpu\":{\"value\":0.25,\"unit\":\"1\"},"
                                + "\"filesystem\":{\"value\":0.55,\"unit\":\"1\","
                                + "\"detail\":\"/var\"}}");
    }

    @Test
    void putsPushesTogetherThatAnAgentCutIntoMany() throws Exception {
        Host host = acme.host("web-1");
        for (int i = 0; i < 2; i++) {
            for (int piece = 0; piece < 8; piece++) {
                Instant time = NOON.plusSeconds(60 * i).plusMillis(piece);
                Series idle =
                        counter(
                                "system.cpu.time",
                                "cpu.mode",
                                "idle",
                                "cpu.logical_number",
                                "" + piece);
                Series user =
                        counter(
                                "system.cpu.time",
                                "cpu.mode",
                                "user",
                                "cpu.logical_number",
                                "" + piece);
                acme.push(host, time, at(idle, time, 30 * i), at(user, time, 30 * i));
            }
        }
        clock.move(Duration.ofMinutes(2));

        assertThat(ok(Events.load("hosts")).at("/hosts/0/vitals/cpu/value").asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void showsAHostOfWhichNothingIsKeptAnyMoreWithoutATime() throws Exception {
        acme.push(acme.host("web-1"), NOON, at(CPU, NOON, 0.5));
        clock.move(Duration.ofHours(24));

        JsonNode answer = ok(Events.load("hosts"));

        assertThat(answer.get("hosts")).hasSize(1);
        assertThat(answer.get("hosts").get(0).has("lastSeenAt")).isFalse();
    }

    @Test
    void showsNoHostsBeforeTheFirstHasReported() throws Exception {
        assertThat(body(call(Events.load("hosts")))).isEqualTo("{\"hosts\":[],\"notices\":[]}");
    }

    @Test
    void showsStandingNotices() throws Exception {
        acme.scope()
                .notices()
                .raise(
                        new Notices.Notice(
                                Notices.Kind.HOSTS_OVER_CAP, "web-1001 was turned away.", NOON),
                        NOON.plusSeconds(60));

        assertThat(ok(Events.load("hosts")).get("notices").toString())
                .isEqualTo(
                        "[{\"kind\":\"hosts_over_cap\",\"text\":\"web-1001 was turned away.\","
                                + "\"raisedAt\":\"2026-03-01T12:00:00.000Z\"}]");
    }

    @Test
    void pagesThroughAllHosts() throws Exception {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            names.add(acme.host("host-" + i).name().value());
        }

        List<String> seen = new ArrayList<>();
        JsonNode page = ok(Events.of("hosts", "", "limit", "3"));
        while (true) {
            page.get("hosts").forEach(host -> seen.add(host.get("name").asText()));
            if (!page.has("cursor")) {
                break;
            }
            assertThat(page.get("hosts")).hasSize(3);
            String cursor = page.get("cursor").asText();
            page = ok(Events.of("hosts", "", "limit", "3", "cursor", cursor));
        }

        assertThat(seen).hasSize(7).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void noticesAnyChangeToACursor() throws Exception {
        for (int i = 0; i < 3; i++) {
            acme.host("host-" + i);
        }
        String cursor = ok(Events.of("hosts", "", "limit", "1")).get("cursor").asText();

        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
            assertRefused(Events.of("hosts", "", "limit", "1", "cursor", changed), "cursor");
        }
        for (String changed : List.of(cursor + "A", cursor.substring(1), cursor + "=", "")) {
            assertRefused(Events.of("hosts", "", "limit", "1", "cursor", changed), "cursor");
        }
    }

    // --- Who may see what

    @ParameterizedTest
    @ValueSource(strings = {"hosts", "series", "metrics"})
    void turnsAwayWhoHasNoKeyGoodForReading(String name) throws Exception {
        Host host = acme.host("web-1");
        for (String authorization :
                List.of(
                        "",
                        "Bearer",
                        "Bearer guessed",
                        "Bearer " + Cast.UNKNOWN_READER_KEY.reveal(),
                        "Bearer " + Cast.ACME_AGENT_KEY.reveal(),
                        "Bearer " + Cast.ACME_READER_KEY.reveal() + "x")) {
            APIGatewayV2HTTPEvent event = Events.of(name, host.id(), "name", "x");
            APIGatewayV2HTTPResponse answer = call(Events.withAuthorization(event, authorization));

            assertThat(answer.getStatusCode()).isEqualTo(401);
            assertThat(answer.getHeaders().get("www-authenticate")).startsWith("Bearer");
            assertThat(answer.getHeaders().get("content-type"))
                    .isEqualTo("application/problem+json");
        }
    }

    @Test
    void showsOneTenantNothingOfAnother() throws Exception {
        Host host = acme.host("web-1");
        acme.push(host, NOON, at(CPU, NOON, 0.5));

        // Rival even knows the right id.
        assertThat(ok(as(Cast.RIVAL_READER_KEY, Events.load("hosts"))).get("hosts")).isEmpty();
        for (String name : List.of("series", "metrics")) {
            String[] query = {"name", CPU.name()};
            var foreign = call(as(Cast.RIVAL_READER_KEY, Events.of(name, host.id(), query)));
            var unknown = call(as(Cast.RIVAL_READER_KEY, Events.of(name, "h-0123456789", query)));
            var noId = call(as(Cast.RIVAL_READER_KEY, Events.of(name, "../..", query)));

            assertThat(foreign.getStatusCode()).isEqualTo(404);
            assertThat(foreign).isEqualTo(unknown).isEqualTo(noId);
            assertThat(call(Events.of(name, host.id(), query)).getStatusCode()).isEqualTo(200);
        }
    }

    @Test
    void asksForPatienceWhileStorageIsBusy() throws Exception {
        tenancy.turnBusy(true);

        APIGatewayV2HTTPResponse answer = call(Events.load("hosts"));

        assertThat(answer.getStatusCode()).isEqualTo(503);
        assertThat(answer.getHeaders()).containsEntry("retry-after", "2");
    }

    @Test
    void saysSoOfAnEventThatIsNoRequest() {
        assertThatThrownBy(() -> call(new APIGatewayV2HTTPEvent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no request");
    }

    @Test
    void asksForPatienceBeforeTheTimeIsOver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CabinetHandler slow =
                new CabinetHandler(
                        Cast.DOOR,
                        caller -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return tenancy.enter(caller);
                        },
                        clock);

        APIGatewayV2HTTPResponse answer =
                slow.handleRequest(
                        Events.load("hosts"), Invocation.with(() -> Duration.ofMillis(1_050)));

        assertThat(answer.getStatusCode()).isEqualTo(503);
    }

    @Test
    void answersAFaultWithAnIdAndNothingElse() throws Exception {
        CabinetHandler broken =
                new CabinetHandler(
                        Cast.DOOR,
                        caller -> {
                            throw new IllegalStateException("a secret detail");
                        },
                        clock);

        APIGatewayV2HTTPResponse answer =
                broken.handleRequest(Events.load("hosts"), Invocation.IN_TIME);

        assertThat(answer.getStatusCode()).isEqualTo(500);
        assertThat(body(answer)).contains("ZkQnTg5pliAEMVw=").doesNotContain("secret", "Exception");
    }

    // --- Series

    @Test
    void listsSeriesOfTheDictionaryAndThoseThatCameUnlisted() throws Exception {
        Host host = acme.host("web-1");
        acme.push(host, NOON, at(CPU, NOON, 0.5), at(RECEIVED, NOON, 7));
        acme.list(host, NOON);
        Series unlisted = gauge("my.metric");
        acme.push(host, NOON, at(unlisted, NOON.plusSeconds(10), 1));

        JsonNode answer = ok(Events.of("series", host.id()));

        assertThat(answer.get("series").toString())
                .isEqualTo(
                        "[{\"name\":\"my.metric\",\"labels\":{},\"kind\":\"gauge\","
                                + "\"type\":\"double\",\"unit\":\"1\"},"
                                + "{\"name\":\"system.cpu.utilization\","
                                + "\"labels\":{\"cpu.mode\":\"user\"},\"kind\":\"gauge\","
                                + "\"type\":\"double\",\"unit\":\"1\"},"
                                + "{\"name\":\"system.network.io\","
                                + "\"labels\":{\"device\":\"eth0\",\"direction\":\"receive\"},"
                                + "\"kind\":\"counter\",\"type\":\"integer\",\"unit\":\"By\"}]");
    }

    @Test
    void listsOnlyTheSeriesAskedFor() throws Exception {
        Host host = acme.host("web-1");
        acme.push(host, NOON, at(CPU, NOON, 0.5), at(RECEIVED, NOON, 7));

        assertThat(names(ok(Events.of("series", host.id(), "name", CPU.name()))))
                .containsExactly(CPU.name());
        assertThat(names(ok(Events.of("series", host.id(), "match", "device=~\"eth.*\""))))
                .containsExactly(RECEIVED.name());
        assertThat(names(ok(Events.of("series", host.id(), "name", "x")))).isEmpty();
    }

    @Test
    void pagesThroughSeriesThoughSomeComeAndGoMeanwhile() throws Exception {
        Host host = acme.host("web-1");
        for (int i = 10; i < 60; i += 2) {
            acme.push(host, NOON, at(gauge("m." + i), NOON, 1));
        }
        JsonNode first = ok(Events.of("series", host.id(), "limit", "10"));
        acme.push(host, NOON, at(gauge("m.11"), NOON, 1), at(gauge("m.39"), NOON, 1));

        List<String> rest = new ArrayList<>();
        JsonNode page = first;
        while (page.has("cursor")) {
            String cursor = page.get("cursor").asText();
            page = ok(Events.of("series", host.id(), "limit", "10", "cursor", cursor));
            rest.addAll(names(page));
        }

        assertThat(names(first)).hasSize(10).first().isEqualTo("m.10");
        assertThat(rest).hasSize(16).contains("m.39").first().isEqualTo("m.30");
        assertThat(rest).doesNotHaveDuplicates();
    }

    // --- Metrics, raw

    @Test
    void showsRawSamplesExactlyAsTheyWereSent() throws Exception {
        Host host = acme.host("web-1");
        acme.push(host, NOON, bits(RECEIVED, NOON.minusSeconds(20), Long.MAX_VALUE));
        acme.push(host, NOON, bits(RECEIVED, NOON.minusSeconds(10), (1L << 53) + 1));
        double[] values = {
            0.1,
            -0.0,
            1e300,
            Double.MIN_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        };
        for (int i = 0; i < values.length; i++) {
            acme.push(host, NOON, at(CPU, NOON.minusSeconds(10 - i), values[i]));
        }

        assertThat(body(call(metrics(host, RECEIVED, "step", "raw"))))
                .contains(
                        "\"step\":\"raw\"",
                        "\"times\":[\"2026-03-01T11:59:40.000Z\",\"2026-03-01T11:59:50.000Z\"]",
                        "\"values\":[9223372036854775807,9007199254740993]");
        assertThat(body(call(metrics(host, CPU, "step", "raw"))))
                .contains(
                        "\"values\":[0.1,-0.0,1.0E300,4.9E-324,\"NaN\",\"Infinity\",\"-Infinity\"]");
    }

    @Test
    void showsEachSampleOnceAndTheLaterArrivalOfTwo() throws Exception {
        Host host = acme.host("web-1");
        Instant time = NOON.minusSeconds(60);
        acme.push(host, NOON.plusMillis(2), at(CPU, time, 2), at(RECEIVED, time, 5));
        acme.push(host, NOON.plusMillis(1), at(CPU, time, 1));
        acme.push(host, NOON.plusMillis(3), at(RECEIVED, time, 5));

        JsonNode answer = ok(metrics(host, CPU, "step", "raw"));

        assertThat(answer.at("/series/0/values").toString()).isEqualTo("[2.0]");
    }

    @Test
    void findsASampleInAChunkThatStartsBeforeTheRange() throws Exception {
        Host host = acme.host("web-1");
        Instant early = NOON.minusSeconds(3700);
        Instant late = early.plusMillis(EncodedChunk.SPAN_MILLIS_MAX);
        acme.push(host, NOON, at(RECEIVED, early, 1), at(CPU, late, 0.5));

        JsonNode answer = ok(metrics(host, CPU, "step", "raw"));

        assertThat(answer.at("/series/0/times").toString())
                .isEqualTo("[\"2026-03-01T11:00:20.000Z\"]");
    }

    @Test
    void leavesOutTheEndOfTheRange() throws Exception {
        Host host = acme.host("web-1");
        acme.push(host, NOON, at(CPU, NOON.minusSeconds(60), 1));
        acme.push(host, NOON, at(CPU, NOON.minusSeconds(30), 2));

        JsonNode answer =
                ok(
                        metrics(
                                host,
                                CPU,
                                "step",
                                "raw",
                                "from",
                                "2026-03-01T11:59:00Z",
                                "to",
                                "1772366370"));

        assertThat(answer.at("/series/0/values").toString()).isEqualTo("[1.0]");
        assertThat(answer.get("from").asText()).isEqualTo("2026-03-01T11:59:00.000Z");
        assertThat(answer.get("to").asText()).isEqualTo("2026-03-01T11:59:30.000Z");
    }

    @Test
    void showsNoSampleADayAfterItThoughItsChunkMayStillBeThere() throws Exception {
        Host host = acme.host("web-1");
        acme.push(host, NOON, at(RECEIVED, NOON, 1), at(CPU, NOON.plusSeconds(1), 1));
        Instant[] ends = {NOON.plusSeconds(86_399), NOON.plusSeconds(86_400)};

        for (String step : List.of("raw", "60s", "auto")) {
            for (Series series : List.of(CPU, RECEIVED)) {
                clock.moveTo(ends[0]);
                APIGatewayV2HTTPEvent event =
                        metrics(
                                host,
                                series,
                                "step",
                                step,
                                "from",
                                "2026-03-01T12:00:00Z",
                                "to",
                                "2026-03-02T12:00:00Z");
                assertThat(ok(event).get("series")).as(step + series).hasSize(1);
                clock.moveTo(ends[1].plusSeconds(1));
                assertThat(ok(event).get("series")).as(step + series).isEmpty();
            }
        }
    }

    @Test
    void hidesASampleThatExpiredWhileItsYoungerChunkIsKept() throws Exception {
        // A fake that keeps chunks for good, as TTL may for days.
        Host host = acme.host("web-1");
        InMemoryTenancy keeping = new InMemoryTenancy(new MovableClock(NOON));
        Fleet kept = new Fleet(keeping);
        kept.host("web-1");
        Host same = kept.host("web-1");
        kept.push(same, NOON, at(CPU, NOON, 1), at(RECEIVED, NOON.plusSeconds(100), 1));
        clock.moveTo(NOON.plus(Duration.ofHours(24)).plusSeconds(50));
        CabinetHandler reading = new CabinetHandler(Cast.DOOR, keeping, clock);

        for (String step : List.of("raw", "60s", "auto")) {
            String[] range = {
                "step", step, "from", "2026-03-01T12:00:00Z", "to", "2026-03-02T12:00:00Z"
            };
            assertThat(
                            json(reading.handleRequest(
                                            metrics(same, CPU, range), Invocation.IN_TIME))
                                    .get("series"))
                    .isEmpty();
            assertThat(
                            json(reading.handleRequest(
                                            metrics(same, RECEIVED, range), Invocation.IN_TIME))
                                    .get("series"))
                    .hasSize(1);
        }
        assertThat(host.id()).isEqualTo(same.id());
    }

    // --- Metrics, in steps

    @Test
    void showsRatesOfCountersInSteps() throws Exception {
        Host host = acme.host("web-1");
        for (int i = 0; i <= 10; i++) {
            Instant time = NOON.minusSeconds(600 - i * 60);
            acme.push(host, time, at(RECEIVED, time, 6000 * i));
        }

        JsonNode answer =
                ok(
                        metrics(
                                host,
                                RECEIVED,
                                "match",
                                "device=\"eth0\"",
                                "step",
                                "2m",
                                "from",
                                "2026-03-01T11:51:00Z"));

        assertThat(answer.toString())
                .isEqualTo(
                        "{\"name\":\"system.network.io\",\"tier\":\"raw\","
                                + "\"from\":\"2026-03-01T11:50:00.000Z\","
                                + "\"to\":\"2026-03-01T12:00:00.000Z\",\"step\":\"2m\","
                                + "\"times\":[\"2026-03-01T11:50:00.000Z\","
                                + "\"2026-03-01T11:52:00.000Z\",\"2026-03-01T11:54:00.000Z\","
                                + "\"2026-03-01T11:56:00.000Z\",\"2026-03-01T11:58:00.000Z\"],"
                                + "\"series\":[{\"labels\":"
                                + "{\"device\":\"eth0\",\"direction\":\"receive\"},"
                                + "\"kind\":\"counter\",\"type\":\"integer\",\"unit\":\"By/s\","
                                + "\"rate\":true,\"values\":[100.0,100.0,100.0,100.0,100.0]}]}");
    }

    @Test
    void showsGapsAsGaps() throws Exception {
        Host host = acme.host("web-1");
        for (int i = 0; i < 10; i++) {
            if (i < 3 || i > 6) {
                Instant time = NOON.minusSeconds(600 - i * 60 - 30);
                acme.push(host, time, at(CPU, time, i), at(RECEIVED, time, 60 * i));
            }
        }

        assertThat(
                        ok(metrics(host, CPU, "step", "1m", "from", "1772365800"))
                                .at("/series/0/values")
                                .toString())
                .isEqualTo("[0.0,1.0,2.0,null,null,null,null,7.0,8.0,9.0]");
    }

    @Test
    void choosesAStepForAChartAndKeepsItOverThePages() throws Exception {
        Host host = acme.host("web-1");
        int count = 150;
        for (int minute = 0; minute < 5; minute++) {
            Instant time = NOON.minusSeconds(300 - minute * 60L - 30);
            SeriesPoints[] points = new SeriesPoints[count];
            for (int i = 0; i < count; i++) {
                points[i] = at(gauge("m", "i", "%03d".formatted(i)), time, i);
            }
            acme.push(host, time, points);
        }

        JsonNode first = ok(Events.of("metrics", host.id(), "name", "m"));
        clock.move(Duration.ofMinutes(20));
        String cursor = first.get("cursor").asText();
        JsonNode second = ok(Events.of("metrics", host.id(), "name", "m", "cursor", cursor));

        assertThat(first.get("series")).hasSize(MetricsFinder.SERIES_MAX);
        assertThat(second.get("series")).hasSize(count - MetricsFinder.SERIES_MAX);
        assertThat(second.at("/series/0/labels/i").asText()).isEqualTo("100");
        assertThat(second.has("cursor")).isFalse();
        assertThat(first.get("step").asText()).isEqualTo("1m");
        for (String same : List.of("step", "from", "to", "times")) {
            assertThat(second.get(same)).isEqualTo(first.get(same));
        }
        assertRefused(
                Events.of("metrics", host.id(), "name", "m", "step", "1m", "cursor", cursor),
                "cursor");
        assertRefused(Events.of("metrics", host.id(), "name", "other", "cursor", cursor), "cursor");
        assertRefused(Events.of("series", host.id(), "name", "m", "cursor", cursor), "cursor");
    }

    @Test
    void keepsAnAnswerWithinItsSize() throws Exception {
        Host host = acme.host("web-1");
        SeriesPoints[] points = new SeriesPoints[20];
        for (int i = 0; i < points.length; i++) {
            points[i] = at(gauge("m", "i", "%02d".formatted(i)), NOON.minusSeconds(30), 1);
        }
        acme.push(host, NOON, points);

        List<String> seen = new ArrayList<>();
        String[] question = {"name", "m", "step", "1s", "from", "2026-03-01T09:00:00Z"};
        JsonNode page = ok(Events.of("metrics", host.id(), question));
        while (true) {
            page.get("series").forEach(one -> seen.add(one.at("/labels/i").asText()));
            assertThat(page.get("series")).hasSizeBetween(1, 6);
            if (!page.has("cursor")) {
                break;
            }
            List<String> next = new ArrayList<>(List.of(question));
            next.addAll(List.of("cursor", page.get("cursor").asText()));
            page = ok(Events.of("metrics", host.id(), next.toArray(String[]::new)));
        }

        assertThat(seen).hasSize(20).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void pagesOverSeriesWhoseLabelsAreHuge() throws Exception {
        Host host = acme.host("web-1");
        String huge = "x".repeat(100_000);
        for (int i = 0; i < 12; i++) {
            acme.push(host, NOON, at(gauge("m", "l", huge + i), NOON.minusSeconds(i), 1));
        }

        JsonNode series = ok(Events.of("series", host.id()));
        JsonNode samples = ok(Events.of("metrics", host.id(), "name", "m", "step", "raw"));

        assertThat(series.get("series")).hasSizeLessThan(6);
        assertThat(series.get("cursor").asText()).hasSizeLessThan(100);
        assertThat(samples.get("series")).hasSizeLessThan(6);
        assertThat(samples.get("cursor").asText()).hasSizeLessThan(200);
    }

    @Test
    void saysSoWhenAChunkCannotBeRead() throws Exception {
        Host host = acme.host("web-1");
        acme.push(host, NOON, at(CPU, NOON.minusSeconds(30), 1));
        long time = NOON.minusSeconds(20).toEpochMilli();
        acme.scope().chunks().put(host.id(), new EncodedChunk(time, "x", new byte[] {9}), NOON);

        JsonNode answer = ok(metrics(host, CPU));

        assertThat(answer.get("unreadableChunks").asInt()).isEqualTo(1);
        assertThat(answer.get("series")).hasSize(1);
        assertThat(ok(Events.load("hosts")).get("unreadableChunks").asInt()).isEqualTo(1);
        assertThat(ok(Events.of("series", host.id())).get("unreadableChunks").asInt()).isEqualTo(1);
    }

    @Test
    void refusesMorePointsThanOneSeriesMayHave() throws Exception {
        Host host = acme.host("web-1");

        assertRefused(metrics(host, CPU, "step", "1s", "from", "2026-03-01T08:00:00Z"), "step");
        assertThat(
                        call(metrics(host, CPU, "step", "1s", "from", "2026-03-01T09:00:00Z"))
                                .getStatusCode())
                .isEqualTo(200);
    }

    // --- Bad parameters

    static Stream<List<String>> badParameters() {
        return Stream.of(
                List.of("metrics", "name", "name", ""),
                List.of("metrics", "name", "name", "x".repeat(256)),
                List.of("metrics", "name", "match", "a=\"b\""),
                List.of("metrics", "name", "name", "a", "name", "b"),
                List.of("metrics", "nmae", "nmae", "a"),
                List.of("metrics", "query", "na\u0000me", "a"),
                List.of("metrics", "query", "<script>", "a"),
                List.of("metrics", "match", "name", "a", "match", "device"),
                List.of("metrics", "match", "name", "a", "match", "device=~\"(\""),
                List.of("metrics", "match", "name", "a", "match", "d=~\"((a{99}){99}){99}\""),
                List.of("metrics", "match", "name", "a", "match", "x".repeat(5000)),
                List.of("metrics", "from", "name", "a", "from", ""),
                List.of("metrics", "from", "name", "a", "from", "yesterday"),
                List.of("metrics", "from", "name", "a", "from", "-1"),
                List.of("metrics", "from", "name", "a", "from", "1e9"),
                List.of("metrics", "from", "name", "a", "from", "NaN"),
                List.of("metrics", "from", "name", "a", "from", "9".repeat(15)),
                List.of("metrics", "from", "name", "a", "from", "9".repeat(400)),
                List.of("metrics", "from", "name", "a", "from", "2026-03-01"),
                List.of("metrics", "from", "name", "a", "from", "2026-02-30T00:00:00Z"),
                List.of("metrics", "from", "name", "a", "from", "2026-03-01T12:00:00"),
                List.of("metrics", "from", "name", "a", "from", "1969-12-31T23:59:59Z"),
                List.of("metrics", "from", "name", "a", "from", "+99999-01-01T00:00:00Z"),
                List.of("metrics", "from", "name", "a", "from", "٢٠٢٦-03-01T12:00:00Z"),
                List.of("metrics", "from", "name", "a", "from", "2026-03-01T12:00:00.000Z"),
                List.of("metrics", "from", "name", "a", "from", "2026-02-28T11:59:59.999Z"),
                List.of("metrics", "from", "name", "a", "from", "0", "to", "86401"),
                List.of("metrics", "from", "name", "a", "from", "20", "to", "10"),
                List.of("metrics", "to", "name", "a", "to", "tomorrow"),
                List.of("metrics", "step", "name", "a", "step", ""),
                List.of("metrics", "step", "name", "a", "step", "0s"),
                List.of("metrics", "step", "name", "a", "step", "-60s"),
                List.of("metrics", "step", "name", "a", "step", "60"),
                List.of("metrics", "step", "name", "a", "step", "1.5s"),
                List.of("metrics", "step", "name", "a", "step", "PT0.5S"),
                List.of("metrics", "step", "name", "a", "step", "PT-1M"),
                List.of("metrics", "step", "name", "a", "step", "25h"),
                List.of("metrics", "step", "name", "a", "step", "999999999d"),
                List.of("metrics", "step", "name", "a", "step", "P99999999999999D"),
                List.of("metrics", "step", "name", "a", "step", "RAW"),
                List.of("metrics", "step", "name", "a", "step", "6０s"),
                List.of("metrics", "cursor", "name", "a", "cursor", ""),
                List.of("metrics", "cursor", "name", "a", "cursor", "AAAA"),
                List.of("metrics", "cursor", "name", "a", "cursor", "\u0000"),
                List.of("metrics", "cursor", "name", "a", "cursor", "A".repeat(9000)),
                List.of("series", "name", "name", ""),
                List.of("series", "match", "match", "{"),
                List.of("series", "limit", "limit", "501"),
                List.of("series", "step", "step", "60s"),
                List.of("series", "cursor", "cursor", "x"),
                List.of("hosts", "limit", "limit", "0"),
                List.of("hosts", "limit", "limit", "101"),
                List.of("hosts", "limit", "limit", "-1"),
                List.of("hosts", "limit", "limit", "1.0"),
                List.of("hosts", "limit", "limit", "99999999999999999999"),
                List.of("hosts", "limit", "limit", "٣"),
                List.of("hosts", "limit", "limit", ""),
                List.of("hosts", "cursor", "cursor", "%%%"),
                List.of("hosts", "name", "name", "a"),
                List.of("page", "x", "x", "1"),
                List.of("openapi", "x", "x", "1"),
                List.of("asset", "x", "x", "1"));
    }

    @ParameterizedTest
    @MethodSource("badParameters")
    void namesTheParameterThatIsBad(List<String> bad) throws Exception {
        Host host = acme.host("web-1");
        String[] query = bad.subList(2, bad.size()).toArray(String[]::new);
        APIGatewayV2HTTPEvent event = Events.load(bad.get(0));
        if (event.getPathParameters() != null && event.getPathParameters().containsKey("id")) {
            event = Events.of(bad.get(0), host.id(), query);
        } else {
            event.setRawQueryString(Events.of("hosts", "", query).getRawQueryString());
        }

        assertRefused(event, bad.get(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%zz",
                "name=%ff%fe",
                "&&&",
                "=",
                "name",
                "name=a&",
                "name=%00",
                "name=a%",
                "name=a&match=%C3%28"
            })
    void survivesAnyQueryString(String query) throws Exception {
        APIGatewayV2HTTPEvent event = Events.of("metrics", acme.host("web-1").id());
        event.setRawQueryString(query);

        assertThat(call(event).getStatusCode()).isIn(200, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T10:30:00Z",
                "2026-03-01T11:30:00+01:00",
                "1772361000",
                "1772361000.000",
                "1772361000000",
                "2026-03-01t10:30:00z",
                "2026-03-01T10:30:00.0009Z"
            })
    void takesAMomentInEachOfItsForms(String from) throws Exception {
        Host host = acme.host("web-1");

        assertThat(ok(metrics(host, CPU, "step", "raw", "from", from)).get("from").asText())
                .isEqualTo("2026-03-01T10:30:00.000Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"60s", "1m", "PT1M", "PT60S"})
    void takesAStepInEachOfItsForms(String step) throws Exception {
        Host host = acme.host("web-1");

        assertThat(ok(metrics(host, CPU, "step", step)).get("step").asText()).isEqualTo("1m");
    }

    // --- The page

    @Test
    void servesAPageThatLoadsOnlyWhatIsServed() throws Exception {
        APIGatewayV2HTTPResponse page = call(Events.load("page"));

        assertThat(page.getStatusCode()).isEqualTo(200);
        assertThat(page.getHeaders())
                .containsEntry("content-type", "text/html; charset=utf-8")
                .containsEntry("cache-control", "no-cache");
        assertThat(page.getHeaders().get("content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http");
        var addresses = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(body(page));
        int assets = 0;
        while (addresses.find()) {
            String address = addresses.group(1);
            assertThat(address)
                    .matches("/assets/[a-z.]+\\?v=[0-9a-f]{12}|/openapi.yaml|#main|data:.*");
            if (address.startsWith("/assets/")) {
                assets++;
                APIGatewayV2HTTPEvent event = Events.load("asset");
                event.setPathParameters(Map.of("name", address.replaceAll("/assets/|\\?.*", "")));
                event.setRawQueryString(address.replaceAll(".*\\?", ""));
                APIGatewayV2HTTPResponse asset = call(event);
                assertThat(asset.getStatusCode()).as(address).isEqualTo(200);
                assertThat(asset.getHeaders().get("cache-control")).contains("immutable");
            }
        }
        assertThat(assets).isEqualTo(4);
    }

    @Test
    void keepsScriptsAndStylesOutOfThePageItself() throws Exception {
        assertThat(body(call(Events.load("page"))))
                .doesNotContain("<style", "style=", "javascript:")
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContainPattern("\\son[a-z]+=\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cabinet.js", "cabinet.css", "uplot.js", "uplot.css"})
    void servesAssetsThatLoadNothingFromElsewhere(String name) {
        APIGatewayV2HTTPEvent event = Events.load("asset");
        event.setPathParameters(Map.of("name", name));

        APIGatewayV2HTTPResponse asset = call(event);

        assertThat(asset.getHeaders())
                .containsEntry(
                        "content-security-policy", "default-src 'none'; frame-ancestors 'none'")
                .containsEntry("x-content-type-options", "nosniff");
        assertThat(body(asset).replaceAll("(?s)/\\*.*?\\*/", ""))
                .doesNotContain("http:", "https:", "@import", "import(", "eval(", "new Function");
    }

    @Test
    void putsTextsOfAgentsOnThePageAsTextOnly() {
        APIGatewayV2HTTPEvent event = Events.load("asset");
        event.setPathParameters(Map.of("name", "cabinet.js"));

        assertThat(body(call(event)))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write");
    }

    @Test
    void servesAnAssetWithoutItsVersionToBeAskedForAgain() throws Exception {
        APIGatewayV2HTTPResponse asset = call(Events.load("asset"));

        assertThat(asset.getHeaders())
                .containsEntry("content-type", "text/javascript; charset=utf-8")
                .containsEntry("cache-control", "no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing.js", "index.html", "../openapi.yaml", "cabinet.js\u0000"})
    void servesNoOtherFile(String name) throws Exception {
        APIGatewayV2HTTPEvent event = Events.load("asset");
        event.setPathParameters(Map.of("name", name));

        assertThat(call(event).getStatusCode()).isEqualTo(404);
    }

    @Test
    void servesTheDescriptionOfTheApi() throws Exception {
        APIGatewayV2HTTPResponse answer = call(Events.load("openapi"));

        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(body(answer)).startsWith("openapi: 3.1");
    }

    @Test
    void hasNothingAtAPathThatTheTemplateDoesNotName() throws Exception {
        APIGatewayV2HTTPEvent event = Events.load("hosts");
        event.setRouteKey("GET /v2/hosts");

        assertThat(call(event).getStatusCode()).isEqualTo(404);
    }

    private static APIGatewayV2HTTPEvent metrics(Host host, Series series, String... query) {
        List<String> all = new ArrayList<>(List.of("name", series.name()));
        all.addAll(List.of(query));
        return Events.of("metrics", host.id(), all.toArray(String[]::new));
    }

    private static APIGatewayV2HTTPEvent as(Key key, APIGatewayV2HTTPEvent event) {
        return Events.with(event, key);
    }

    private void assertRefused(APIGatewayV2HTTPEvent event, String field) throws Exception {
        APIGatewayV2HTTPResponse answer = call(event);
        assertThat(answer.getStatusCode()).as(event.getRawQueryString()).isEqualTo(400);
        assertThat(answer.getHeaders().get("content-type")).isEqualTo("application/problem+json");
        JsonNode problem = json(answer);
        assertThat(problem.get("field").asText()).isEqualTo(field);
        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("detail").asText()).startsWith(field + " ").endsWith(".");
    }

    private static List<String> names(JsonNode answer) {
        List<String> names = new ArrayList<>();
        answer.get("series").forEach(series -> names.add(series.get("name").asText()));
        return names;
    }

    private JsonNode ok(APIGatewayV2HTTPEvent event) throws JsonProcessingException {
        APIGatewayV2HTTPResponse answer = call(event);
        assertThat(answer.getStatusCode()).as(body(answer)).isEqualTo(200);
        assertThat(answer.getHeaders().get("content-type")).isEqualTo("application/json");
        return json(answer);
    }

    private APIGatewayV2HTTPResponse call(APIGatewayV2HTTPEvent event) {
        return handler.handleRequest(event, Invocation.IN_TIME);
    }

    private static JsonNode json(APIGatewayV2HTTPResponse answer) throws JsonProcessingException {
        return new ObjectMapper().readTree(body(answer));
    }

    private static String body(APIGatewayV2HTTPResponse answer) {
        return new String(Responses.body(answer), StandardCharsets.UTF_8);
    }
}
