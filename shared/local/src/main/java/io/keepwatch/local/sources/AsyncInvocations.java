package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.Log;
import io.keepwatch.local.template.Function;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Lambda's queue of events for which nobody waits: schedules hand theirs over and are done. A call
 * that fails is tried again after one and after two minutes of the clock, then the event goes where
 * the function's {@code EventInvokeConfig} says. Kept on disk. Safe for use by several threads.
 */
final class AsyncInvocations {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** A function, and where the events go that it fails on for good. */
    record Target(Function function, FailureDestination onFailure) {}

    private final Map<String, Target> targets = new HashMap<>();
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
     * @param function logical id
     * @param failures how often it failed
     * @param error what the function said of it last, JSON
     * @param dueAt when it is to be tried, epoch milliseconds
     */
    private record Event(
            String id,
            String function,
            String json,
            int failures,
            String error,
            long acceptedAt,
            long dueAt) {}

    AsyncInvocations(
            List<Target> targets,
            StoredState state,
            Invoker invoker,
            Clock clock,
            Signal stopping,
            Log log)
            throws IOException {
        targets.forEach(target -> this.targets.put(target.function().logicalId(), target));
        this.state = state;
        this.invoker = invoker;
        this.clock = clock;
        this.stopping = stopping;
        this.log = log;
        state.read().ifPresent(stored -> stored.forEach(this::restore));
    }

    /**
     * Tries an event a first time in this thread, so that who hands over several keeps their order.
     * Once this returns, the event is done with or survives.
     */
    void accept(Function function, String json) throws InterruptedException {
        long now = clock.millis();
        Event event =
                new Event(
                        UUID.randomUUID().toString(),
                        function.logicalId(),
                        json,
                        0,
                        "null",
                        now,
                        now);
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
            Target target = targets.get(event.function());
            Duration age = Duration.ofMillis(clock.millis() - event.acceptedAt());
            if (age.compareTo(target.function().asynchronous().ageMax()) > 0) {
                giveUp(target, event, FailedEvent.Reason.AGE);
            } else {
                invoke(target, event);
            }
        } finally {
            synchronized (this) {
                held.remove(event.id());
            }
        }
    }

    private void invoke(Target target, Event event) throws InterruptedException {
        switch (invoker.invoke(event.function(), event.json().getBytes(StandardCharsets.UTF_8))) {
            case Invocation.Returned(byte[] ignored) -> remove(event);
            case Invocation.Failed(byte[] error) ->
                    failed(target, event, new String(error, StandardCharsets.UTF_8));
            case Invocation.TooLarge() ->
                    failed(target, event, "\"the event is larger than Lambda carries\"");
            case Invocation.Throttled() -> put(event);
        }
    }

    private void failed(Target target, Event event, String error) {
        int failures = event.failures() + 1;
        Duration wait = RETRY_AFTER.multipliedBy(failures);
        Event next =
                new Event(
                        event.id(),
                        event.function(),
                        event.json(),
                        failures,
                        error,
                        event.acceptedAt(),
                        clock.millis() + wait.toMillis());
        if (failures > target.function().asynchronous().retriesMax()) {
            giveUp(target, next, FailedEvent.Reason.RETRIES);
            return;
        }
        log.warn(
                "%s failed on an event, which is tried again in %d s: %s"
                        .formatted(event.function(), wait.toSeconds(), error));
        put(next);
    }

    private void giveUp(Target target, Event event, FailedEvent.Reason reason) {
        log.warn(
                "%s failed on an event, which is given up: %s"
                        .formatted(event.function(), event.error()));
        target.onFailure()
                .keep(
                        new FailedEvent(
                                event.id(),
                                target.function(),
                                event.json(),
                                reason,
                                event.failures(),
                                event.error(),
                                clock.instant()));
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

    private void restore(JsonNode node) {
        Event event =
                new Event(
                        node.path("id").asText(),
                        node.path("function").asText(),
                        node.path("json").asText(),
                        node.path("failures").asInt(),
                        node.path("error").asText(),
                        node.path("acceptedAt").asLong(),
                        node.path("dueAt").asLong());
        if (targets.containsKey(event.function())) {
            waiting.put(event.id(), event);
        } else {
            log.warn(
                    "an event for %s is dropped, since the template no longer has it"
                            .formatted(event.function()));
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
                    .put("error", event.error())
                    .put("acceptedAt", event.acceptedAt())
                    .put("dueAt", event.dueAt());
        }
        state.write(all);
    }
}
