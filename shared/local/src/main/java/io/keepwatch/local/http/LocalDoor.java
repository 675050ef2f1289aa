package io.keepwatch.local.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.keepwatch.local.MovableClock;
import io.keepwatch.local.gate.Calls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What only the local cloud has: its clock, its counts, and the demonstration's keys for the page
 * that it serves itself. No other site's page gets an answer here.
 */
final class LocalDoor {

    private static final String DEMO = "/demo.json";
    private static final String CLOCK = "/_local/clock";
    private static final String CALLS = "/_local/calls";
    private static final int BODY_BYTES_MAX = 4_096;
    private static final String TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path demo;
    private final MovableClock clock;
    private final Calls calls;

    LocalDoor(Path demo, MovableClock clock, Calls calls) {
        this.demo = demo;
        this.clock = clock;
        this.calls = calls;
    }

    boolean answers(String path) {
        return path.equals(DEMO) || path.startsWith("/_local/");
    }

    void answer(HttpExchange exchange, String path) throws IOException {
        if (!isOwnPage(exchange)) {
            Gateway.refuse(exchange, 403, "Forbidden");
            return;
        }
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        switch (exchange.getRequestMethod() + " " + path) {
            case "GET " + DEMO -> demo(exchange);
            case "GET " + CLOCK -> send(exchange, clock());
            case "POST " + CLOCK -> advance(exchange);
            case "GET " + CALLS -> send(exchange, calls());
            default -> Gateway.refuse(exchange, 404, "Not Found");
        }
    }

    /** Browsers say where a request comes from; programs say nothing, and are not tricked. */
    private static boolean isOwnPage(HttpExchange exchange) {
        String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        return site == null || site.equals("same-origin") || site.equals("none");
    }

    private void demo(HttpExchange exchange) throws IOException {
        try {
            LoopbackServer.send(exchange, 200, TYPE, Files.readString(demo));
        } catch (NoSuchFileException e) {
            Gateway.refuse(exchange, 404, "Not Found");
        }
    }

    private void advance(HttpExchange exchange) throws IOException {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        // A form of another site can send anything but this type without being asked first.
        if (!type.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
            Gateway.refuse(exchange, 415, "Content-Type must be application/json");
            return;
        }
        Optional<byte[]> body = Gateway.body(exchange, BODY_BYTES_MAX);
        if (body.isEmpty()) {
            return;
        }
        try {
            JsonNode step = JSON.readTree(body.get()).path("advance");
            clock.advance(Duration.parse(step.asText()));
            send(exchange, clock());
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            Gateway.refuse(exchange, 400, "say how far, forward: {'advance':'PT1H'}");
        }
    }

    private ObjectNode clock() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("now", clock.instant().toString())
                .put("offset", clock.offset().toString());
    }

    private ObjectNode calls() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode counts = node.putArray("calls");
        calls.counts()
                .forEach(
                        count ->
                                counts.addObject()
                                        .put("function", count.function())
                                        .put("resource", count.resource())
                                        .put("operation", count.operation())
                                        .put("calls", count.calls())
                                        .put("denied", count.denied())
                                        .put("units", count.units()));
        return node;
    }

    private static void send(HttpExchange exchange, JsonNode body) throws IOException {
        LoopbackServer.send(exchange, 200, TYPE, body.toString());
    }
}
