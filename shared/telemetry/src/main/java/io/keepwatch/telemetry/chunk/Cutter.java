package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Cuts what a push said of one host into the parts of which each becomes a chunk. How large a chunk
 * will be is estimated by what it has to spell out and by the number of its samples, so that hardly
 * anything is encoded that turns out too large and has to be encoded again in halves.
 */
final class Cutter {

    /** What a sample costs in a chunk, roughly: less if it is regular, up to four times as much. */
    private static final int SAMPLE_OCTETS = 2;

    private final Dictionary dictionary;
    private final NewText newText;
    private final Function<List<SeriesPoints>, EncodedChunk> encoder;
    private final List<EncodedChunk> chunks = new ArrayList<>();
    private final List<SeriesPoints> refused = new ArrayList<>();

    /**
     * @param encoder makes one chunk of what can be one, however large
     */
    Cutter(
            Dictionary dictionary,
            NewText newText,
            Function<List<SeriesPoints>, EncodedChunk> encoder) {
        this.dictionary = dictionary;
        this.newText = newText;
        this.encoder = encoder;
    }

    /** See {@link ChunkCodec#encodeAll}. */
    ChunkCodec.Encoded cut(List<SeriesPoints> points) {
        for (List<SeriesPoints> window : windows(points)) {
            if (newText.isUnlimited() && isSmall(window)) {
                encode(window);
            } else {
                encodeInParts(window);
            }
        }
        return new ChunkCodec.Encoded(chunks, refused);
    }

    /** The samples by window; a window starts with the first sample after the one before. */
    private static List<List<SeriesPoints>> windows(List<SeriesPoints> points) {
        List<List<SeriesPoints>> windows = new ArrayList<>();
        List<SeriesPoints> rest = points;
        while (!rest.isEmpty()) {
            long last = endOfSpan(ChunkCodec.firstTime(rest));
            List<SeriesPoints> window = new ArrayList<>();
            List<SeriesPoints> later = new ArrayList<>();
            for (SeriesPoints each : rest) {
                int inside = countUntil(each.points(), last);
                if (inside > 0) {
                    window.add(slice(each, 0, inside));
                }
                if (inside < each.points().size()) {
                    later.add(slice(each, inside, each.points().size()));
                }
            }
            windows.add(window);
            rest = later;
        }
        return windows;
    }

    /** The latest time in a chunk that starts at {@code first}. */
    static long endOfSpan(long first) {
        long longest = EncodedChunk.SPAN_MILLIS_MAX;
        return first > Long.MAX_VALUE - longest ? Long.MAX_VALUE : first + longest;
    }

    /** How often the span of a chunk goes into that of these. */
    static long spans(Points points) {
        return (points.lastTime() - points.firstTime()) / EncodedChunk.SPAN_MILLIS_MAX;
    }

    private static int countUntil(Points points, long last) {
        int count = 0;
        while (count < points.size() && points.time(count) <= last) {
            count++;
        }
        return count;
    }

    private static SeriesPoints slice(SeriesPoints whole, int from, int end) {
        Points points = whole.points();
        if (from == 0 && end == points.size()) {
            return whole;
        }
        return new SeriesPoints(whole.series(), points.slice(from, end));
    }

    /** Nearly all pushes: even if all of its text is new, it is one chunk. */
    private static boolean isSmall(List<SeriesPoints> points) {
        long octets =
                TextModel.OCTETS_MAX * ChunkCodec.weight(points)
                        + SAMPLE_OCTETS * ChunkCodec.samples(points);
        return octets <= EncodedChunk.BYTES_MAX;
    }

    private void encodeInParts(List<SeriesPoints> window) {
        Part part = new Part();
        for (SeriesPoints each : window) {
            int text = part.newText(each);
            if (!part.points.isEmpty() && !part.hasRoom(each, text)) {
                encode(part.points);
                part = new Part();
                text = part.newText(each);
            }
            if (newText.take(text)) {
                part.add(each, text);
            } else {
                refused.add(each);
            }
        }
        if (!part.points.isEmpty()) {
            encode(part.points);
        }
    }

    /** What is to become a chunk. */
    private final class Part {

        private final List<SeriesPoints> points = new ArrayList<>();
        private final Vocabulary known = dictionary.vocabulary();
        private long octets;
        private long weight;

        int newText(SeriesPoints each) {
            boolean listed = dictionary.indexOf(each.series()) >= 0;
            return listed ? 0 : NewText.octets(each.series(), known);
        }

        boolean hasRoom(SeriesPoints each, int text) {
            return octets + octets(each, text) <= EncodedChunk.BYTES_MAX
                    && weight + SeriesModel.weight(each.series()) <= SeriesModel.WEIGHT_MAX;
        }

        void add(SeriesPoints each, int text) {
            points.add(each);
            octets += octets(each, text);
            weight += SeriesModel.weight(each.series());
            if (text > 0) {
                NewText.learn(each.series(), known);
            }
        }

        private static long octets(SeriesPoints each, int text) {
            return text + (long) SAMPLE_OCTETS * each.points().size();
        }
    }

    private void encode(List<SeriesPoints> points) {
        if (ChunkCodec.fits(points)) {
            EncodedChunk chunk = encoder.apply(points);
            if (chunk.bytes().length <= EncodedChunk.BYTES_MAX) {
                chunks.add(chunk);
                return;
            }
        }
        halves(points).forEach(this::encode);
    }

    /** Half of the series each, or of one series half of its points. */
    private static List<List<SeriesPoints>> halves(List<SeriesPoints> points) {
        if (points.size() > 1) {
            int middle = points.size() / 2;
            return List.of(points.subList(0, middle), points.subList(middle, points.size()));
        }
        SeriesPoints only = points.getFirst();
        int size = only.points().size();
        if (size == 1) {
            throw new IllegalArgumentException("one series is larger than a chunk may be");
        }
        return List.of(List.of(slice(only, 0, size / 2)), List.of(slice(only, size / 2, size)));
    }
}
