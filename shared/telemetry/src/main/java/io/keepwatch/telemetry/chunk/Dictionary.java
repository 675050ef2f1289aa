package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One version of a host's list of series, by which chunks name series with small numbers. Immutable
 * and safe for use by many threads.
 *
 * <p>Beside each series stands its reference: a value that it had when it was listed. Most of what
 * a host reports never changes (sizes, limits, counters of errors that do not happen), so a chunk
 * says of such a series only that it is still the same.
 */
public final class Dictionary {

    /** What a host has before its first series are listed. */
    public static final Dictionary NONE = new Dictionary(0, new Chain());

    private static final long SECONDS_AN_HOUR = 3600;

    private final int version;
    private final int size;
    private final int segments;
    private final Instant expiresAt;
    private final Chain chain;
    private final Vocabulary.Extent extent;

    private Dictionary(int version, Chain chain) {
        this.version = version;
        this.size = chain.series.size();
        this.segments = chain.segments;
        this.expiresAt = chain.expiresAt;
        this.chain = chain;
        this.extent = chain.vocabulary.extent();
    }

    /** 1, 2, 3 …, or 0 for {@link #NONE}. */
    public int version() {
        return version;
    }

    /**
     * Whether a chunk that is put at this time may name it, see {@link Limits#DICTIONARY_LEFT_MIN}.
     */
    public boolean mayBeNamedAt(Instant time) {
        return !expiresAt.isBefore(time.plus(Limits.DICTIONARY_LEFT_MIN));
    }

    /** How many series it lists. */
    public int size() {
        return size;
    }

    /** The series at a position, from 0. */
    public Series series(int position) {
        return entry(position).series();
    }

    /** The position of a series, or -1. */
    public int indexOf(Series series) {
        return chain.series.indexOf(series, size);
    }

    /** All series in their order. */
    public List<Series> series() {
        List<Series> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(series(i));
        }
        return all;
    }

    /** Of how many segments it is made. */
    int segments() {
        return segments;
    }

    Entry entry(int position) {
        if (position >= size) {
            throw new IndexOutOfBoundsException(position);
        }
        return chain.entries.get(position);
    }

    /** Its words, to be continued. */
    Vocabulary vocabulary() {
        return chain.vocabulary.continuedFrom(extent);
    }

    @Override
    public String toString() {
        return "dictionary %d of %d series".formatted(version, size);
    }

    /**
     * @param reference the bits of a value that the series had; 0 for histograms, which have none
     * @param seenAtSeconds when it was last known to be reported
     */
    record Entry(Series series, Identity identity, long reference, long seenAtSeconds) {}

    /**
     * A list that grows by segments. All versions since the last one that started a new list share
     * it, each seeing as much of it as there was.
     */
    static final class Chain {

        private final Table<Series> series = Table.empty();
        private final List<Entry> entries = new ArrayList<>();
        private final Vocabulary vocabulary = Vocabulary.empty();
        private int segments;

        /** When the first of its segments to expire does. */
        private Instant expiresAt = Instant.MAX;

        int size() {
            return entries.size();
        }

        /** Reads the next segment and gives the version that ends with it. */
        Dictionary append(DictionarySegment segment) throws Malformed {
            Vocabulary words = vocabulary.continuedFrom(vocabulary.extent());
            SegmentCodec.Segment read = SegmentCodec.decode(segment.bytes(), words);
            Set<Series> fresh = new HashSet<>();
            for (SegmentCodec.Line line : read.lines()) {
                if (series.indexOf(line.series()) >= 0 || !fresh.add(line.series())) {
                    throw new Malformed("a segment that lists a series twice");
                }
            }
            vocabulary.addAll(words);
            for (SegmentCodec.Line line : read.lines()) {
                long seenAt = read.writtenAtSeconds() - SECONDS_AN_HOUR * line.unseenHours();
                series.add(line.series());
                entries.add(
                        new Entry(
                                line.series(),
                                Identity.of(line.series()),
                                line.reference(),
                                seenAt));
            }
            segments++;
            if (segment.expiresAt().isBefore(expiresAt)) {
                expiresAt = segment.expiresAt();
            }
            return new Dictionary(segment.version(), this);
        }
    }
}
