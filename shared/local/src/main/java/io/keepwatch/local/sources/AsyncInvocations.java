package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Lambda's queue of events for which nobody waits: schedules hand theirs over and are done. A call
 * that fails is tried again after one and after two minutes of the clock, then the event is given
 * up. Kept on disk. Safe for use by several threads.
 */
final class AsyncInvocations {

    /** Lambda's default. */
    static final int RETRIES_MAX = 2;

    /** Lambda's default: an event that could not be handed over for so long is given up. */
    private static final Duration AGE_MAX = Duration.ofHours(6);

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final StoredState state;
    private final Invoker invoker;
    private final Clock clock;
    private final Signal stopping;
    private final Log log;
    private final Map<String, Event> waiting = new LinkedHashMap<>();

    /** Ids of the events that somebody tries, or will try next. */
    private final Set<String> held = new HashSet<>();

    /**
     * An event that was accepted.
     *
     * @param failures how often it failed
     * @param dueAt when it is to be tried, epoch milliseconds
     */
    private record Event(
            String id, String function, String json, int failures, long acceptedAt, long dueAt) {}

    AsyncInvocations(StoredState state, Invoker invoker, Clock clock, Signal stopping, Log log)
            throws IOException {
        this.state = state;
        this.invoker = invoker;
        this.clock = clock;
        this.stopping = stopping;
        this.log = log;
        state.read()
                .ifPresent(
                        stored ->
                                stored.forEach(
                                        node -> {
                                            Event event =
                                                    new Event(
                                                            node.path("id").asText(),
                                                            node.path("function").asText(),
                                                            node.path("json").asText(),
                                                            node.path("failures").asInt(),
                                                            node.path("acceptedAt").asLong(),
                                                            node.path("dueAt").asLong());
                                            waiting.put(event.id(), event);
                                        }));
    }

    /**
     * Tries an event a first time in this thread, so that who hands over several keeps their order.
     * Once this returns, the event is done with or survives.
     */
    void accept(String function, String json) throws InterruptedException {
        long now = clock.millis();
        Event event = new Event(UUID.randomUUID().toString(), function, json, 0, now, now);
        hold(List.of(event));
        attempt(event);
    }

    /** Tries what is due until stopped. */
    void run() throws InterruptedException {
        while (stopping.raised() == 0) {
            for (Event event : hold(due())) {
                attempt(event);
            }
            stopping.await(0, LOOK);
        }
    }

    synchronized boolean isIdle() {
        return held.isEmpty() && due().isEmpty();
    }

    private synchronized List<Event> due() {
        long now = clock.millis();
        return waiting.values().stream()
                .filter(event -> event.dueAt() <= now && !held.contains(event.id()))
                .toList();
    }

    private synchronized List<Event> hold(List<Event> events) {
        return events.stream().filter(event -> held.add(event.id())).toList();
    }

    private void attempt(Event event) throws InterruptedException {
        try {
            invoke(event);
        } finally {
            synchronized (this) {
                held.remove(event.id());
            }
        }
    }

    private void invoke(Event event) throws InterruptedException {
        switch (invoker.invoke(event.function(), event.json().getBytes(StandardCharsets.UTF_8))) {
            case Invocation.Returned(byte[] ignored) -> remove(event);
            case Invocation.Failed(byte[] error) ->
                    failed(event, new String(error, StandardCharsets.UTF_8));
            case Invocation.TooLarge() -> giveUp(event, "the event is larger than Lambda carries");
            case Invocation.Throttled() -> {
                if (event.acceptedAt() + AGE_MAX.toMillis() <= clock.millis()) {
                    giveUp(event, "it was too busy for %d hours".formatted(AGE_MAX.toHours()));
                } else {
                    put(event);
                }
            }
        }
    }

    private void failed(Event event, String error) {
        int failures = event.failures() + 1;
        if (failures > RETRIES_MAX) {
            giveUp(event, error);
            return;
        }
        Duration wait = RETRY_AFTER.multipliedBy(failures);
        log.warn(
                "%s failed on a scheduled event, which is tried again in %d s: %s"
                        .formatted(event.function(), wait.toSeconds(), error));
        put(
                new Event(
                        event.id(),
                        event.function(),
                        event.json(),
                        failures,
                        event.acceptedAt(),
                        clock.millis() + wait.toMillis()));
    }

    private void giveUp(Event event, String reason) {
        log.warn(
                "%s did not take a scheduled event, which is given up: %s"
                        .formatted(event.function(), reason));
        remove(event);
    }

    private synchronized void put(Event event) {
        if (!event.equals(waiting.put(event.id(), event))) {
            write();
        }
    }

    private synchronized void remove(Event event) {
        if (waiting.remove(event.id()) != null) {
            write();
        }
    }

    private void write() {
        ArrayNode all = Tree.array();
        for (Event event : waiting.values()) {
            all.addObject()
                    .put("id", event.id())
                    .put("function", event.function())
                    .put("json", event.json())
                    .put("failures", event.failures())
                    .put("acceptedAt", event.acceptedAt())
                    .put("dueAt", event.dueAt());
        }
        state.write(all);
    }
}
