package io.keepwatch.cabinet;

import static io.keepwatch.cabinet.Fleet.at;
import static io.keepwatch.cabinet.Fleet.counter;
import static io.keepwatch.cabinet.Fleet.gauge;
import static io.keepwatch.cabinet.Fleet.histogram;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description is what the system does: held to the template, and answers are held to it. */
class OpenApiTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String HOSTS = "GET /v1/hosts";
    private static final String SERIES = "GET /v1/hosts/{id}/series";
    private static final String METRICS = "GET /v1/hosts/{id}/metrics";
    private static final String SETUP = "GET /v1/setup";

    private final OpenApi api = new OpenApi();
    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy tenancy = new InMemoryTenancy(clock);
    private final CabinetHandler handler = new CabinetHandler(Cast.DOOR, tenancy, clock);
    private final Fleet acme = new Fleet(tenancy);
    private Host host;

    @BeforeEach
    void fillOneHost() {
        host = acme.host("web-1");
        acme.host("never-heard-of-again");
        for (int i = 0; i < 10; i++) {
            Instant time = NOON.minusSeconds(600 - 60 * i);
            acme.push(
                    host,
                    time,
                    at(counter("system.cpu.time", "cpu.mode", "idle"), time, 45 * i),
                    at(counter("system.cpu.time", "cpu.mode", "user"), time, 15 * i),
                    at(counter("system.network.io", "network.interface.name", "eth0"), time, 7 * i),
                    at(counter("system.network.io", "network.interface.name", "eth1"), time, 7 * i),
                    at(gauge("odd"), time, i % 2 == 0 ? Double.NaN : 1.5),
                    at(
                            histogram("latency"),
                            time,
                            Histogram.at(0, ValueType.LONG)
                                    .count(10 + i)
                                    .sum(Double.doubleToRawLongBits(i % 2 == 0 ? Double.NaN : 1))
                                    .max(Double.doubleToRawLongBits(1e30))
                                    .negative(3, 4)
                                    .zeroCount(1)
                                    .positive(2, 5 + i)));
        }
    }

    @Test
    void describesEachRouteOfTheTemplateAndNoOther() {
        Set<String> described = new TreeSet<>();
        api.document()
                .get("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                operation ->
                                                        described.add(
                                                                operation.getKey().toUpperCase()
                                                                        + " "
                                                                        + path.getKey())));

        assertThat(described).isEqualTo(routesOfTheTemplate());
    }

    @Test
    void handlesEachOfItsRoutesInTheTemplate() {
        for (String route : routesOfTheTemplate()) {
            if (!route.startsWith("GET")) {
                continue; // ingest's
            }
            APIGatewayV2HTTPEvent event = Events.of("metrics", host.id(), "name", "x");
            event.setRouteKey(route);
            event.setPathParameters(Map.of("id", host.id().value(), "name", "cabinet.js"));
            event.setRawQueryString(route.equals(METRICS) ? "name=x" : "");

            assertThat(call(event).getStatusCode()).as(route).isEqualTo(200);
        }
    }

    @Test
    void fitsWhatIsAnswered() {
        assertFits(HOSTS, 200, Events.load("hosts"));
        assertFits(HOSTS, 200, Events.of("hosts", "", "limit", "1"));
        assertFits(SERIES, 200, Events.of("series", host.id()));
        assertFits(SERIES, 200, Events.of("series", host.id(), "limit", "1"));
        for (String step : List.of("auto", "raw", "60s", "1h")) {
            for (String name : List.of("system.cpu.time", "odd", "latency", "nothing")) {
                assertFits(
                        METRICS, 200, Events.of("metrics", host.id(), "name", name, "step", step));
            }
        }
        assertFits("GET /", 200, Events.load("page"));
        assertFits("GET /openapi.yaml", 200, Events.load("openapi"));
        assertFits(SETUP, 200, Events.of("setup", ""));
        List<String> agents = new ArrayList<>();
        parameter(SETUP, "agent").at("/schema/enum").forEach(id -> agents.add(id.asText()));
        for (String agent : agents) {
            assertFits(SETUP, 200, Events.of("setup", "", "agent", agent));
        }
        assertThat(agents)
                .isEqualTo(Arrays.stream(SetupAgent.values()).map(SetupAgent::id).toList());
        for (JsonNode name : api.operation("GET /assets/{name}").at("/parameters/0/schema/enum")) {
            APIGatewayV2HTTPEvent event = Events.load("asset");
            event.setPathParameters(Map.of("name", name.asText()));
            assertFits("GET /assets/{name}", 200, event);
        }
    }

    @Test
    void fitsAnswersThatAreRare() {
        acme.scope()
                .notices()
                .raise(
                        new Notices.Notice(Notices.Kind.HOSTS_OVER_CAP, "Too many.", NOON),
                        NOON.plusSeconds(60));
        acme.scope()
                .chunks()
                .put(
                        host.id(),
                        new EncodedChunk(NOON.minusSeconds(5).toEpochMilli(), "x", new byte[] {9}),
                        NOON);
        var points = new SeriesPoints[150];
        for (int i = 0; i < points.length; i++) {
            points[i] = at(gauge("many", "i", "" + i), NOON.minusSeconds(9), i);
        }
        acme.push(host, NOON, points);

        assertFits(HOSTS, 200, Events.load("hosts"));
        assertFits(
                HOSTS,
                200,
                handler.handleRequest(
                        Events.load("hosts"), Invocation.with(() -> Duration.ofSeconds(4))));
        assertFits(SERIES, 200, Events.of("series", host.id()));
        for (int i = 0; i < 100; i++) {
            acme.push(host, NOON, at(gauge("odd"), NOON.minusSeconds(i), 1));
        }
        APIGatewayV2HTTPResponse partial =
                handler.handleRequest(
                        Events.of("series", host.id()),
                        Invocation.with(() -> Duration.ofSeconds(4)));
        assertFits(SERIES, 200, partial);
        assertThat(body(partial)).contains("\"seenSince\"");
        for (String step : List.of("raw", "auto")) {
            APIGatewayV2HTTPEvent event =
                    Events.of("metrics", host.id(), "name", "many", "step", step);
            assertFits(METRICS, 200, event);
            assertThat(body(call(event))).contains("\"cursor\"", "\"unreadableChunks\":1");
        }
    }

    @Test
    void fitsErrors() {
        APIGatewayV2HTTPEvent noAsset = Events.load("asset");
        noAsset.setPathParameters(Map.of("name", "x"));
        assertFits("GET /assets/{name}", 404, noAsset);
        for (String name :
                List.of("page", "openapi", "asset", "setup", "hosts", "series", "metrics")) {
            APIGatewayV2HTTPEvent event = Events.load(name);
            event.setRawQueryString("unknown=1");
            assertFits(event.getRouteKey(), 400, event);
        }
        for (String name : List.of("hosts", "series", "metrics")) {
            APIGatewayV2HTTPEvent event = Events.load(name);
            assertFits(event.getRouteKey(), 401, Events.with(event, Cast.UNKNOWN_READER_KEY));
        }
        assertFits(SERIES, 404, Events.load("series"));
        assertFits(METRICS, 404, Events.load("metrics"));
        tenancy.turnBusy(true);
        for (String name : List.of("hosts", "series", "metrics")) {
            APIGatewayV2HTTPEvent event = Events.load(name);
            assertFits(event.getRouteKey(), 503, event);
        }
        CabinetHandler broken =
                new CabinetHandler(
                        Cast.DOOR,
                        caller -> {
                            throw new IllegalStateException("broken by a test");
                        },
                        clock);
        for (String name : List.of("hosts", "series", "metrics")) {
            APIGatewayV2HTTPEvent event = Events.load(name);
            assertFits(event.getRouteKey(), 500, broken.handleRequest(event, Invocation.IN_TIME));
        }
    }

    @Test
    void wouldNotFitAnythingElse() {
        for (String body :
                List.of(
                        "{}",
                        "{\"hosts\":[]}",
                        "{\"hosts\":[],\"notices\":[],\"more\":1}",
                        "{\"hosts\":[{\"id\":\"h-1\"}],\"notices\":[]}",
                        "{\"hosts\":[],\"notices\":[],\"cursor\":\"%%%%%%\"}",
                        "{\"hosts\":[],\"notices\":[{\"kind\":\"hosts_over_cap\","
                                + "\"text\":\"\",\"raisedAt\":\"2026-03-01T12:00:00Z\"}]}")) {
            var answer = Responses.json(200, OpenApi.json(body));
            assertThat(api.faults(HOSTS, answer)).as(body).isNotEmpty();
        }
        assertThat(api.faults(HOSTS, Responses.json(202, Map.of()))).isNotEmpty();
        assertThat(api.faults(HOSTS, Responses.text(200, "text/plain", "{}"))).isNotEmpty();
    }

    @Test
    void givesExamplesThatFitTheirSchemas() {
        int examples = 0;
        for (JsonNode content : api.document().findValues("content")) {
            for (Map.Entry<String, JsonNode> media : content.properties()) {
                for (JsonNode example : examples(media.getValue())) {
                    assertThat(api.faults(media.getValue().get("schema"), example))
                            .as(example.toString())
                            .isEmpty();
                    examples++;
                }
            }
        }
        assertThat(examples).isGreaterThan(8);
    }

    @Test
    void givesExamplesOfParametersThatWork() {
        int tried = 0;
        for (String route : List.of(HOSTS, SERIES, METRICS)) {
            for (JsonNode reference : api.operation(route).get("parameters")) {
                JsonNode parameter = api.resolved(reference);
                String name = parameter.get("name").asText();
                for (JsonNode example : examples(parameter)) {
                    assertThat(api.faults(parameter.get("schema"), example)).isEmpty();
                    if (parameter.get("in").asText().equals("query")) {
                        List<String> query = new ArrayList<>(List.of(name, example.asText()));
                        if (route.equals(METRICS) && !name.equals("name")) {
                            query.addAll(List.of("name", "system.network.io"));
                        }
                        String[] parameters = query.toArray(String[]::new);
                        String event = route.equals(HOSTS) ? "hosts" : route.replaceAll(".*/", "");
                        assertFits(route, 200, Events.of(event, host.id(), parameters));
                        tried++;
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(15);
    }

    @Test
    void tellsTheLimitsThatHold() {
        assertThat(parameter(HOSTS, "limit").at("/schema/maximum").asInt())
                .isEqualTo(HostsQuestion.LIMIT_MAX);
        assertThat(parameter(HOSTS, "limit").at("/schema/default").asInt())
                .isEqualTo(HostsQuestion.LIMIT_STANDARD);
        assertThat(parameter(SERIES, "limit").at("/schema/maximum").asInt())
                .isEqualTo(SeriesQuestion.LIMIT_MAX);
        assertThat(parameter(SERIES, "limit").at("/schema/default").asInt())
                .isEqualTo(SeriesQuestion.LIMIT_STANDARD);
        assertThat(parameter(METRICS, "name").at("/schema/maxLength").asInt())
                .isEqualTo(MetricsQuestion.NAME_LENGTH_MAX);
        for (String schema : List.of("SteppedMetrics", "RawMetrics")) {
            JsonNode described = api.document().at("/components/schemas/" + schema);
            assertThat(described.at("/properties/series/maxItems").asInt())
                    .isEqualTo(MetricsFinder.SERIES_MAX);
            for (JsonNode times : described.findValues("times")) {
                assertThat(times.get("maxItems").asInt())
                        .isEqualTo(MetricsQuestion.POINTS_PER_SERIES_MAX);
            }
        }
    }

    @Test
    void refersOnlyToWhatIsThereAndNamesEachOperationOnce() {
        for (JsonNode reference : api.document().findValues("$ref")) {
            assertThat(api.document().at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
        Set<String> ids = new HashSet<>();
        for (JsonNode id : api.document().findValues("operationId")) {
            assertThat(ids.add(id.asText())).as(id.asText()).isTrue();
        }
    }

    private static Set<String> routesOfTheTemplate() {
        Set<String> routes = new TreeSet<>();
        for (JsonNode resource :
                OpenApi.yaml(Events.ROOT.resolve("template.yaml")).get("Resources")) {
            for (JsonNode event : resource.at("/Properties/Events")) {
                if (event.path("Type").asText().equals("HttpApi")) {
                    routes.add(
                            event.at("/Properties/Method").asText()
                                    + " "
                                    + event.at("/Properties/Path").asText());
                }
            }
        }
        assertThat(routes).contains("POST /v1/metrics", "GET /v1/hosts");
        return routes;
    }

    private JsonNode parameter(String route, String name) {
        for (JsonNode parameter : api.operation(route).get("parameters")) {
            if (api.resolved(parameter).get("name").asText().equals(name)) {
                return api.resolved(parameter);
            }
        }
        throw new AssertionError(route + " describes no parameter " + name);
    }

    private static List<JsonNode> examples(JsonNode node) {
        List<JsonNode> examples = new ArrayList<>();
        if (node.has("example")) {
            examples.add(node.get("example"));
        }
        node.path("examples").forEach(example -> examples.add(example.get("value")));
        return examples;
    }

    private void assertFits(String route, int status, APIGatewayV2HTTPEvent event) {
        assertFits(route, status, call(event));
    }

    private void assertFits(String route, int status, APIGatewayV2HTTPResponse answer) {
        assertThat(answer.getStatusCode()).as(route).isEqualTo(status);
        assertThat(api.faults(route, answer)).as(route).isEmpty();
    }

    private APIGatewayV2HTTPResponse call(APIGatewayV2HTTPEvent event) {
        return handler.handleRequest(event, Invocation.IN_TIME);
    }

    private static String body(APIGatewayV2HTTPResponse answer) {
        return new String(Responses.body(answer), StandardCharsets.UTF_8);
    }
}
