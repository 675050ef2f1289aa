package io.keepwatch.local.sources;

import io.keepwatch.aws.Environment;
import io.keepwatch.local.Cloud;
import io.keepwatch.local.DataDir;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.MovableClock;
import io.keepwatch.local.TestDataDir;
import io.keepwatch.local.TestLog;
import io.keepwatch.local.template.Queue;
import io.keepwatch.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A small machine: a data folder, a clock, queues and event sources, and made-up functions. */
final class Machine implements AutoCloseable {

    static final SourceSettings.Pace QUICK =
            new SourceSettings.Pace(
                    Duration.ofMillis(20),
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    Duration.ofMillis(100));
    static final SourceSettings GENTLE = SourceSettings.gentle().with(QUICK);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

    private final TestLog log = new TestLog();
    private final MovableClock clock;
    private final Queues queues;
    private final Sources sources;

    private Machine(
            Path folder, Template template, URI dynamoDb, Invoker invoker, SourceSettings settings)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        this.clock = new MovableClock(Environment.current().clock(), folder.resolve("clock"));
        DataDir data = TestDataDir.of(folder);
        this.queues = Queues.start(template, data, clock, log);
        this.sources =
                Sources.start(
                        new Cloud(template, data, clock, dynamoDb, invoker, log), queues, settings);
    }

    static Machine start(
            Path folder, Template template, URI dynamoDb, Invoker invoker, SourceSettings settings)
            throws IOException, InterruptedException {
        return new Machine(folder, template, dynamoDb, invoker, settings);
    }

    /** Without tables. */
    static Machine start(Path folder, Template template, Invoker invoker, SourceSettings settings)
            throws IOException, InterruptedException {
        return new Machine(folder, template, NOWHERE, invoker, settings);
    }

    MovableClock clock() {
        return clock;
    }

    MessageStore store() {
        return queues.store();
    }

    Sources sources() {
        return sources;
    }

    TestLog log() {
        return log;
    }

    /** What lies in a queue that no function reads. */
    List<Message> received(Queue queue) throws InterruptedException {
        return store().receive(queue.name(), 10, Long.MAX_VALUE, Optional.empty(), Duration.ZERO);
    }

    void awaitIdle() throws InterruptedException {
        if (!sources.awaitIdle(PATIENCE)) {
            List<String> lines = log.lines();
            throw new AssertionError(
                    "not idle after %s; the last that was said: %s"
                            .formatted(
                                    PATIENCE,
                                    lines.subList(Math.max(0, lines.size() - 10), lines.size())));
        }
    }

    @Override
    public void close() {
        sources.close();
        queues.close();
    }
}
