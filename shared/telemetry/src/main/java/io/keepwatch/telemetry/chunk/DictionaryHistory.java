package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.storage.DictionarySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All versions of a host's dictionary that its stored segments still give. Segments expire one by
 * one and not always in order, so some versions may be gone; the chunks that named them have
 * expired before.
 */
public final class DictionaryHistory {

    private final List<DictionarySegment> segments;
    private final NavigableMap<Integer, Dictionary> versions;

    private DictionaryHistory(
            List<DictionarySegment> segments, NavigableMap<Integer, Dictionary> versions) {
        this.segments = segments;
        this.versions = versions;
    }

    /** The history of a host that has none. */
    public static DictionaryHistory none() {
        return new DictionaryHistory(List.of(), new TreeMap<>());
    }

    /** The versions that these segments give, in whatever order they come. */
    public static DictionaryHistory of(List<DictionarySegment> segments) throws Malformed {
        List<DictionarySegment> inOrder =
                segments.stream()
                        .sorted(Comparator.comparingInt(DictionarySegment::version))
                        .toList();
        NavigableMap<Integer, Dictionary> versions = new TreeMap<>();
        Dictionary.Chain chain = null;
        int last = 0;
        for (DictionarySegment segment : inOrder) {
            boolean continues =
                    chain != null
                            && segment.version() == last + 1
                            && segment.start() == chain.size();
            if (segment.start() == 0) {
                chain = new Dictionary.Chain();
            } else if (!continues) {
                chain = null;
            }
            if (chain != null) {
                versions.put(segment.version(), chain.append(segment.version(), segment.bytes()));
            }
            last = segment.version();
        }
        return new DictionaryHistory(inOrder, versions);
    }

    /** This history once {@code segment} has been added. */
    public DictionaryHistory with(DictionarySegment segment) throws Malformed {
        List<DictionarySegment> more = new ArrayList<>(segments);
        more.add(segment);
        return of(more);
    }

    /** The newest version that can be had; {@link Dictionary#NONE} if there is none. */
    public Dictionary newest() {
        return versions.isEmpty() ? Dictionary.NONE : versions.lastEntry().getValue();
    }

    /** The version a chunk names; empty if it is not there or no longer complete. */
    public Optional<Dictionary> version(int version) {
        return version == 0
                ? Optional.of(Dictionary.NONE)
                : Optional.ofNullable(versions.get(version));
    }

    /** The version of the newest segment, complete or not; 0 if there is none. */
    int lastVersion() {
        return segments.isEmpty() ? 0 : segments.getLast().version();
    }
}
