package io.keepwatch.telemetry.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random chunks, 2 000 of them; with {@code -Dkeepwatch.deep=true} 100 000. */
class ChunkPropertyTest {

    private static final int TIMES = Boolean.getBoolean("keepwatch.deep") ? 200 : 4;

    private static final int SPAN = (int) EncodedChunk.SPAN_MILLIS_MAX;

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void readsBackEveryBit(@ForAll long seed) throws Malformed {
        Random random = new Random(seed);
        RandomChunks chunks = new RandomChunks(random);
        for (int i = 0; i < TIMES; i++) {
            List<SeriesPoints> points = chunks.points(chunks.series(12), SPAN);
            DictionaryHistory history = chunks.history(points);

            EncodedChunk chunk = ChunkCodec.encode(points, history.newest());

            List<SeriesPoints> read = ChunkCodec.decode(chunk.bytes(), history::version);
            assertThat(bySeries(read)).isEqualTo(bySeries(points));
            List<SeriesPoints> inline =
                    points.stream()
                            .filter(each -> history.newest().indexOf(each.series()) < 0)
                            .toList();
            assertThat(ChunkCodec.decodeInline(chunk.bytes(), history::version)).isEqualTo(inline);
            ChunkCodec.Header header = ChunkCodec.header(chunk.bytes());
            assertThat(header)
                    .isEqualTo(
                            new ChunkCodec.Header(
                                    history.newest().version(),
                                    points.size(),
                                    inline.size(),
                                    points.stream().mapToInt(each -> each.points().size()).sum(),
                                    chunk.firstTime(),
                                    lastTime(points),
                                    header.inlineBytes(),
                                    header.check()));
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void hashesTheSameSamplesAlikeAndOthersNot(@ForAll long seed) throws Malformed {
        Random random = new Random(seed);
        RandomChunks chunks = new RandomChunks(random);
        List<SeriesPoints> points = chunks.points(chunks.series(8), SPAN);
        String hash = ChunkCodec.encode(points, chunks.history(points).newest()).hash();

        Collections.shuffle(points, random);
        assertThat(ChunkCodec.encode(points, chunks.history(points).newest()).hash())
                .isEqualTo(hash);

        SeriesPoints changed = points.removeFirst();
        points.add(new SeriesPoints(changed.series(), chunks.changed(changed.points())));
        assertThat(ChunkCodec.encode(points, Dictionary.NONE).hash()).isNotEqualTo(hash);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void tellsDamageAndNeverHangs(@ForAll long seed) throws Malformed {
        Random random = new Random(seed);
        RandomChunks chunks = new RandomChunks(random);
        List<SeriesPoints> points = chunks.points(chunks.series(12), SPAN);
        DictionaryHistory history = chunks.history(points);
        EncodedChunk chunk = ChunkCodec.encode(points, history.newest());
        for (int i = 0; i < 4 * TIMES; i++) {
            byte[] damaged = chunks.damaged(chunk);
            try {
                List<SeriesPoints> read = ChunkCodec.decode(damaged, history::version);
                int samples = read.stream().mapToInt(each -> each.points().size()).sum();
                assertThat(samples).isLessThanOrEqualTo(ChunkCodec.SAMPLES_MAX);
            } catch (Malformed e) {
                assertThat(e).hasMessageNotContainingAny("null", "[");
            }
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void tellsDamageOfSegments(@ForAll long seed) throws Malformed {
        RandomChunks chunks = new RandomChunks(new Random(seed));
        List<SeriesPoints> points = chunks.points(chunks.series(12), SPAN);
        DictionarySegment segment = Samples.segment(1, Dictionary.NONE, points);
        for (int i = 0; i < TIMES; i++) {
            byte[] damaged = chunks.damaged(new EncodedChunk(0, "", segment.bytes()));
            DictionarySegment other = new DictionarySegment(1, 0, damaged, segment.expiresAt());
            try {
                assertThat(DictionaryHistory.of(List.of(other)).newest().version()).isEqualTo(1);
            } catch (Malformed e) {
                assertThat(e).hasMessageNotContainingAny("null", "[");
            }
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void losesNothingOfAPushThatIsCut(@ForAll long seed) throws Malformed {
        RandomChunks chunks = new RandomChunks(new Random(seed));
        List<SeriesPoints> points = chunks.points(chunks.series(12), 7 * SPAN);
        DictionaryHistory history = chunks.history(points);

        Map<Series, TreeMap<Long, Points>> read = new HashMap<>();
        for (EncodedChunk chunk : ChunkCodec.encodeAll(points, history.newest())) {
            ChunkCodec.Header header = ChunkCodec.header(chunk.bytes());
            assertThat(header.lastTime() - header.firstTime()).isBetween(0L, (long) SPAN);
            add(ChunkCodec.decode(chunk.bytes(), history::version), read);
        }

        Map<Series, TreeMap<Long, Points>> sent = new HashMap<>();
        add(points, sent);
        assertThat(read).isEqualTo(sent);
    }

    private static void add(List<SeriesPoints> points, Map<Series, TreeMap<Long, Points>> all) {
        for (SeriesPoints each : points) {
            TreeMap<Long, Points> samples =
                    all.computeIfAbsent(each.series(), _ -> new TreeMap<>());
            for (int i = 0; i < each.points().size(); i++) {
                Points only = each.points().slice(i, i + 1);
                assertThat(samples.put(only.firstTime(), only)).isNull();
            }
        }
    }

    private static Map<Series, Points> bySeries(List<SeriesPoints> points) {
        Map<Series, Points> all = new HashMap<>();
        points.forEach(each -> all.put(each.series(), each.points()));
        return all;
    }

    private static long lastTime(List<SeriesPoints> points) {
        return points.stream().mapToLong(each -> each.points().lastTime()).max().orElseThrow();
    }
}
