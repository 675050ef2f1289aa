package io.keepwatch.local.sources;

import io.keepwatch.local.dynamodb.DynamoApi;
import io.keepwatch.local.sources.StreamApi.Shard;
import io.keepwatch.local.sources.StreamApi.Start;
import io.keepwatch.local.template.EventSource.StartingPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An event source mapping of a table's stream: starts a {@link ShardReader} for each shard whose
 * parent is read to its end, and looks for new shards.
 */
final class StreamMapping {

    /** Shards of DynamoDB Local last for hours; the end of one is noticed at once. */
    private static final Duration LOOK_FOR_SHARDS = Duration.ofSeconds(10);

    private final ShardReader.Mapping mapping;
    private final Workers workers;
    private final Signal shardsChanged = new Signal();
    private final Map<String, ShardReader> readers = new HashMap<>();
    private volatile boolean isUpToDate;

    StreamMapping(ShardReader.Mapping mapping, Workers workers) {
        this.mapping = mapping;
        this.workers = workers;
    }

    void start() {
        workers.start("shards of " + mapping.settings().table(), this::watchShards);
    }

    /** Whether every shard was looked at since that {@link System#nanoTime} and nothing is left. */
    synchronized boolean isIdleSince(long nanos) {
        return isUpToDate
                && readers.values().stream().allMatch(reader -> reader.isIdleSince(nanos));
    }

    /** Makes the readers look at once. */
    void wake() {
        mapping.written().raise();
    }

    /** Ends the watch for shards; the readers end by the mapping's own signal. */
    void stop() {
        shardsChanged.raise();
    }

    private void watchShards() throws InterruptedException {
        int failures = 0;
        boolean first = mapping.checkpoints().isNew();
        while (!mapping.isStopping()) {
            long seen = shardsChanged.raised();
            try {
                startReaders(mapping.streams().shards(mapping.localArn()), first);
                first = false;
                failures = 0;
                shardsChanged.await(seen, LOOK_FOR_SHARDS);
            } catch (IOException e) {
                failures++;
                if (failures == 1 && !mapping.isStopping()) {
                    mapping.log().error(cannotRead(e), e);
                }
                shardsChanged.await(seen, mapping.sources().pace().retry(failures));
            }
        }
    }

    private String cannotRead(IOException e) {
        return e instanceof DynamoApi.Refused
                ? "the stream of %s is gone: start again".formatted(mapping.settings().table())
                : "the stream of %s cannot be found".formatted(mapping.settings().table());
    }

    private synchronized void startReaders(List<Shard> shards, boolean first) {
        Set<String> existing = shards.stream().map(Shard::id).collect(Collectors.toSet());
        mapping.checkpoints().keepOnly(existing);
        for (Shard shard : shards) {
            boolean parentIsDone =
                    shard.parent()
                            .filter(existing::contains)
                            .map(parent -> mapping.checkpoints().isDone(parent))
                            .orElse(true);
            if (parentIsDone
                    && !mapping.checkpoints().isDone(shard.id())
                    && !readers.containsKey(shard.id())) {
                ShardReader reader = new ShardReader(mapping, shard.id(), from(first));
                readers.put(shard.id(), reader);
                workers.start(
                        "shard %s of %s".formatted(shard.id(), mapping.settings().table()),
                        () -> read(shard.id(), reader));
            }
        }
        isUpToDate = true;
    }

    /** LATEST is about the shards that are there when a mapping comes to be, not their children. */
    private Start from(boolean first) {
        return switch (mapping.settings().startingPosition()) {
            case StartingPosition.TRIM_HORIZON -> new Start.Oldest();
            case StartingPosition.LATEST -> first ? new Start.Latest() : new Start.Oldest();
        };
    }

    private void read(String shard, ShardReader reader) throws InterruptedException {
        if (reader.run()) {
            synchronized (this) {
                isUpToDate = false;
                readers.remove(shard);
            }
            shardsChanged.raise();
        }
    }
}
