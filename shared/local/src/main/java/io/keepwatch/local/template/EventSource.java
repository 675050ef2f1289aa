package io.keepwatch.local.template;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What makes a function run. What the template leaves out has AWS's default. */
public sealed interface EventSource {

    /** The event's name in the template. */
    String name();

    /** A route of the HTTP API. {@code method} is upper case or {@code ANY}. */
    record Route(String name, String method, String path) implements EventSource {}

    /**
     * A table's stream.
     *
     * @param table logical id
     * @param filters JSON patterns; a record is handed on if any matches; none: all are
     * @param retriesMax empty: for as long as the record is there
     * @param ageMax empty: for as long as the record is there
     */
    record TableStream(
            String name,
            boolean enabled,
            String table,
            StartingPosition startingPosition,
            int batchSize,
            Duration batchingWindow,
            int parallelization,
            List<String> filters,
            boolean reportsItemFailures,
            boolean bisects,
            OptionalInt retriesMax,
            Optional<Duration> ageMax,
            Optional<Destination> onFailure)
            implements EventSource {}

    /**
     * A queue.
     *
     * @param queue logical id
     * @param concurrencyMax how many calls at once at most, if the template says so
     */
    record QueueMessages(
            String name,
            boolean enabled,
            String queue,
            int batchSize,
            Duration batchingWindow,
            List<String> filters,
            boolean reportsItemFailures,
            OptionalInt concurrencyMax)
            implements EventSource {}

    /**
     * A schedule ({@code ScheduleV2}, {@code Schedule}).
     *
     * @param service decides the shape of the event
     * @param expression {@code cron(…)}, {@code rate(…)} or {@code at(…)}
     * @param input the event, if the template gives one
     * @param retriesMax how often it is tried again to hand the event to Lambda; what the function
     *     makes of it is not the schedule's concern, but {@link Function.Asynchronous}
     * @param deadLetterQueue logical id; for what Lambda did not take
     */
    record Schedule(
            String name,
            boolean enabled,
            ScheduleService service,
            String expression,
            ZoneId zone,
            Optional<String> input,
            int retriesMax,
            Duration ageMax,
            Optional<String> deadLetterQueue)
            implements EventSource {}

    enum ScheduleService {
        /** EventBridge Scheduler: {@code ScheduleV2}. */
        SCHEDULER,
        /** A rule of EventBridge: {@code Schedule}. */
        RULE
    }

    enum StartingPosition {
        TRIM_HORIZON,
        LATEST
    }

    /** Where that goes which failed every try. */
    sealed interface Destination {

        /** The whole batch as an object. {@code bucket} is a logical id. */
        record ToBucket(String bucket) implements Destination {}

        /** The position of the batch as a message. {@code queue} is a logical id. */
        record ToQueue(String queue) implements Destination {}
    }
}
