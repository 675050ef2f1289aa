package io.keepwatch.cabinet;

import io.keepwatch.domain.Remembered;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The dictionaries of hosts, remembered between requests: segments never change, and a page that is
 * open asks for the same ones every ten seconds. What is remembered is used only where an unexpired
 * chunk names it, and not once it has expired itself. Safe for use by many threads.
 */
final class KnownDictionaries {

    /** Bounds how long something lies here of a host that is erased. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** Bytes of segments: some thousand hosts' of 461 series. */
    private static final int BYTES_MAX = 16 * 1024 * 1024;

    private final Remembered<TenantHost, List<DictionarySegment>> remembered;
    private final Clock clock;

    KnownDictionaries(Clock clock) {
        this.remembered = new Remembered<>(REMEMBERED, BYTES_MAX, KnownDictionaries::bytes, clock);
        this.clock = clock;
    }

    /** All segments of a host's dictionary, as they are now. */
    List<DictionarySegment> read(TenantHost host, Dictionaries stored) {
        List<DictionarySegment> segments = stored.segments(host.host());
        remembered.put(host, segments);
        return segments;
    }

    /** Segments with each version that these chunks of the host name, as far as there are any. */
    List<DictionarySegment> namedBy(
            List<StoredChunk> chunks, TenantHost host, Dictionaries stored) {
        Set<Integer> named = versions(chunks);
        Instant now = clock.instant();
        return remembered
                .get(host)
                .filter(
                        segments ->
                                segments.stream().allMatch(each -> each.expiresAt().isAfter(now)))
                .filter(segments -> haveAll(named, segments))
                .orElseGet(() -> read(host, stored));
    }

    private static boolean haveAll(Set<Integer> named, List<DictionarySegment> segments) {
        Set<Integer> missing = new HashSet<>(named);
        segments.forEach(segment -> missing.remove(segment.version()));
        return missing.isEmpty();
    }

    private static Set<Integer> versions(List<StoredChunk> chunks) {
        Set<Integer> versions = new HashSet<>();
        for (StoredChunk stored : chunks) {
            try {
                versions.add(ChunkCodec.header(stored.chunk().bytes()).dictionaryVersion());
            } catch (Malformed e) {
                // Who decodes it will notice, and say so.
                continue;
            }
        }
        versions.remove(0); // that one is nobody's
        return versions;
    }

    private static long bytes(List<DictionarySegment> segments) {
        return segments.stream().mapToLong(segment -> segment.bytes().length).sum();
    }
}
