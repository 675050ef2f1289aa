package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invoker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/** Functions that a test writes in a line, and all events that they were called with. */
final class FakeFunctions implements Invoker {

    static final Invocation DONE = returned("null");

    @FunctionalInterface
    interface Handler {

        Invocation handle(JsonNode event) throws InterruptedException;
    }

    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final Map<String, List<JsonNode>> events = new ConcurrentHashMap<>();

    FakeFunctions on(String function, Handler handler) {
        handlers.put(function, handler);
        return this;
    }

    @Override
    public Invocation invoke(String function, byte[] event) throws InterruptedException {
        JsonNode tree = Tree.read(event).orElseThrow();
        events.computeIfAbsent(function, f -> Collections.synchronizedList(new ArrayList<>()))
                .add(tree);
        return handlers.getOrDefault(function, ignored -> DONE).handle(tree);
    }

    List<JsonNode> events(String function) {
        List<JsonNode> seen = events.getOrDefault(function, List.of());
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    /** The records of all events, in the order of the calls. */
    List<JsonNode> records(String function) {
        return events(function).stream().flatMap(event -> records(event).stream()).toList();
    }

    static List<JsonNode> records(JsonNode event) {
        return StreamSupport.stream(event.path("Records").spliterator(), false).toList();
    }

    static Invocation returned(String json) {
        return new Invocation.Returned(json.getBytes(StandardCharsets.UTF_8));
    }

    static Invocation failed() {
        return new Invocation.Failed(
                "{\"errorMessage\":\"poison\"}".getBytes(StandardCharsets.UTF_8));
    }

    /** An answer that reports these items as failed. */
    static Invocation failures(List<String> identifiers) {
        return returned(
                "{\"batchItemFailures\":[%s]}"
                        .formatted(
                                String.join(
                                        ",",
                                        identifiers.stream()
                                                .map("{\"itemIdentifier\":\"%s\"}"::formatted)
                                                .toList())));
    }
}
