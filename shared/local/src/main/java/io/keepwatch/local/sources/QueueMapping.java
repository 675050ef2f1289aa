package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.Log;
import io.keepwatch.local.sources.SourceSettings.Harshness;
import io.keepwatch.local.template.EventSource.QueueMessages;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Names;
import io.keepwatch.local.template.Queue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * An event source mapping of a queue: hands the function batches of messages, a few at once, and
 * deletes what it is done with. What failed is received again once its visibility time is over.
 */
final class QueueMapping {

    /** As Lambda starts with. */
    private static final int CONCURRENCY = 5;

    /** A new message wakes the poller at once; this is for what the clock makes visible. */
    private static final Duration LOOK = Duration.ofMillis(50);

    /** Room for what surrounds the bodies, which JSON may write twice as long. */
    private static final long BATCH_BYTES_MAX = Invoker.PAYLOAD_BYTES_MAX / 2;

    private final Function function;
    private final QueueMessages settings;
    private final Queue queue;
    private final List<EventPattern> filters;
    private final MessageStore store;
    private final Invoker invoker;
    private final SourceSettings sources;
    private final Signal stopping;
    private final Workers workers;
    private final Clock clock;
    private final Log log;

    private final Semaphore free;
    private final AtomicInteger running = new AtomicInteger();
    private final Random random;

    QueueMapping(
            Function function,
            QueueMessages settings,
            Queue queue,
            MessageStore store,
            Invoker invoker,
            SourceSettings sources,
            Signal stopping,
            Workers workers,
            Clock clock,
            Log log) {
        this.function = function;
        this.settings = settings;
        this.queue = queue;
        this.filters = settings.filters().stream().map(EventPattern::parse).toList();
        this.store = store;
        this.invoker = invoker;
        this.sources = sources;
        this.stopping = stopping;
        this.workers = workers;
        this.clock = clock;
        this.log = log;
        this.free = new Semaphore(settings.concurrencyMax().orElse(CONCURRENCY));
        this.random =
                new Random(
                        sources.harshness().map(Harshness::seed).orElse(0L)
                                ^ settings.name().hashCode());
    }

    void start() {
        workers.start("queue " + queue.logicalId(), this::poll);
    }

    /** Whether there is nothing left to do. */
    boolean isIdle() {
        // In this order: what is no longer receivable is counted as running already.
        return !store.hasReceivable(queue.name()) && running.get() == 0;
    }

    private void poll() throws InterruptedException {
        while (stopping.raised() == 0) {
            if (!free.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                continue;
            }
            List<Message> batch = collect();
            if (batch.isEmpty()) {
                free.release();
            } else {
                workers.start("a batch of " + queue.logicalId(), () -> deliverAndFree(batch));
            }
        }
    }

    private void deliverAndFree(List<Message> batch) throws InterruptedException {
        try {
            deliver(batch);
        } finally {
            running.decrementAndGet();
            free.release();
        }
    }

    /** A batch: what is there, or what comes within the mapping's window after the first. */
    private List<Message> collect() throws InterruptedException {
        List<Message> batch =
                new ArrayList<>(
                        receive(settings.batchSize(), BATCH_BYTES_MAX, running::incrementAndGet));
        if (batch.isEmpty() || settings.batchingWindow().isZero()) {
            return batch;
        }
        Instant end = clock.instant().plus(settings.batchingWindow());
        long bytes = batch.stream().mapToLong(Message::size).sum();
        while (batch.size() < settings.batchSize()
                && bytes < BATCH_BYTES_MAX
                && clock.instant().isBefore(end)
                && stopping.raised() == 0) {
            List<Message> more =
                    receive(settings.batchSize() - batch.size(), BATCH_BYTES_MAX - bytes, () -> {});
            bytes += more.stream().mapToLong(Message::size).sum();
            batch.addAll(more);
        }
        return batch;
    }

    private List<Message> receive(int max, long bytesMax, Runnable received)
            throws InterruptedException {
        return store.receive(queue.name(), max, bytesMax, Optional.empty(), LOOK, received);
    }

    private void deliver(List<Message> batch) throws InterruptedException {
        List<Message> wanted = new ArrayList<>();
        for (Message message : batch) {
            if (isWanted(message)) {
                wanted.add(message);
            } else {
                // As Lambda does: what no filter wants is gone.
                delete(message);
            }
        }
        if (!wanted.isEmpty()) {
            invoke(wanted);
        }
    }

    private void invoke(List<Message> batch) throws InterruptedException {
        byte[] event = Tree.bytes(event(batch));
        int busy = 0;
        while (true) {
            switch (invoker.invoke(function.logicalId(), event)) {
                case Invocation.Returned(byte[] response) -> {
                    finish(batch, response);
                    return;
                }
                case Invocation.Failed(byte[] error) -> {
                    failed(batch.size(), new String(error, StandardCharsets.UTF_8));
                    return;
                }
                case Invocation.TooLarge() -> {
                    failed(batch.size(), "the batch is larger than Lambda carries");
                    return;
                }
                case Invocation.Throttled() -> {
                    stopping.await(0, sources.pace().retry(++busy));
                    if (stopping.raised() > 0 || isVisibleAgain(batch)) {
                        return;
                    }
                }
            }
        }
    }

    private boolean isVisibleAgain(List<Message> batch) {
        return batch.stream().anyMatch(message -> message.visibleAt() <= clock.millis());
    }

    private void finish(List<Message> batch, byte[] response) {
        Set<String> failed = settings.reportsItemFailures() ? failures(batch, response) : Set.of();
        for (Message message : batch) {
            if (!failed.contains(message.id())) {
                finish(message);
            }
        }
    }

    private Set<String> failures(List<Message> batch, byte[] response) {
        Set<String> all = batch.stream().map(Message::id).collect(Collectors.toSet());
        return switch (BatchAnswer.parse(response, all)) {
            case BatchAnswer.Done() -> Set.of();
            case BatchAnswer.Some(Set<String> failed) -> {
                failed(failed.size(), "it reported them as failed");
                yield failed;
            }
            case BatchAnswer.Unreadable(String reason) -> {
                failed(all.size(), "its answer cannot be read: " + reason);
                yield all;
            }
        };
    }

    private void finish(Message message) {
        if (isToComeTwice(message)) {
            try {
                store.changeVisibility(queue.name(), message.receiptHandle(), Duration.ZERO);
            } catch (SqsFault e) {
                // Its visibility time was over: it comes again anyway.
                log.info("a message of %s was slow".formatted(queue.logicalId()));
            }
        } else {
            delete(message);
        }
    }

    /** SQS promises exactly once in FIFO queues only. A message must not die of coming twice. */
    private synchronized boolean isToComeTwice(Message message) {
        return sources.harshness().isPresent()
                && !queue.fifo()
                && message.receives() == 1
                && queue.redrive().map(r -> r.maxReceiveCount() > 2).orElse(true)
                && random.nextDouble() < sources.harshness().get().duplicates();
    }

    private void delete(Message message) {
        store.delete(queue.name(), message.receiptHandle());
    }

    private void failed(int count, String reason) {
        log.warn(
                "%s failed on %d messages of %s: %s"
                        .formatted(function.logicalId(), count, queue.logicalId(), reason));
    }

    private boolean isWanted(Message message) {
        if (filters.isEmpty()) {
            return true;
        }
        ObjectNode record = record(message);
        // A body that is JSON is filtered by what is in it.
        Tree.read(message.body())
                .filter(JsonNode::isContainerNode)
                .ifPresent(body -> record.set("body", body));
        return filters.stream().anyMatch(filter -> filter.matches(record));
    }

    private ObjectNode event(List<Message> batch) {
        ObjectNode event = Tree.object();
        ArrayNode records = event.putArray("Records");
        batch.forEach(message -> records.add(record(message)));
        return event;
    }

    private ObjectNode record(Message message) {
        ObjectNode record = Tree.object();
        record.put("messageId", message.id());
        record.put("receiptHandle", message.receiptHandle());
        record.put("body", message.body());
        ObjectNode attributes = record.putObject("attributes");
        SqsEndpoint.systemAttributes(message, queue).forEach(attributes::put);
        ObjectNode own = record.putObject("messageAttributes");
        message.attributes()
                .forEach(
                        (name, value) -> {
                            ObjectNode node = own.putObject(name);
                            value.text().ifPresent(text -> node.put("stringValue", text));
                            value.binary().ifPresent(bytes -> node.put("binaryValue", bytes));
                            node.putArray("stringListValues");
                            node.putArray("binaryListValues");
                            node.put("dataType", value.type());
                        });
        if (!message.attributes().isEmpty()) {
            record.put("md5OfMessageAttributes", SqsEndpoint.attributesMd5(message.attributes()));
        }
        record.put("md5OfBody", message.bodyMd5());
        record.put("eventSource", "aws:sqs");
        record.put("eventSourceARN", queue.arn());
        record.put("awsRegion", Names.REGION);
        return record;
    }
}
