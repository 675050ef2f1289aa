package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.StoredChunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All versions of a host's dictionary that its stored segments still give. Segments expire one by
 * one and not always in order, so some versions may be gone; the chunks that named them have
 * expired before (see {@link io.keepwatch.domain.Limits#DICTIONARY_LEFT_MIN}). Safe for use by many
 * threads.
 *
 * <p>Segments lie around for weeks after a list that was written anew has replaced them, so older
 * lists are read only when a version of theirs is asked for.
 */
public final class DictionaryHistory {

    /** In the order of their versions. */
    private final List<DictionarySegment> segments;

    /** The segments of each list by the version that starts it. */
    private final NavigableMap<Integer, List<DictionarySegment>> lists;

    /** The versions of those lists that were read. */
    private final Map<Integer, Map<Integer, Dictionary>> read = new ConcurrentHashMap<>();

    private final Dictionary newest;

    private DictionaryHistory(
            List<DictionarySegment> segments,
            NavigableMap<Integer, List<DictionarySegment>> lists,
            Dictionary newest) {
        this.segments = segments;
        this.lists = lists;
        this.newest = newest;
    }

    /** The history of a host that has none. */
    public static DictionaryHistory none() {
        return new DictionaryHistory(List.of(), new TreeMap<>(), Dictionary.NONE);
    }

    /**
     * The versions that these segments give, in whatever order they come.
     *
     * @throws Malformed if the newest list cannot be read
     */
    public static DictionaryHistory of(List<DictionarySegment> segments) throws Malformed {
        List<DictionarySegment> inOrder =
                segments.stream()
                        .sorted(Comparator.comparingInt(DictionarySegment::version))
                        .toList();
        NavigableMap<Integer, List<DictionarySegment>> lists = lists(inOrder);
        if (lists.isEmpty()) {
            return new DictionaryHistory(inOrder, lists, Dictionary.NONE);
        }
        Map.Entry<Integer, List<DictionarySegment>> last = lists.lastEntry();
        NavigableMap<Integer, Dictionary> versions = read(last.getValue());
        DictionaryHistory history =
                new DictionaryHistory(inOrder, lists, versions.lastEntry().getValue());
        history.read.put(last.getKey(), versions);
        return history;
    }

    /** This history once {@code segment} has been added. */
    public DictionaryHistory with(DictionarySegment segment) throws Malformed {
        List<DictionarySegment> more = new ArrayList<>(segments);
        more.add(segment);
        return of(more);
    }

    /** The newest version that can be had; {@link Dictionary#NONE} if there is none. */
    public Dictionary newest() {
        return newest;
    }

    /**
     * The dictionary for chunks that are put at this time: the newest, or {@link Dictionary#NONE}
     * if it has too little left to live.
     */
    public Dictionary nameableAt(Instant time) {
        return newest.mayBeNamedAt(time) ? newest : Dictionary.NONE;
    }

    /** The version a chunk names; empty if it is not there or can no longer be read. */
    public Optional<Dictionary> version(int version) {
        if (version == 0) {
            return Optional.of(Dictionary.NONE);
        }
        Map.Entry<Integer, List<DictionarySegment>> list = lists.floorEntry(version);
        return Optional.ofNullable(list)
                .map(each -> read.computeIfAbsent(each.getKey(), _ -> readOlder(each.getValue())))
                .map(versions -> versions.get(version));
    }

    /**
     * What these chunks of the host say.
     *
     * @throws Malformed if one cannot be read, as when its version is not to be had
     */
    public List<List<SeriesPoints>> decode(List<StoredChunk> chunks) throws Malformed {
        List<List<SeriesPoints>> decoded = new ArrayList<>();
        for (StoredChunk stored : chunks) {
            decoded.add(ChunkCodec.decode(stored.chunk().bytes(), this::version));
        }
        return decoded;
    }

    /** The version of the newest segment, to be had or not; 0 if there is none. */
    int lastVersion() {
        return segments.isEmpty() ? 0 : segments.getLast().version();
    }

    private static NavigableMap<Integer, List<DictionarySegment>> lists(
            List<DictionarySegment> segments) {
        NavigableMap<Integer, List<DictionarySegment>> lists = new TreeMap<>();
        List<DictionarySegment> list = List.of();
        for (DictionarySegment segment : segments) {
            boolean continues =
                    !list.isEmpty() && list.getLast().version() == segment.version() - 1;
            if (segment.start() == 0) {
                list = new ArrayList<>();
                lists.put(segment.version(), list);
            } else if (!continues) {
                list = List.of();
                continue;
            }
            list.add(segment);
        }
        return lists;
    }

    private static Map<Integer, Dictionary> readOlder(List<DictionarySegment> list) {
        try {
            return read(list);
        } catch (Malformed e) {
            // Who needs a version of it is told that it is not there.
            return Map.of();
        }
    }

    private static NavigableMap<Integer, Dictionary> read(List<DictionarySegment> list)
            throws Malformed {
        NavigableMap<Integer, Dictionary> versions = new TreeMap<>();
        Dictionary.Chain chain = new Dictionary.Chain();
        for (DictionarySegment segment : list) {
            if (segment.start() != chain.size()) {
                return versions;
            }
            versions.put(segment.version(), chain.append(segment));
        }
        return versions;
    }
}
