package io.keepwatch.cabinet;

import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.Dictionary;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chunks of one host as stored, decoded each time they are gone through: one chunk's samples take
 * little memory, a day's of all series would take a lot. Not safe for use by several threads.
 *
 * <p>What reading costs, in DynamoDB's read units (one for each 8 KB, as {@code between} reads
 * eventually consistently): the bytes of the chunks in the range, plus those of the host's
 * dictionary where it is not known. A host of 461 series that pushes once a minute (measured: 0.9
 * to 2.5 KB a chunk, 2 to 20 KB of dictionary) costs 10 to 25 units an hour of range and 160 to 450
 * a day. Decoding takes 80 ms for that day on one core, and 0.6 s if it pushes every 10 s.
 */
final class StoredSamples {

    private final List<StoredChunk> chunks;
    private final DictionaryHistory dictionaries;
    private final Set<StoredChunk> unreadable = new HashSet<>();

    private StoredSamples(List<StoredChunk> chunks, DictionaryHistory dictionaries) {
        this.chunks = chunks;
        this.dictionaries = dictionaries;
    }

    /** Takes one series' samples of a chunk that arrived at that time. */
    @FunctionalInterface
    interface Taker {
        void take(SeriesPoints points, Instant arrivedAt);
    }

    /** Of no chunks. */
    static StoredSamples none() {
        return new StoredSamples(List.of(), DictionaryHistory.none());
    }

    /**
     * These chunks of a host.
     *
     * @param segments of its dictionary
     */
    static StoredSamples of(List<DictionarySegment> segments, List<StoredChunk> chunks) {
        return new StoredSamples(chunks, history(segments));
    }

    private static DictionaryHistory history(List<DictionarySegment> segments) {
        try {
            return DictionaryHistory.of(segments);
        } catch (Malformed e) {
            // The chunks that need it will be counted as unreadable; other hosts are not to suffer.
            return DictionaryHistory.none();
        }
    }

    /** Hands over all samples, chunk by chunk. */
    void forEach(Taker taker) {
        for (StoredChunk stored : chunks) {
            for (SeriesPoints points : decoded(stored)) {
                taker.take(points, stored.arrivedAt());
            }
        }
    }

    Dictionary newestDictionary() {
        return dictionaries.newest();
    }

    /**
     * How many chunks could not be read so far, if any. One damaged chunk shall not hide a day, but
     * nor shall it be passed over in silence.
     */
    Optional<Integer> unreadable() {
        return unreadable.isEmpty() ? Optional.empty() : Optional.of(unreadable.size());
    }

    private List<SeriesPoints> decoded(StoredChunk stored) {
        try {
            return ChunkCodec.decode(stored.chunk().bytes(), dictionaries::version);
        } catch (Malformed e) {
            unreadable.add(stored);
            return List.of();
        }
    }
}
