package io.keepwatch.support;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StoredChunk;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One tenant's chunks in memory. */
final class InMemoryChunks implements Chunks {

    private record Position(long firstTime, String hash) {

        static final Comparator<Position> ORDER =
                Comparator.comparingLong(Position::firstTime).thenComparing(Position::hash);
    }

    /** What DynamoDB gives at once. */
    private static final long PAGE_BYTES_MAX = 1024 * 1024;

    private final InMemoryTenancy tenancy;
    private final Map<HostId, TreeMap<Position, StoredChunk>> byHost = new HashMap<>();

    InMemoryChunks(InMemoryTenancy tenancy) {
        this.tenancy = tenancy;
    }

    @Override
    public void put(HostId host, EncodedChunk chunk, Instant arrivedAt) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            EncodedChunk copy =
                    new EncodedChunk(chunk.firstTime(), chunk.hash(), chunk.bytes().clone());
            byHost.computeIfAbsent(host, each -> new TreeMap<>(Position.ORDER))
                    .put(
                            new Position(chunk.firstTime(), chunk.hash()),
                            new StoredChunk(copy, arrivedAt.truncatedTo(ChronoUnit.MILLIS)));
        }
    }

    @Override
    public List<StoredChunk> between(HostId host, Instant from, Instant until) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            List<StoredChunk> found =
                    unexpired(chunksOf(host))
                            .filter(chunk -> !firstSample(chunk).isBefore(from))
                            .filter(chunk -> firstSample(chunk).isBefore(until))
                            .toList();
            long bytes = found.stream().mapToLong(chunk -> chunk.chunk().bytes().length).sum();
            if (bytes > READ_BYTES_MAX) {
                throw new RangeTooLarge();
            }
            return found;
        }
    }

    @Override
    public List<StoredChunk> newest(HostId host, int max) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            return unexpired(chunksOf(host).descendingMap()).limit(max).toList();
        }
    }

    @Override
    public Iterable<List<StoredChunk>> backwards(HostId host, int first) {
        return () ->
                new Iterator<>() {

                    private long after = 0;
                    private long limit = first;
                    private boolean more = true;

                    @Override
                    public boolean hasNext() {
                        return more;
                    }

                    @Override
                    public List<StoredChunk> next() {
                        List<StoredChunk> rest = newest(host, Integer.MAX_VALUE);
                        List<StoredChunk> page = new ArrayList<>();
                        long bytes = 0;
                        for (StoredChunk each : rest.stream().skip(after).limit(limit).toList()) {
                            bytes += each.chunk().bytes().length;
                            if (bytes > PAGE_BYTES_MAX) {
                                break;
                            }
                            page.add(each);
                        }
                        after += page.size();
                        limit *= 2;
                        more = after < rest.size();
                        return page;
                    }
                };
    }

    private TreeMap<Position, StoredChunk> chunksOf(HostId host) {
        return byHost.getOrDefault(host, new TreeMap<>(Position.ORDER));
    }

    private Stream<StoredChunk> unexpired(Map<Position, StoredChunk> chunks) {
        Instant now = tenancy.clock().instant();
        return chunks.values().stream().filter(chunk -> now.isBefore(expiresAt(chunk)));
    }

    // Whole seconds, as TTL has it.
    private static Instant expiresAt(StoredChunk chunk) {
        return firstSample(chunk).plus(Limits.RAW_KEPT).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant firstSample(StoredChunk chunk) {
        return Instant.ofEpochMilli(chunk.chunk().firstTime());
    }
}
