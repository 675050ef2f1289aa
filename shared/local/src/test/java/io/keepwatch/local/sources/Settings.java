package io.keepwatch.local.sources;

import io.keepwatch.local.template.Queue;
import java.time.Duration;
import java.util.Optional;

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
}
