package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * When a host's series inline are worth listing in its dictionary, and the segment that lists them.
 *
 * <p>The first series of a host are listed at once. After that a segment has to pay for itself: it
 * is written once the chunks of late would, had their series been listed, have cost as much less as
 * the segment costs. A chunk is billed by the KB begun, so a few new series often cost nothing; and
 * series that never come twice are never listed. In the long run dictionaries cost no more than
 * they save, and never more than twice what the best choice in hindsight would have cost.
 *
 * <p>Nothing depends on listing: a series that is not listed, or no longer, travels inline.
 */
public final class Folding {

    /** How many of a host's newest chunks tell what is worth listing. */
    public static final int RECENT_CHUNKS = 16;

    /** A dictionary of this many segments is written anew. */
    static final int SEGMENTS_MAX = 64;

    /** A list written anew leaves out what was listed before that and has not been seen of late. */
    static final Duration UNSEEN_KEPT = Duration.ofHours(24);

    /** Well below DynamoDB's 400 KB an item. */
    static final int SEGMENT_BYTES_MAX = 350 * 1024;

    private static final Comparator<Series> ORDER =
            Comparator.comparing(Series::name)
                    .thenComparing(Series::labels, Folding::compareLabels)
                    .thenComparing(Series::kind)
                    .thenComparing(Series::type)
                    .thenComparing(Series::unit);

    private Folding() {}

    /**
     * Whether a chunk just put may be a reason to list series. Most are not, and this needs only
     * their bytes; for one that is, load the dictionary and the newest chunks and ask {@link
     * #next}.
     */
    public static boolean mayPay(byte[] chunk) throws Malformed {
        ChunkCodec.Header header = ChunkCodec.header(chunk);
        return header.inlineCount() > 0
                && (header.dictionaryVersion() == 0 || WriteUnits.ofChunk(chunk.length) > 1);
    }

    /**
     * The segment to add now, if one pays.
     *
     * @param history of the host
     * @param recent its newest chunks, decoded, up to {@link #RECENT_CHUNKS}, in any order
     * @param expiresAt of the segment
     */
    public static Optional<DictionarySegment> next(
            DictionaryHistory history,
            List<List<SeriesPoints>> recent,
            Instant now,
            Instant expiresAt)
            throws Malformed {
        Dictionary newest = history.newest();
        Map<Series, Long> returning = returning(recent, newest);
        if (returning.isEmpty()) {
            return Optional.empty();
        }
        boolean anew =
                newest.version() != history.lastVersion()
                        || newest.segments() >= SEGMENTS_MAX
                        || newest.size() + returning.size() > Limits.SERIES_PER_HOST_MAX;
        DictionarySegment segment =
                anew
                        ? anew(history, recent, returning, now, expiresAt)
                        : appended(history, returning, now, expiresAt);
        boolean pays =
                newest.size() == 0
                        || saved(history, segment, recent)
                                >= WriteUnits.ofSegment(segment.bytes().length);
        return pays ? Optional.of(segment) : Optional.empty();
    }

    /** Unlisted series that came in more than one chunk, or at all if nothing is listed yet. */
    private static Map<Series, Long> returning(List<List<SeriesPoints>> recent, Dictionary newest) {
        Map<Series, Long> values = new TreeMap<>(ORDER);
        Map<Series, Set<Long>> seen = new HashMap<>();
        for (List<SeriesPoints> chunk : recent) {
            for (SeriesPoints each : chunk) {
                if (newest.indexOf(each.series()) < 0) {
                    values.put(each.series(), each.points().bits(each.points().size() - 1));
                    seen.computeIfAbsent(each.series(), _ -> new HashSet<>())
                            .add(each.points().lastTime());
                }
            }
        }
        if (newest.size() > 0) {
            values.keySet().removeIf(series -> seen.get(series).size() < 2);
        }
        return values;
    }

    private static DictionarySegment appended(
            DictionaryHistory history, Map<Series, Long> values, Instant now, Instant expiresAt) {
        Dictionary newest = history.newest();
        return segment(
                history.lastVersion() + 1,
                newest.size(),
                List.copyOf(values.entrySet()),
                newest,
                now,
                expiresAt);
    }

    /** A list from the start: what was seen of late or listed not long ago, and what is new. */
    private static DictionarySegment anew(
            DictionaryHistory history,
            List<List<SeriesPoints>> recent,
            Map<Series, Long> returning,
            Instant now,
            Instant expiresAt) {
        Map<Series, Long> lately = new HashMap<>();
        for (List<SeriesPoints> chunk : recent) {
            for (SeriesPoints each : chunk) {
                lately.put(each.series(), each.points().bits(each.points().size() - 1));
            }
        }
        Dictionary newest = history.newest();
        long keptSince = now.minus(UNSEEN_KEPT).getEpochSecond();
        List<Map.Entry<Series, Long>> live = new ArrayList<>(returning.entrySet());
        for (int i = 0; i < newest.size(); i++) {
            Dictionary.Entry entry = newest.entry(i);
            Long value = lately.get(entry.series());
            boolean room = live.size() < Limits.SERIES_PER_HOST_MAX;
            if (room && (value != null || entry.listedAtSeconds() >= keptSince)) {
                live.add(Map.entry(entry.series(), value == null ? entry.reference() : value));
            }
        }
        live.sort(Map.Entry.comparingByKey(ORDER));
        return segment(history.lastVersion() + 1, 0, live, Dictionary.NONE, now, expiresAt);
    }

    /** A segment of as many of these series as it can hold. */
    private static DictionarySegment segment(
            int version,
            int start,
            List<Map.Entry<Series, Long>> series,
            Dictionary continued,
            Instant now,
            Instant expiresAt) {
        byte[] bytes =
                SegmentCodec.encode(
                        new SegmentCodec.Segment(
                                now.getEpochSecond(),
                                series.stream().map(Map.Entry::getKey).toList(),
                                series.stream().map(Map.Entry::getValue).toList()),
                        continued.vocabulary());
        return bytes.length <= SEGMENT_BYTES_MAX
                ? new DictionarySegment(version, start, bytes, expiresAt)
                : segment(
                        version,
                        start,
                        series.subList(0, series.size() / 2),
                        continued,
                        now,
                        expiresAt);
    }

    /** How many units less the chunks would have cost with the segment. */
    private static int saved(
            DictionaryHistory history, DictionarySegment segment, List<List<SeriesPoints>> recent)
            throws Malformed {
        Dictionary now = history.newest();
        Dictionary then = history.with(segment).newest();
        return recent.stream().mapToInt(chunk -> units(chunk, now) - units(chunk, then)).sum();
    }

    private static int units(List<SeriesPoints> chunk, Dictionary dictionary) {
        return WriteUnits.ofChunk(ChunkCodec.encode(chunk, dictionary).bytes().length);
    }

    private static int compareLabels(List<Label> left, List<Label> right) {
        int common = Math.min(left.size(), right.size());
        for (int i = 0; i < common; i++) {
            int byName = left.get(i).name().compareTo(right.get(i).name());
            int order = byName != 0 ? byName : left.get(i).value().compareTo(right.get(i).value());
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
