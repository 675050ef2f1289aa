package io.keepwatch.telemetry.chunk;

import static io.keepwatch.telemetry.chunk.Samples.T;
import static io.keepwatch.telemetry.chunk.Samples.at;
import static io.keepwatch.telemetry.chunk.Samples.counter;
import static io.keepwatch.telemetry.chunk.Samples.gauge;
import static io.keepwatch.telemetry.chunk.Samples.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChunkCodecTest {

    private final SeriesPoints load = at(gauge("system.load"), T, 0.5, 0.51, 0.49);
    private final SeriesPoints sent =
            at(counter("system.network.io", new Label("device", "eth0")), T, 7L, 900L, 1_000L);
    private final SeriesPoints late = at(gauge("late"), T + 20_000, Double.NaN);

    @Test
    void readsBackWhatItWroteWithoutADictionary() throws Malformed {
        EncodedChunk chunk = ChunkCodec.encode(List.of(load, sent, late), Dictionary.NONE);

        assertThat(chunk.firstTime()).isEqualTo(T);
        assertThat(ChunkCodec.decode(chunk.bytes(), DictionaryHistory.none()::version))
                .containsExactly(load, sent, late);
    }

    @Test
    void givesListedSeriesFirstAndTheOthersInline() throws Malformed {
        DictionaryHistory history = history(List.of(load, sent));

        byte[] bytes = ChunkCodec.encode(List.of(late, sent), history.newest()).bytes();

        assertThat(ChunkCodec.decode(bytes, history::version)).containsExactly(sent, late);
        assertThat(ChunkCodec.decodeInline(bytes, history::version)).containsExactly(late);
        ChunkCodec.Header header = ChunkCodec.header(bytes);
        assertThat(header)
                .isEqualTo(
                        new ChunkCodec.Header(
                                1, 2, 1, 4, T, T + 20_000, header.inlineBytes(), header.check()));
        assertThat(header.inlineBytes()).isBetween(4, 12);
    }

    @Test
    void hashesTheSamplesWhateverTheirOrderAndDictionary() throws Malformed {
        String hash = ChunkCodec.encode(List.of(load, sent, late), Dictionary.NONE).hash();

        assertThat(hash).matches("[A-Za-z0-9_-]{12}");
        assertThat(ChunkCodec.encode(List.of(late, sent, load), Dictionary.NONE).hash())
                .isEqualTo(hash);
        assertThat(
                        ChunkCodec.encode(
                                        List.of(sent, late, load),
                                        history(List.of(late, load)).newest())
                                .hash())
                .isEqualTo(hash);
        assertThat(ChunkCodec.encode(List.of(load, sent), Dictionary.NONE).hash())
                .isNotEqualTo(hash);
    }

    @Test
    void needsTheDictionaryThatItNames() throws Malformed {
        byte[] bytes = ChunkCodec.encode(List.of(load), history(List.of(load)).newest()).bytes();

        assertThatThrownBy(() -> ChunkCodec.decode(bytes, _ -> Optional.empty()))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("version 1");
    }

    @Test
    void noticesThatTheDictionaryIsAnotherOfThatVersion() throws Malformed {
        // A host comes back after its dictionary has expired, and somebody still has the old one.
        List<SeriesPoints> both = List.of(load, sent);
        byte[] bytes = ChunkCodec.encode(both, history(both).newest()).bytes();
        SeriesPoints changed = at(load.series(), T, 0.75);

        for (List<SeriesPoints> other :
                List.of(List.of(sent, load), List.of(changed, sent), List.of(load, late))) {
            assertThatThrownBy(() -> ChunkCodec.decode(bytes, history(other)::version))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void refusesQuicklyWhatClaimsMoreThanItHas() throws Malformed {
        DictionaryHistory history = history(List.of(load));
        int most = ChunkCodec.SAMPLES_MAX;
        for (int inline : new int[] {0, 1, most}) {
            Sink claim = new Sink();
            claim.octets(new byte[] {1, 0, 0, 1});
            claim.signed(T);
            claim.number(120_000);
            claim.number(Math.max(1, inline));
            claim.number(most - Math.max(1, inline));
            claim.number(inline);
            claim.octets(new byte[] {9, -1, 0x55, -1, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1, -1, 9, 9});

            assertThatThrownBy(() -> ChunkCodec.decode(claim.toBytes(), history::version))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void refusesASeriesTwiceAndNoSamplesAtAll() throws Malformed {
        Dictionary listed = history(List.of(load)).newest();

        assertThatThrownBy(() -> ChunkCodec.encode(List.of(load, load), Dictionary.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChunkCodec.encode(List.of(load, load), listed))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChunkCodec.encode(List.of(), Dictionary.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ChunkCodec.encodeAll(List.of(), Dictionary.NONE)).isEmpty();
    }

    @Test
    void cutsAPushThatSpansTooMuch() throws Malformed {
        long[] times = LongStream.range(0, 26).map(i -> T + 10_000 * i).toArray();
        SeriesPoints hours = new SeriesPoints(load.series(), new NumberPoints(times, new long[26]));

        List<EncodedChunk> chunks = ChunkCodec.encodeAll(List.of(hours, late), Dictionary.NONE);

        assertThat(chunks).extracting(EncodedChunk::firstTime).containsExactly(T, T + 130_000);
        assertThat(ChunkCodec.header(chunks.getFirst().bytes()).lastTime())
                .isEqualTo(T + EncodedChunk.SPAN_MILLIS_MAX);
        assertThat(samples(chunks)).isEqualTo(27);
    }

    @Test
    void cutsAPushThatIsTooLarge() throws Malformed {
        Random random = new Random(1);
        List<SeriesPoints> noise = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            noise.add(at(gauge("noise." + i), T, random.longs(12).toArray()));
        }
        long[] everyMilli = LongStream.rangeClosed(0, 120_000).map(i -> T + i).toArray();
        noise.add(
                new SeriesPoints(
                        gauge("fast"),
                        new NumberPoints(everyMilli, random.longs(everyMilli.length).toArray())));

        List<EncodedChunk> chunks = ChunkCodec.encodeAll(noise, Dictionary.NONE);

        assertThat(chunks)
                .hasSizeGreaterThan(2)
                .allMatch(chunk -> chunk.bytes().length <= EncodedChunk.BYTES_MAX);
        assertThat(samples(chunks)).isEqualTo(300 * 12 + 120_001);
        assertThat(chunks).extracting(EncodedChunk::hash).doesNotHaveDuplicates();
    }

    private static int samples(List<EncodedChunk> chunks) throws Malformed {
        int samples = 0;
        for (EncodedChunk chunk : chunks) {
            List<SeriesPoints> points =
                    ChunkCodec.decode(chunk.bytes(), DictionaryHistory.none()::version);
            samples += points.stream().mapToInt(each -> each.points().size()).sum();
        }
        return samples;
    }
}
