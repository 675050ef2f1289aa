package io.keepwatch.local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.local.http.Router.Match;
import io.keepwatch.local.template.EventSource;
import io.keepwatch.local.template.EventSource.Route;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Rights;
import io.keepwatch.local.template.Template;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

    private static final Router ROUTER =
            router(
                    "GET /",
                    "GET /hosts",
                    "GET /hosts/{id}",
                    "GET /hosts/mine",
                    "ANY /hosts/{id}",
                    "GET /hosts/{id}/series",
                    "GET /files/{path+}",
                    "GET /files/{name}/raw",
                    "POST /files/{path+}");

    @ParameterizedTest
    @CsvSource({
        "GET, /, GET /",
        "GET, /hosts, GET /hosts",
        "GET, /hosts/mine, GET /hosts/mine",
        "GET, /hosts/m%69ne, GET /hosts/mine",
        "GET, /hosts/other, GET /hosts/{id}",
        "PUT, /hosts/mine, ANY /hosts/{id}",
        "GET, /hosts/a/series, GET /hosts/{id}/series",
        "GET, /files/a/b/c, GET /files/{path+}",
        "GET, /files/a/raw, GET /files/{name}/raw",
        "POST, /files/a/raw, POST /files/{path+}",
    })
    void prefersTheMoreParticularRoute(String method, String path, String routeKey) {
        assertThat(ROUTER.find(method, path)).map(Match::routeKey).contains(routeKey);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /",
        "GET, /Hosts",
        "GET, /hosts/",
        "GET, /hosts/a/b/c",
        "GET, /files/",
        "GET, /files",
        "GET, //hosts",
        "GET, /hosts//series",
    })
    void findsNothingForOtherPathsAndMethods(String method, String path) {
        assertThat(ROUTER.find(method, path)).isEmpty();
    }

    @Test
    void decodesThePartsThatTheRouteNames() {
        assertThat(ROUTER.find("GET", "/hosts/a%2Fb+c%20%C3%BC").orElseThrow().pathParameters())
                .isEqualTo(Map.of("id", "a/b+c ü"));
        assertThat(ROUTER.find("GET", "/files/x/y%3Fz").orElseThrow().pathParameters())
                .isEqualTo(Map.of("path", "x/y?z"));
    }

    @Test
    void fallsBackToTheDefaultRoute() {
        Router router = router("GET /a", "ANY $default");

        assertThat(router.find("GET", "/a")).map(Match::routeKey).contains("GET /a");
        assertThat(router.find("POST", "/b/c")).map(Match::routeKey).contains("$default");
    }

    @Test
    void refusesOneRouteForTwoFunctions() {
        assertThatThrownBy(() -> router("GET /a", "GET /a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the route GET /a leads to both F0 and F1: remove one from template.yaml");
    }

    /** A function for each route, F0, F1 … */
    private static Router router(String... routes) {
        List<Function> functions =
                IntStream.range(0, routes.length)
                        .mapToObj(
                                i -> {
                                    String[] parts = routes[i].split(" ");
                                    return function(
                                            "F" + i, new Route("R" + i, parts[0], parts[1]));
                                })
                        .toList();
        return new Router(new Template(functions, List.of(), List.of(), List.of(), List.of()));
    }

    static Function function(String logicalId, EventSource... events) {
        return new Function(
                logicalId,
                logicalId,
                Path.of("none"),
                "a.B",
                "handleRequest",
                Duration.ofSeconds(3),
                128,
                Map.of(),
                Rights.NONE,
                Function.Asynchronous.STANDARD,
                Arrays.asList(events));
    }
}
