package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.Log;
import io.keepwatch.local.MovableClock;
import io.keepwatch.local.dynamodb.DynamoApi;
import io.keepwatch.local.sources.StreamApi.Page;
import io.keepwatch.local.sources.StreamApi.Start;
import io.keepwatch.local.template.EventSource.TableStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads one shard of a stream to its end and hands what it finds to the function, batch by batch.
 * How far it has come is kept only once a batch is dealt with, so a kill means that some records
 * come again, never that one is missed. One thread runs it; others may ask {@link #idleSince}.
 */
final class ShardReader {

    /** Room for the braces around the records. */
    private static final int EVENT_BYTES_MAX = Invoker.PAYLOAD_BYTES_MAX - 1_024;

    private final Mapping mapping;
    private final String shard;
    private final Start first;
    private final Lanes lanes;
    private final Random random;

    private final Deque<StreamRecord> pending = new ArrayDeque<>();
    private Optional<String> iterator = Optional.empty();
    private Optional<String> scanned = Optional.empty();
    private Instant windowEnd = Instant.MAX;
    private boolean ended;
    private int failures;
    private volatile long idleSince;
    private volatile boolean idle;

    /** What the readers of one mapping share. */
    record Mapping(
            TableStream settings,
            String localArn,
            String eventArn,
            StreamApi streams,
            StreamRecords records,
            Checkpoints checkpoints,
            BatchDelivery delivery,
            SourceSettings sources,
            Signal written,
            Signal stopping,
            MovableClock clock,
            Log log) {

        boolean isStopping() {
            return stopping.raised() > 0;
        }
    }

    ShardReader(Mapping mapping, String shard, Start first) {
        this.mapping = mapping;
        this.shard = shard;
        this.first = first;
        long seed = mapping.sources().harshness().map(SourceSettings.Harshness::seed).orElse(0L);
        this.random = new Random(seed ^ mapping.settings().name().hashCode());
        this.lanes =
                new Lanes(
                        mapping.settings().parallelization(),
                        mapping.sources()
                                .harshness()
                                .map(SourceSettings.Harshness::splits)
                                .orElse(0.0),
                        random);
    }

    /** Whether, at that {@link System#nanoTime} or later, a look found nothing left to do. */
    boolean isIdleSince(long nanos) {
        return idle && idleSince - nanos >= 0;
    }

    /**
     * Returns at the end of the shard, or when the mapping is being stopped.
     *
     * @return whether the shard was read to its end
     */
    boolean run() throws InterruptedException {
        while (!mapping.isStopping()) {
            long seen = mapping.written().raised();
            long started = System.nanoTime();
            try {
                boolean found = read();
                boolean delivered = deliver();
                failures = 0;
                if (ended && pending.isEmpty()) {
                    mapping.checkpoints().finish(shard);
                    return true;
                }
                if (!found && !delivered) {
                    if (pending.isEmpty()) {
                        idleSince = started;
                        idle = true;
                    }
                    mapping.written().await(seen, mapping.sources().pace().look());
                }
            } catch (DynamoApi.Refused e) {
                refused(e);
            } catch (IOException | UncheckedIOException e) {
                failed("the stream of %s cannot be read or its position kept", e);
            }
        }
        return false;
    }

    private boolean read() throws IOException, InterruptedException {
        int wanted = mapping.settings().batchSize() * mapping.settings().parallelization();
        if (ended || pending.size() >= wanted) {
            return false;
        }
        if (iterator.isEmpty()) {
            iterator = Optional.of(mapping.streams().iterator(mapping.localArn(), shard, start()));
        }
        Page page = mapping.streams().records(iterator.get());
        if (!page.records().isEmpty()) {
            idle = false;
        }
        Instant now = mapping.clock().instant();
        for (JsonNode record : page.records()) {
            scanned = Optional.of(record.path("dynamodb").path("SequenceNumber").asText());
            mapping.records()
                    .read(record, now, mapping.clock().offset())
                    .ifPresent(
                            wantedRecord -> {
                                if (pending.isEmpty()) {
                                    windowEnd = now.plus(mapping.settings().batchingWindow());
                                }
                                pending.add(wantedRecord);
                            });
        }
        iterator = page.next();
        ended = iterator.isEmpty();
        if (pending.isEmpty() && !page.records().isEmpty()) {
            // Nothing that the filters want: passed over for good.
            mapping.checkpoints().advance(shard, scanned.orElseThrow());
        }
        return !page.records().isEmpty();
    }

    /** After what is dealt with, or what is read already and still pending here. */
    private Start start() {
        return scanned.or(() -> mapping.checkpoints().after(shard))
                .<Start>map(Start.After::new)
                .orElse(first);
    }

    /** Delivers what is due. {@code true} if there was any. */
    private boolean deliver() throws InterruptedException {
        boolean any = false;
        while (isDue() && !mapping.isStopping()) {
            List<StreamRecord> batch = nextBatch();
            deliver(batch);
            for (int i = 0; i < batch.size(); i++) {
                pending.remove();
            }
            windowEnd = mapping.clock().instant().plus(mapping.settings().batchingWindow());
            mapping.checkpoints()
                    .advance(
                            shard,
                            pending.isEmpty() ? scanned.orElseThrow() : batch.getLast().sequence());
            any = true;
        }
        return any;
    }

    private boolean isDue() {
        return !pending.isEmpty()
                && (ended
                        || pending.size() >= mapping.settings().batchSize()
                        || !mapping.clock().instant().isBefore(windowEnd));
    }

    private List<StreamRecord> nextBatch() {
        int recordsMax = mapping.settings().batchSize() * mapping.settings().parallelization();
        List<StreamRecord> batch = new ArrayList<>();
        long bytes = 0;
        for (StreamRecord record : pending) {
            bytes += record.json().length + 1;
            if (batch.size() == recordsMax || !batch.isEmpty() && bytes > EVENT_BYTES_MAX) {
                break;
            }
            batch.add(record);
        }
        return batch;
    }

    private void deliver(List<StreamRecord> batch) throws InterruptedException {
        deliverOnce(lanes.split(batch));
        double duplicates =
                mapping.sources().harshness().map(SourceSettings.Harshness::duplicates).orElse(0.0);
        if (random.nextDouble() < duplicates) {
            // As if the process had died before the position was kept.
            deliverOnce(lanes.split(batch));
        }
    }

    private void deliverOnce(List<List<StreamRecord>> parts) throws InterruptedException {
        if (parts.size() == 1) {
            deliverInOrder(parts.getFirst());
            return;
        }
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (List<StreamRecord> part : parts) {
                tasks.add(
                        () -> {
                            deliverInOrder(part);
                            return null;
                        });
            }
            for (Future<Void> done : calls.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException fault -> throw fault;
                case Error fault -> throw fault;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void deliverInOrder(List<StreamRecord> part) throws InterruptedException {
        int size = mapping.settings().batchSize();
        for (int start = 0; start < part.size(); start += size) {
            mapping.delivery()
                    .deliver(
                            mapping.eventArn(),
                            shard,
                            List.copyOf(part.subList(start, Math.min(start + size, part.size()))));
        }
    }

    private void refused(DynamoApi.Refused refusal) throws InterruptedException {
        // Both end with a new iterator, from where we were.
        iterator = Optional.empty();
        switch (refusal.type()) {
            case StreamApi.EXPIRED_ITERATOR -> {}
            case StreamApi.TRIMMED -> {
                // With nothing read yet, nothing is lost: DynamoDB Local says this of a position
                // before the first record, if a transaction elsewhere took the numbers between.
                if (scanned.or(() -> mapping.checkpoints().after(shard)).isPresent()) {
                    mapping.log()
                            .warn(
                                    "records of %s are lost: they were not read for longer than %d hours"
                                            .formatted(
                                                    mapping.settings().table(),
                                                    BatchDelivery.RECORDS_KEPT.toHours()));
                }
                iterator = oldest();
            }
            default -> failed("the stream of %s cannot be read", refusal);
        }
    }

    private Optional<String> oldest() throws InterruptedException {
        try {
            return Optional.of(
                    mapping.streams().iterator(mapping.localArn(), shard, new Start.Oldest()));
        } catch (IOException e) {
            failed("the stream of %s cannot be read", e);
            return Optional.empty();
        }
    }

    private void failed(String message, Exception fault) throws InterruptedException {
        iterator = Optional.empty();
        failures++;
        if (failures == 1 && !mapping.isStopping()) {
            mapping.log().error(message.formatted(mapping.settings().table()), fault);
        }
        Duration wait = mapping.sources().pace().retry(failures);
        mapping.stopping().await(0, wait);
    }
}
