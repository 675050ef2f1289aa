package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.Log;
import io.keepwatch.local.template.EventSource.Schedule;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Names;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;

/**
 * A schedule of EventBridge: hands its function an event at each of its times, by the clock and in
 * order; those that were missed while nothing ran, or that the clock jumped over, come one after
 * the other.
 *
 * <p>As on AWS, the function is called asynchronously: what the schedule's retry policy and dead
 * letters are for is that Lambda does not take the event, which here it always does. What happens
 * when the function fails is up to {@link AsyncInvocations}.
 */
final class ScheduleRunner {

    private static final Duration LOOK = Duration.ofMillis(50);

    /** A kill while many times are made up for repeats those of so long. */
    private static final Duration KEPT_EVERY = Duration.ofMillis(100);

    private static final String FIRED = "fired";
    private static final String SINCE = "since";

    private final Function function;
    private final Schedule settings;
    private final ScheduleExpression expression;
    private final AsyncInvocations invocations;
    private final int madeUpMax;
    private final StoredState state;
    private final Clock clock;
    private final Signal stopping;
    private final Log log;
    private final Instant since;
    private final Instant started;
    private volatile Instant fired;
    private volatile boolean isFiring;
    private Instant kept;
    private long written;

    /**
     * @throws IllegalArgumentException if the expression is none of EventBridge's
     */
    ScheduleRunner(
            Function function,
            Schedule settings,
            AsyncInvocations invocations,
            int madeUpMax,
            StoredState state,
            Clock clock,
            Signal stopping,
            Log log)
            throws IOException {
        this.function = function;
        this.settings = settings;
        this.invocations = invocations;
        this.madeUpMax = madeUpMax;
        this.state = state;
        this.clock = clock;
        this.stopping = stopping;
        this.log = log;
        Optional<JsonNode> stored = state.read();
        this.started = clock.instant();
        Instant now = started.truncatedTo(ChronoUnit.SECONDS);
        this.since = stored.map(node -> instant(node, SINCE)).orElse(now);
        this.fired = stored.map(node -> instant(node, FIRED)).orElse(now);
        this.expression = ScheduleExpression.parse(settings.expression(), settings.zone(), since);
        if (stored.isEmpty()) {
            keep();
        }
    }

    /** Fires what is due until stopped. */
    void run() throws InterruptedException {
        fireDue(started, "while nothing ran");
        while (stopping.raised() == 0) {
            fireDue(clock.instant(), "when the clock was moved");
            stopping.await(0, LOOK);
        }
    }

    boolean isIdle() {
        return !isFiring && expression.next(fired).map(clock.instant()::isBefore).orElse(true);
    }

    private void fireDue(Instant until, String when) throws InterruptedException {
        isFiring = true;
        try {
            Deque<Instant> due = new ArrayDeque<>();
            int skipped = 0;
            for (Optional<Instant> next = expression.next(fired);
                    next.isPresent() && !next.get().isAfter(until);
                    next = expression.next(next.get())) {
                due.add(next.get());
                if (due.size() > madeUpMax) {
                    due.remove();
                    skipped++;
                }
            }
            if (skipped > 0) {
                log.warn(
                        "%s missed %d of its times %s; only the last %d are made up for"
                                .formatted(name(), skipped, when, madeUpMax));
            }
            for (Instant time : due) {
                if (stopping.raised() > 0) {
                    return;
                }
                invocations.accept(function, event(time));
                fired = time;
                if (System.nanoTime() - written > KEPT_EVERY.toNanos()) {
                    keep();
                }
            }
        } finally {
            if (!fired.equals(kept)) {
                keep();
            }
            isFiring = false;
        }
    }

    private void keep() {
        state.write(Tree.object().put(SINCE, since.toString()).put(FIRED, fired.toString()));
        kept = fired;
        written = System.nanoTime();
    }

    private String event(Instant time) {
        String id = UUID.randomUUID().toString();
        if (settings.input().isPresent()) {
            return settings.input()
                    .get()
                    .replace("<aws.scheduler.schedule-arn>", arn())
                    .replace("<aws.scheduler.scheduled-time>", seconds(time))
                    .replace("<aws.scheduler.execution-id>", id)
                    .replace("<aws.scheduler.attempt-number>", "1");
        }
        ObjectNode event = Tree.object();
        event.put("version", "0");
        event.put("id", id);
        event.put("detail-type", "Scheduled Event");
        switch (settings.service()) {
            case SCHEDULER -> event.put("source", "aws.scheduler");
            case RULE -> event.put("source", "aws.events");
        }
        event.put("account", Names.ACCOUNT);
        event.put("time", seconds(time));
        event.put("region", Names.REGION);
        event.putArray("resources").add(arn());
        switch (settings.service()) {
            // Text here, an object there: so it is.
            case SCHEDULER -> event.put("detail", "{}");
            case RULE -> event.putObject("detail");
        }
        return Tree.text(event);
    }

    private String arn() {
        return switch (settings.service()) {
            case SCHEDULER -> arn("scheduler", "schedule/default/");
            case RULE -> arn("events", "rule/");
        };
    }

    private String arn(String service, String kind) {
        return "arn:aws:%s:%s:%s:%s%s-%s"
                .formatted(service, Names.REGION, Names.ACCOUNT, kind, Names.STACK, name());
    }

    private String name() {
        return function.logicalId() + settings.name();
    }

    /** A schedule's times are whole seconds, so this has no fraction. */
    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Instant instant(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
