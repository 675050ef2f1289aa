package io.keepwatch.telemetry.chunk;

import static io.keepwatch.telemetry.chunk.Samples.T;
import static io.keepwatch.telemetry.chunk.Samples.at;
import static io.keepwatch.telemetry.chunk.Samples.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CutterTest {

    /** How much text was encoded, in chunks that were kept or not. */
    private long textEncoded;

    private int encoded;

    @Test
    void encodesHardlyAnyTextTwice() {
        List<SeriesPoints> points = longTexts(1_000, 1_000);

        ChunkCodec.Encoded cut = cut(points, Dictionary.NONE, NewText.unlimited());

        assertThat(cut.chunks())
                .hasSizeBetween(8, 16)
                .allMatch(chunk -> chunk.bytes().length <= EncodedChunk.BYTES_MAX);
        assertThat(textEncoded).isEqualTo(ChunkCodec.weight(points));
    }

    @Test
    void cutsNothingThatIsSmallForWhatItSays() throws Malformed {
        List<SeriesPoints> points =
                IntStream.range(0, 20_000)
                        .mapToObj(
                                i ->
                                        at(
                                                gauge(
                                                        "name.of.some.length." + i % 500,
                                                        new Label("pod", "pod-" + "x".repeat(200)),
                                                        new Label("device", "sd" + i / 500)),
                                                T,
                                                i))
                        .toList();

        assertThat(cut(points, Dictionary.NONE, NewText.unlimited()).chunks()).hasSize(1);
        assertThat(encoded).isEqualTo(1);
    }

    @Test
    void encodesNoSampleMoreThanThreeTimes() {
        Random random = new Random(1);
        List<SeriesPoints> noise =
                IntStream.range(0, 2_000)
                        .mapToObj(i -> at(gauge("noise." + i), T, random.longs(12).toArray()))
                        .toList();

        cut(noise, Dictionary.NONE, NewText.unlimited());

        assertThat(textEncoded).isLessThanOrEqualTo(3 * ChunkCodec.weight(noise));
    }

    @Test
    void refusesTheSeriesWhoseTextIsTooMuchForAPushAndKeepsTheOthers() throws Malformed {
        List<SeriesPoints> long1 = longTexts(100, 500);
        List<SeriesPoints> listed = longTexts(101, 500).subList(100, 101);
        List<SeriesPoints> all = new ArrayList<>(long1);
        all.addAll(listed);
        Dictionary dictionary = Samples.history(listed).newest();

        NewText limited = NewText.of(List.of(all), 100_000);
        ChunkCodec.Encoded cut = cut(all, dictionary, limited);
        ChunkCodec.Encoded next = cut(long1.subList(99, 100), Dictionary.NONE, limited);

        assertThat(cut.refused().size()).isEqualTo(50);
        assertThat(cut.refused().equals(long1.subList(50, 100))).isTrue();
        assertThat(cut.chunks()).hasSize(1);
        assertThat(ChunkCodec.header(cut.chunks().getFirst().bytes()).seriesCount())
                .isEqualTo(50 + 1);
        assertThat(next.refused().size()).isEqualTo(1);
        assertThat(next.chunks()).isEmpty();
    }

    @Test
    void countsTextOnceForEachChunkThatSpellsItOut() throws Malformed {
        long[] hours = LongStream.range(0, 100).map(i -> T + 130_000 * i).toArray();
        SeriesPoints longest =
                new SeriesPoints(
                        longTexts(1, 1_000).getFirst().series(),
                        new NumberPoints(hours, new long[100]));

        ChunkCodec.Encoded cut =
                cut(
                        List.of(longest),
                        Dictionary.NONE,
                        NewText.of(List.of(List.of(longest)), 40_500));

        assertThat(cut.chunks()).hasSize(10);
        assertThat(cut.refused().size()).isEqualTo(90);
        assertThat(textEncoded).isLessThanOrEqualTo(40_500);
    }

    @Test
    void limitsNoPushThatCannotHaveTooMuch() {
        List<SeriesPoints> points = longTexts(10, 500);

        assertThat(NewText.of(List.of(points), 100_000).isUnlimited()).isTrue();
        assertThat(NewText.of(List.of(points, points), 100_000).isUnlimited()).isFalse();
    }

    private ChunkCodec.Encoded cut(
            List<SeriesPoints> points, Dictionary dictionary, NewText newText) {
        return new Cutter(
                        dictionary,
                        newText,
                        part -> {
                            encoded++;
                            textEncoded += ChunkCodec.weight(part);
                            return ChunkCodec.encodeWhole(part, dictionary);
                        })
                .cut(points);
    }

    /** Series with four labels of so many characters of noise. */
    private static List<SeriesPoints> longTexts(int series, int characters) {
        Random random = new Random(5);
        List<SeriesPoints> points = new ArrayList<>();
        for (int i = 0; i < series; i++) {
            List<Label> labels = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d")) {
                StringBuilder value = new StringBuilder();
                random.ints(characters, '!', '{').forEach(value::appendCodePoint);
                labels.add(new Label(name, value.toString()));
            }
            points.add(at(gauge("g", labels.toArray(Label[]::new)), T, random.nextLong()));
        }
        return points;
    }
}
