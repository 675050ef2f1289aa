package io.keepwatch.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invocation.Failed;
import io.keepwatch.local.Invocation.Returned;
import io.keepwatch.local.Invocation.Throttled;
import io.keepwatch.local.Invocation.TooLarge;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.MovableClock;
import io.keepwatch.local.TestLog;
import io.keepwatch.local.gate.Calls;
import io.keepwatch.local.template.EventSource.Route;
import io.keepwatch.local.template.Template;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    @TempDir private Path folder;
    private final TestLog log = new TestLog();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Invocation answer = returned("{\"statusCode\":204}");
    private volatile JsonNode event;
    private MovableClock clock;
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        clock = new MovableClock(Clock.fixed(NOON, ZoneOffset.UTC), folder.resolve("clock"));
        start(BodyShape.AWS);
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        gateway.close();
    }

    @Test
    void shapesEventsAsPayloadFormat20() throws Exception {
        send(
                request("/things/a%20b?x=1&y=%C3%BC&x=2&z")
                        .header("X-Custom", "one")
                        .header("X-Custom", "two")
                        .header("Cookie", "a=1; b=2")
                        .header("User-Agent", "test"));

        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("routeKey").asText()).isEqualTo("ANY /things/{id}");
        assertThat(event.path("rawPath").asText()).isEqualTo("/things/a b");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1&y=%C3%BC&x=2&z");
        assertThat(event.path("queryStringParameters"))
                .isEqualTo(JSON.readTree("{\"x\":\"1,2\",\"y\":\"ü\",\"z\":\"\"}"));
        assertThat(event.path("pathParameters")).isEqualTo(JSON.readTree("{\"id\":\"a b\"}"));
        assertThat(event.path("cookies")).isEqualTo(JSON.readTree("[\"a=1\",\"b=2\"]"));
        assertThat(event.path("headers").path("x-custom").asText()).isEqualTo("one,two");
        assertThat(event.path("headers").has("cookie")).isFalse();
        assertThat(event.path("headers").path("x-forwarded-for").asText()).isEqualTo("127.0.0.1");
        JsonNode context = event.path("requestContext");
        assertThat(context.path("http").path("method").asText()).isEqualTo("GET");
        assertThat(context.path("http").path("path").asText()).isEqualTo("/things/a b");
        assertThat(context.path("http").path("userAgent").asText()).isEqualTo("test");
        assertThat(context.path("stage").asText()).isEqualTo("$default");
        assertThat(context.path("time").asText()).isEqualTo("01/Mar/2026:12:00:00 +0000");
        assertThat(context.path("timeEpoch").asLong()).isEqualTo(NOON.toEpochMilli());
        assertThat(context.path("domainName").asText()).startsWith("127.0.0.1");
        assertThat(event.has("body")).isFalse();
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "Application/JSON; charset=utf-8, true",
        "text/plain, true",
        "application/xml, true",
        "application/x-protobuf, false",
        "application/x-www-form-urlencoded, false",
        "application/octet-stream, false",
    })
    void handsTextOverAsTextAndAllElseAsBase64(String type, boolean asText) throws Exception {
        byte[] body = "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);

        send(
                request("/things/1")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body)));

        assertThat(event.path("isBase64Encoded").asBoolean()).isEqualTo(!asText);
        assertThat(bodyOf(event)).isEqualTo(body);
    }

    @Test
    void handsCompressedJsonOverAsBase64() throws Exception {
        byte[] body = gzip("{\"a\":1}");

        postJson(body);

        assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(bodyOf(event)).isEqualTo(body);
    }

    @Test
    void canHandCompressedJsonOverInEveryOtherShape() throws Exception {
        gateway.close();
        start(BodyShape.INFLATED);
        postJson(gzip("{\"a\":1}"));
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        assertThat(event.path("body").asText()).isEqualTo("{\"a\":1}");
        assertThat(event.path("headers").path("content-encoding").asText()).isEqualTo("gzip");

        gateway.close();
        start(BodyShape.BASE64);
        postJson("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();

        gateway.close();
        start(BodyShape.VARIED);
        for (int i = 0; i < 3; i++) {
            postJson(gzip("{\"a\":1}"));
            assertThat(bodyOf(event)).isIn(gzip("{\"a\":1}"), "{\"a\":1}".getBytes());
        }
    }

    @Test
    void leavesABombAsItIs() throws Exception {
        gateway.close();
        start(BodyShape.INFLATED);
        byte[] bomb = gzip("0".repeat(7 * 1024 * 1024));

        postJson(bomb);

        assertThat(bodyOf(event)).isEqualTo(bomb);
    }

    @Test
    void answersWithWhatTheFunctionSays() throws Exception {
        answer =
                returned(
                        """
                        {"statusCode":201,"headers":{"Content-Type":"text/css","X-A":"1","Content-Length":"9"},
                         "cookies":["a=1; Path=/","b=2"],"body":"aMO8","isBase64Encoded":true}
                        """);

        HttpResponse<String> response = send(request("/things/1"));

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("hü");
        assertThat(response.headers().firstValue("content-type")).contains("text/css");
        assertThat(response.headers().firstValue("x-a")).contains("1");
        assertThat(response.headers().allValues("set-cookie"))
                .containsExactly("a=1; Path=/", "b=2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'message':'hi'} | 200 | {'message':'hi'} | application/json",
                "'hi'             | 200 | hi               | application/json",
                "[1,2]            | 200 | [1,2]            | application/json",
                "{'statusCode':200,'body':'x'}  | 200 | x  | text/plain;charset=utf-8",
                "{'statusCode':200,'body':{'a':1}} | 200 | {'a':1} | text/plain;charset=utf-8",
                "{'statusCode':'x'} | 500 | {'message':'Internal Server Error'} | application/json",
                "{'statusCode':200,'body':'%','isBase64Encoded':true} | 500 | {'message':'Internal Server Error'} | application/json",
                "{ | 500 | {'message':'Internal Server Error'} | application/json",
            })
    void infersWhatTheAnswerLeavesOut(String response, int status, String body, String type)
            throws Exception {
        answer = returned(response.replace('\'', '"'));

        HttpResponse<String> got = send(request("/things/1"));

        assertThat(got.statusCode()).isEqualTo(status);
        assertThat(got.body()).isEqualTo(body.replace('\'', '"'));
        assertThat(got.headers().firstValue("content-type")).contains(type);
    }

    @Test
    void neverShowsACallerWhatTheFunctionThrew() throws Exception {
        answer = new Failed("{\"errorMessage\":\"secret\"}".getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> response = send(request("/things/1"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
    }

    @Test
    void answersForLambdasOwnRefusals() throws Exception {
        answer = new Throttled();
        assertThat(send(request("/things/1")).statusCode()).isEqualTo(503);
        answer = new TooLarge();
        assertThat(send(request("/things/1")).statusCode()).isEqualTo(413);
    }

    @Test
    void refusesHeadersThatWouldSplitTheAnswer() throws Exception {
        answer = returned("{\"statusCode\":200,\"headers\":{\"X\":\"a\\r\\nSet-Cookie: b=1\"}}");

        HttpResponse<String> response = send(request("/things/1"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("set-cookie")).isEmpty();
    }

    @Test
    void answersUnknownPathsAndMethodsAsApiGatewayDoes() throws Exception {
        HttpResponse<String> response = send(request("/nothing"));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"message\":\"Not Found\"}");
        assertThat(send(request("/things/1").method("TRACE", BodyPublishers.noBody())).statusCode())
                .isEqualTo(405);
        assertThat(event).isNull();
    }

    @Test
    void takesABodyOfTenMegabytesAndNoByteMore() throws Exception {
        byte[] most = new byte[Gateway.BODY_BYTES_MAX];
        assertThat(post(most).statusCode()).isEqualTo(204);

        event = null;
        assertThat(post(new byte[Gateway.BODY_BYTES_MAX + 1]).statusCode()).isEqualTo(413);
        assertThat(event).isNull();
    }

    @Test
    void takesABodyWhoseLengthIsNotSaid() throws Exception {
        String response =
                raw(
                        "POST /things/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                                + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 204");
        assertThat(event.path("body").asText()).isEqualTo("abcde");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nabc",
                "-1\r\nabc",
                "80000000\r\nabc",
                "ffffffff\r\nabc",
                "ffffffffffffffffffff\r\nabc",
                "3\r\nabcde\r\n0\r\n\r\n",
            })
    void refusesABodyWhoseChunksAreBroken(String chunks) throws Exception {
        String response =
                raw(
                        "POST /things/1 HTTP/1.1\r\nHost: localhost\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + chunks);

        assertThat(response)
                .startsWith("HTTP/1.1 400")
                .endsWith("\r\n\r\n{\"message\":\"Bad Request\"}");
        assertThat(event).isNull();
        assertThat(log.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1:8080", "[::1]:80", "KEEPWATCH.localhost", "kw.test"})
    void answersToItsOwnNames(String host) throws Exception {
        assertThat(raw(get("/things/1", host))).startsWith("HTTP/1.1 204");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", ""})
    void answersToNoOtherName(String host) throws Exception {
        assertThat(raw(get("/things/1", host))).startsWith("HTTP/1.1 421");
        assertThat(event).isNull();
    }

    @Test
    void takesThePathAsSentThoughItLooksLikeAHost() throws Exception {
        assertThat(raw(get("//localhost/things/1", "localhost"))).startsWith("HTTP/1.1 404");
        assertThat(event).isNull();
    }

    @Test
    void refusesHeadersBeyondItsLimits() throws Exception {
        String many =
                IntStream.rangeClosed(0, LoopbackServer.HEADERS_MAX)
                        .mapToObj("X-%d: 1\r\n"::formatted)
                        .collect(Collectors.joining());
        String large = "X-A: " + "1".repeat(LoopbackServer.HEADER_BYTES_MAX) + "\r\n";

        for (String headers : List.of(many, large)) {
            String request = "GET /things/1 HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
            // Cut off before all of it was read, at times with a reset.
            try {
                assertThat(raw(request)).doesNotStartWith("HTTP/1.1 2");
            } catch (SocketException e) {
                assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
            }
        }
        assertThat(event).isNull();
    }

    @Test
    void movesTheClockForWhoeverMaySay() throws Exception {
        HttpResponse<String> response = advance("application/json", "{\"advance\":\"PT1H\"}");

        assertThat(response.body())
                .isEqualTo("{\"now\":\"2026-03-01T13:00:00.123Z\",\"offset\":\"PT1H\"}");
        assertThat(send(request("/_local/clock")).body()).isEqualTo(response.body());
        assertThat(advance("text/plain", "{\"advance\":\"PT1H\"}").statusCode()).isEqualTo(415);
        for (String bad : List.of("", "{}", "{\"advance\":\"-PT1H\"}", "{\"advance\":1}", "{")) {
            assertThat(advance("application/json", bad).statusCode()).isEqualTo(400);
        }
        assertThat(clock.offset()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void showsTheKeysToItsOwnPageOnly() throws Exception {
        assertThat(send(request("/demo.json")).statusCode()).isEqualTo(404);
        Files.writeString(folder.resolve("demo.json"), "{\"apiKey\":\"k\"}");

        assertThat(send(request("/demo.json")).body()).isEqualTo("{\"apiKey\":\"k\"}");
        assertThat(send(request("/demo.json").header("Sec-Fetch-Site", "same-origin")).statusCode())
                .isEqualTo(200);
        for (String site : List.of("cross-site", "same-site")) {
            assertThat(send(request("/demo.json").header("Sec-Fetch-Site", site)).statusCode())
                    .isEqualTo(403);
        }
        assertThat(send(request("/_local/calls")).body()).isEqualTo("{\"calls\":[]}");
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        answer = returned("{\"statusCode\":200,\"body\":\"hello\"}");

        String response =
                raw("HEAD /things/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 200").doesNotContain("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things/1", "/nothing", "/demo.json", "/_local/clock"})
    void answersHeadWithoutAWarning(String path) throws Exception {
        answer = returned("{\"statusCode\":200,\"body\":\"hello\"}");
        Logger server = Logger.getLogger("com.sun.net.httpserver");
        List<LogRecord> warnings = new CopyOnWriteArrayList<>();
        Handler listener =
                new StreamHandler() {
                    @Override
                    public synchronized void publish(LogRecord warning) {
                        warnings.add(warning);
                    }
                };
        server.addHandler(listener);
        try {
            assertThat(raw(get(path, "localhost").replace("GET", "HEAD"))).endsWith("\r\n\r\n");
        } finally {
            server.removeHandler(listener);
        }

        assertThat(warnings).isEmpty();
    }

    private void start(BodyShape shape) throws IOException {
        Invoker invoker =
                (function, bytes) -> {
                    try {
                        event = JSON.readTree(bytes);
                        return answer;
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                };
        Template template =
                new Template(
                        List.of(RouterTest.function("F", new Route("R", "ANY", "/things/{id}"))),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        gateway =
                Gateway.start(
                        new Gateway.Options(
                                0, Optional.of("kw.test"), shape, folder.resolve("demo.json")),
                        template,
                        invoker,
                        clock,
                        new Calls(),
                        log);
    }

    private static Invocation returned(String json) {
        return new Returned(json.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.uri() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
        return send(request("/things/1").POST(BodyPublishers.ofByteArray(body)));
    }

    private void postJson(byte[] body) throws IOException, InterruptedException {
        send(
                request("/things/1")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> advance(String type, String body)
            throws IOException, InterruptedException {
        return send(
                request("/_local/clock")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body)));
    }

    private static String get(String path, String host) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host);
    }

    /** What comes back for these very bytes. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.uri().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            byte[] start = new byte[4_096];
            int read = socket.getInputStream().readNBytes(start, 0, start.length);
            return new String(start, 0, read, StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] bodyOf(JsonNode event) {
        String body = event.path("body").asText();
        return event.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
