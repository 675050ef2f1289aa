package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When a host's series inline are worth listing in its dictionary, and the segment that lists them.
 *
 * <p>The first series of a host are listed at once. After that a segment has to pay for itself, and
 * what is going to happen is judged by what has: had those series been listed that had come twice
 * by some moment not long ago, would the chunks since then have cost as much less as a segment
 * costs? A chunk is billed by the KB begun, so a few new series often cost nothing; series that
 * never come twice are never listed; and where new ones keep coming, listing waits until there are
 * enough that it makes a difference for long.
 *
 * <p>A list that chunks may no longer name, as it expires too soon, counts as none: a new one is
 * begun.
 *
 * <p>Nothing depends on listing: a series that is not listed, or no longer, travels inline.
 */
public final class Folding {

    /** How many of a host's newest chunks tell what is worth listing. */
    public static final int RECENT_CHUNKS = 16;

    /** The moments from which on listing is judged: before so many of the newest chunks. */
    private static final int[] LOOKS_BACK = {1, 2, 4, 8};

    /**
     * Looking costs reads that are worth about a write unit. Where it may save no more than that,
     * it is done for one in so many chunks.
     */
    private static final int LOOKED_AT = 4;

    /** A list of this many segments is written anew by the next that would be added. */
    static final int SEGMENTS_MAX = 64;

    /** A list written anew leaves out what has not been seen for so long. */
    static final Duration UNSEEN_KEPT = Duration.ofHours(24);

    /** Shorter lists need no tidying: it costs a chunk next to nothing to leave out the dead. */
    static final int LONG_LIST = Limits.SERIES_PER_HOST_MAX / 4;

    /** With this many a host's list is nearly full: soon new series would be refused. */
    static final int FULL_LIST = Limits.SERIES_PER_HOST_MAX / 10 * 9;

    /** More than this part of a list must be dead: what it costs to write the rest saves then. */
    private static final int DEAD_PART_OF_LONG = 2;

    private static final int DEAD_PART_OF_FULL = 10;

    /** Well below DynamoDB's 400 KB an item. */
    static final int SEGMENT_BYTES_MAX = 350 * 1024;

    /** The text of names is usually coded to half of its octets; noise to all of them. */
    private static final int SEGMENT_TEXT_MAX = 2 * SEGMENT_BYTES_MAX;

    /**
     * What listing a series may save beside its name, in octets: the values of an unlisted one have
     * no reference.
     */
    private static final int VALUE_SAVED_MAX = 9;

    private static final Comparator<Series> ORDER =
            Comparator.comparing(Series::name)
                    .thenComparing(Series::labels, Folding::compareLabels)
                    .thenComparing(Series::kind)
                    .thenComparing(Series::type)
                    .thenComparing(Series::unit);

    private Folding() {}

    /**
     * Whether a chunk just put may be a reason to list series. Most are not, and this needs only
     * their bytes; for one that is, load the newest chunks and then the dictionary and ask {@link
     * #next}.
     */
    public static boolean mayPay(byte[] chunk) throws Malformed {
        ChunkCodec.Header header = ChunkCodec.header(chunk);
        if (header.inlineCount() == 0) {
            return false;
        }
        if (header.dictionaryVersion() == 0) {
            return true;
        }
        int saveable = header.inlineBytes() + VALUE_SAVED_MAX * header.inlineCount();
        int least = Math.max(0, chunk.length - saveable);
        int saved = WriteUnits.ofChunk(chunk.length) - WriteUnits.ofChunk(least);
        return saved > 1 || saved == 1 && header.check() % LOOKED_AT == 0;
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
        Optional<DictionarySegment> segment = segment(history, recent, now, expiresAt);
        boolean pays =
                segment.isPresent()
                        && (history.nameableAt(now).size() == 0
                                || pays(history, segment.get(), recent, now));
        return pays ? segment : Optional.empty();
    }

    /** The segment that lists all that came more than once in these chunks, if there is any. */
    private static Optional<DictionarySegment> segment(
            DictionaryHistory history,
            List<List<SeriesPoints>> chunks,
            Instant now,
            Instant expiresAt) {
        Dictionary newest = history.nameableAt(now);
        Map<Series, Sighting> seen = sightings(chunks);
        Set<Series> returning = returning(seen, newest);
        if (returning.isEmpty()) {
            return Optional.empty();
        }
        Writing writing = new Writing(history, seen, now, expiresAt);
        boolean restarts =
                newest.version() != history.lastVersion()
                        || newest.segments() >= SEGMENTS_MAX
                        || newest.size() + returning.size() > Limits.SERIES_PER_HOST_MAX;
        return Optional.of(restarts ? writing.anew(returning) : writing.appended(returning));
    }

    /** Whether a segment written some chunks ago would have saved what this one costs. */
    private static boolean pays(
            DictionaryHistory history,
            DictionarySegment segment,
            List<List<SeriesPoints>> recent,
            Instant now)
            throws Malformed {
        List<List<SeriesPoints>> chunks =
                recent.stream().sorted(Comparator.comparingLong(Folding::lastTime)).toList();
        int[] paid = new int[chunks.size()];
        for (int i = 0; i < paid.length; i++) {
            paid[i] = units(chunks.get(i), history.newest());
        }
        for (int back : LOOKS_BACK) {
            int since = Math.max(0, chunks.size() - back);
            Optional<DictionarySegment> then =
                    segment(history, chunks.subList(0, since), now, segment.expiresAt());
            if (then.isPresent()) {
                Dictionary dictionary = history.with(then.get()).newest();
                int saved = 0;
                for (int i = since; i < paid.length; i++) {
                    saved += paid[i] - units(chunks.get(i), dictionary);
                }
                if (saved >= WriteUnits.ofSegment(segment.bytes().length)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long lastTime(List<SeriesPoints> chunk) {
        return chunk.stream().mapToLong(each -> each.points().lastTime()).max().orElseThrow();
    }

    private static int units(List<SeriesPoints> chunk, Dictionary dictionary) {
        return WriteUnits.ofChunk(ChunkCodec.encode(chunk, dictionary).bytes().length);
    }

    /**
     * Whether a host's list is so long that it should be looked at now and then for what is dead in
     * it, or a host whose series change all the time would come to its limit by those it had. The
     * list itself is not read for this.
     *
     * @param segments of the host, in the order of their versions
     */
    public static boolean mayBeTidied(List<DictionarySegment> segments) throws Malformed {
        if (segments.isEmpty()) {
            return false;
        }
        DictionarySegment last = segments.getLast();
        return last.start() + SegmentCodec.count(last.bytes()) >= LONG_LIST;
    }

    /**
     * A long list written anew without the dead, if they are most of it, or if it is nearly full
     * and they are a good part of it. Dead is what is not in the recent chunks, and was not seen in
     * the last 24 hours as far as the list knows.
     *
     * @param recent newest chunks of the host, decoded, in any order; none at all may already tell
     *     that it is needless
     * @param expiresAt of the segment
     */
    public static Tidying tidied(
            DictionaryHistory history,
            List<List<SeriesPoints>> recent,
            Instant now,
            Instant expiresAt) {
        Dictionary newest = history.nameableAt(now);
        Map<Series, Sighting> seen = sightings(recent);
        Writing writing = new Writing(history, seen, now, expiresAt);
        int dead = 0;
        for (int i = 0; i < newest.size(); i++) {
            dead += writing.isDead(newest.entry(i)) ? 1 : 0;
        }
        int part = newest.size() < FULL_LIST ? DEAD_PART_OF_LONG : DEAD_PART_OF_FULL;
        if (newest.size() < LONG_LIST || dead <= newest.size() / part) {
            return new Tidying.Needless();
        }
        return showsAll(seen)
                ? new Tidying.Anew(writing.anew(returning(seen, newest)))
                : new Tidying.Unclear();
    }

    /** Of a series in the recent chunks: its newest value and when chunks that have it end. */
    private record Sighting(long time, long bits, Set<Long> chunkTimes) {

        Sighting with(Sighting other) {
            Set<Long> times = new TreeSet<>(chunkTimes);
            times.addAll(other.chunkTimes);
            Sighting newest = time >= other.time ? this : other;
            return new Sighting(newest.time, newest.bits, times);
        }
    }

    private static Map<Series, Sighting> sightings(List<List<SeriesPoints>> recent) {
        Map<Series, Sighting> seen = new TreeMap<>(ORDER);
        for (List<SeriesPoints> chunk : recent) {
            for (SeriesPoints each : chunk) {
                Points points = each.points();
                long last = points.lastTime();
                Sighting sighting = new Sighting(last, lastBits(points), Set.of(last));
                seen.merge(each.series(), sighting, Sighting::with);
            }
        }
        return seen;
    }

    /** Of what may be a reference. */
    private static long lastBits(Points points) {
        return switch (points) {
            case NumberPoints numbers -> numbers.bits(numbers.size() - 1);
            case HistogramPoints _ -> 0;
        };
    }

    /** Unlisted series that came more than once, or at all if nothing is listed yet. */
    private static Set<Series> returning(Map<Series, Sighting> seen, Dictionary newest) {
        Set<Series> returning = new TreeSet<>(ORDER);
        seen.forEach(
                (series, sighting) -> {
                    boolean came = newest.size() == 0 || sighting.chunkTimes().size() > 1;
                    if (came && newest.indexOf(series) < 0) {
                        returning.add(series);
                    }
                });
        return returning;
    }

    /** Whether nearly all that was seen was seen more than once: then little can be missing. */
    private static boolean showsAll(Map<Series, Sighting> seen) {
        long again = seen.values().stream().filter(each -> each.chunkTimes().size() > 1).count();
        return again > 0 && again * 10 >= seen.size() * 9L;
    }

    /** Makes segments that come next after a history. */
    private record Writing(
            DictionaryHistory history, Map<Series, Sighting> seen, Instant now, Instant expiresAt) {

        DictionarySegment appended(Set<Series> series) {
            List<SegmentCodec.Line> lines =
                    series.stream()
                            .map(each -> new SegmentCodec.Line(each, seen.get(each).bits(), 0))
                            .toList();
            return segment(history.nameableAt(now), lines);
        }

        /** What is listed and not dead, and these, as far as there is room. */
        DictionarySegment anew(Set<Series> series) {
            Map<Series, SegmentCodec.Line> lines = new TreeMap<>(ORDER);
            for (Series each : series) {
                lines.put(each, new SegmentCodec.Line(each, seen.get(each).bits(), 0));
            }
            Dictionary newest = history.nameableAt(now);
            for (int i = 0; i < newest.size(); i++) {
                Dictionary.Entry entry = newest.entry(i);
                if (!isDead(entry) && lines.size() < Limits.SERIES_PER_HOST_MAX) {
                    lines.put(entry.series(), line(entry));
                }
            }
            return segment(Dictionary.NONE, List.copyOf(lines.values()));
        }

        private SegmentCodec.Line line(Dictionary.Entry entry) {
            Sighting sighting = seen.get(entry.series());
            return sighting == null
                    ? new SegmentCodec.Line(
                            entry.series(), entry.reference(), (int) unseen(entry).toHours())
                    : new SegmentCodec.Line(entry.series(), sighting.bits(), 0);
        }

        boolean isDead(Dictionary.Entry entry) {
            return !seen.containsKey(entry.series()) && unseen(entry).compareTo(UNSEEN_KEPT) > 0;
        }

        private Duration unseen(Dictionary.Entry entry) {
            long seconds = now.getEpochSecond() - entry.seenAtSeconds();
            return Duration.ofSeconds(Math.max(0, seconds));
        }

        /** A segment of as many of these series as a host may have and an item can hold. */
        private DictionarySegment segment(Dictionary continued, List<SegmentCodec.Line> lines) {
            int room = Limits.SERIES_PER_HOST_MAX - continued.size();
            List<SegmentCodec.Line> some = some(lines, room, continued.vocabulary());
            byte[] bytes = encode(continued, some);
            while (bytes.length > SEGMENT_BYTES_MAX) {
                some = some.subList(0, some.size() / 2);
                bytes = encode(continued, some);
            }
            return new DictionarySegment(
                    history.lastVersion() + 1, continued.size(), bytes, expiresAt);
        }

        private byte[] encode(Dictionary continued, List<SegmentCodec.Line> lines) {
            return SegmentCodec.encode(
                    new SegmentCodec.Segment(now.getEpochSecond(), lines), continued.vocabulary());
        }

        /** As many as may fit, so that little is encoded for nothing. */
        private static List<SegmentCodec.Line> some(
                List<SegmentCodec.Line> lines, int room, Vocabulary known) {
            int count = 0;
            long text = 0;
            long weight = 0;
            for (SegmentCodec.Line line : lines) {
                text += NewText.octets(line.series(), known);
                weight += SeriesModel.weight(line.series());
                if (count == room || text > SEGMENT_TEXT_MAX || weight > SeriesModel.WEIGHT_MAX) {
                    break;
                }
                NewText.learn(line.series(), known);
                count++;
            }
            return lines.subList(0, count);
        }
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
