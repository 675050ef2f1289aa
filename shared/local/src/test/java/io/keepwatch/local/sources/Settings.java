package io.keepwatch.local.sources;

import io.keepwatch.local.template.EventSource;
import io.keepwatch.local.template.EventSource.QueueMessages;
import io.keepwatch.local.template.EventSource.Schedule;
import io.keepwatch.local.template.EventSource.ScheduleService;
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

/** Queues as a template would declare them. */
final class Settings {

    static final Duration HIDDEN = Duration.ofSeconds(30);

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

    static QueueMessages messages(String queue, int batchSize, boolean reportsItemFailures) {
        return new QueueMessages(
                "Messages",
                true,
                queue,
                batchSize,
                Duration.ZERO,
                List.of(),
                reportsItemFailures,
                OptionalInt.empty());
    }

    static Schedule schedule(String expression) {
        return new Schedule(
                "Clock",
                true,
                ScheduleService.SCHEDULER,
                expression,
                ZoneOffset.UTC,
                Optional.empty(),
                0,
                Duration.ofDays(1),
                Optional.empty());
    }
}
