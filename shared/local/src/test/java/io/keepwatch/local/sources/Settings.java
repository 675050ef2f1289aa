package io.keepwatch.local.sources;

import io.keepwatch.local.template.EventSource;
import io.keepwatch.local.template.EventSource.Destination;
import io.keepwatch.local.template.EventSource.QueueMessages;
import io.keepwatch.local.template.EventSource.Schedule;
import io.keepwatch.local.template.EventSource.ScheduleService;
import io.keepwatch.local.template.EventSource.StartingPosition;
import io.keepwatch.local.template.EventSource.TableStream;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Queue;
import io.keepwatch.local.template.Rights;
import io.keepwatch.local.template.Template;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a template would declare. */
final class Settings {

    static final Duration HIDDEN = Duration.ofSeconds(30);

    static final Queue DEAD = queue("Dead");

    private Settings() {}

    static Queue queue(String name) {
        return queue(name, Optional.empty());
    }

    static Queue queue(String name, Optional<Queue.Redrive> redrive) {
        return new Queue(
                name,
                "keepwatch-" + name,
                false,
                false,
                HIDDEN,
                Duration.ofDays(4),
                Duration.ZERO,
                Duration.ZERO,
                redrive);
    }

    static Queue fifo(String name, boolean contentBasedDeduplication) {
        return new Queue(
                name,
                "keepwatch-" + name + ".fifo",
                true,
                contentBasedDeduplication,
                HIDDEN,
                Duration.ofDays(4),
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty());
    }

    static Function function(String name, EventSource... events) {
        return new Function(
                name,
                "keepwatch-" + name,
                Path.of("none.jar"),
                "none.Handler",
                "handleRequest",
                Duration.ofSeconds(15),
                512,
                Map.of(),
                Rights.NONE,
                Function.Asynchronous.STANDARD,
                List.of(events));
    }

    static Template template(List<Function> functions, List<Queue> queues) {
        return new Template(functions, List.of(), queues, List.of(), List.of());
    }

    /** Batches of up to ten, and of what fails a report. */
    static QueueMessages messages(String queue) {
        return messages(queue, 10, Duration.ZERO, List.of(), true, OptionalInt.empty());
    }

    static QueueMessages messages(
            String queue,
            int batchSize,
            Duration window,
            List<String> filters,
            boolean reportsItemFailures,
            OptionalInt concurrencyMax) {
        return new QueueMessages(
                "Messages",
                true,
                queue,
                batchSize,
                window,
                filters,
                reportsItemFailures,
                concurrencyMax);
    }

    static Schedule schedule(String expression) {
        return schedule(ScheduleService.SCHEDULER, expression, Optional.empty());
    }

    static Schedule schedule(ScheduleService service, String expression, Optional<String> input) {
        return new Schedule(
                "Clock",
                true,
                service,
                expression,
                ZoneOffset.UTC,
                input,
                0,
                Duration.ofDays(1),
                Optional.empty());
    }

    /** A mapping that reports failures, bisects, tries twice again and leaves nothing anywhere. */
    static Stream stream(String table) {
        return new Stream(table);
    }

    /** A mapping, to be changed in what a test is about. */
    static final class Stream {

        private final String table;
        private StartingPosition position = StartingPosition.TRIM_HORIZON;
        private int batchSize = 100;
        private Duration window = Duration.ZERO;
        private int parallelization = 1;
        private List<String> filters = List.of();
        private boolean bisects = true;
        private OptionalInt retriesMax = OptionalInt.of(2);
        private Optional<Duration> ageMax = Optional.empty();
        private Optional<Destination> onFailure = Optional.empty();

        private Stream(String table) {
            this.table = table;
        }

        Function read(String function) {
            return function(function, mapping());
        }

        TableStream mapping() {
            return new TableStream(
                    "Changes",
                    true,
                    table,
                    position,
                    batchSize,
                    window,
                    parallelization,
                    filters,
                    true,
                    bisects,
                    retriesMax,
                    ageMax,
                    onFailure);
        }

        Stream from(StartingPosition other) {
            position = other;
            return this;
        }

        Stream batches(int size) {
            batchSize = size;
            return this;
        }

        Stream window(Duration longest) {
            window = longest;
            return this;
        }

        Stream parallel(int factor) {
            parallelization = factor;
            return this;
        }

        Stream filter(String pattern) {
            filters = List.of(pattern);
            return this;
        }

        Stream bisects(boolean other) {
            bisects = other;
            return this;
        }

        Stream retries(OptionalInt max) {
            retriesMax = max;
            return this;
        }

        Stream age(Duration max) {
            ageMax = Optional.of(max);
            return this;
        }

        Stream onFailure(Destination destination) {
            onFailure = Optional.of(destination);
            return this;
        }
    }
}
