package io.keepwatch.telemetry.chunk;

import static io.keepwatch.telemetry.chunk.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Built;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.EncodedChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole histograms in chunks: what they cost, how they are pinned, and how they are cut. */
class HistogramChunkTest {

    private static final int ROUTES = 10;

    private final List<Latencies> routes =
            IntStream.range(0, ROUTES)
                    .mapToObj(i -> new Latencies("/route/" + i, 200_000))
                    .toList();

    @Test
    void costsLittleMoreThanItsBucketsAreSurprising() throws Malformed {
        assertThat(routes.getFirst().buckets()).isBetween(65, 85);

        assertThat(bytesEach(1, 1_000)).isLessThan(80);
        assertThat(bytesEach(6, 1_000)).isLessThan(235);
        assertThat(bytesEach(6, 10)).isLessThan(110);
    }

    @Test
    void costsNoMoreForSeveralSamplesWhileNothingHappens() throws Malformed {
        assertThat(bytesEach(6, 0)).isLessThanOrEqualTo(bytesEach(1, 0) + 1);
    }

    /** Of one series of histograms, its numbers not included. */
    private int bytesEach(int samples, int requests) throws Malformed {
        DictionaryHistory history = Samples.history(next(T - 60_000, 1, requests));
        List<SeriesPoints> points = next(T, samples, requests);
        List<SeriesPoints> numbers =
                points.stream()
                        .filter(each -> each.series().type() != ValueType.HISTOGRAM)
                        .toList();

        byte[] all = ChunkCodec.encode(points, history.newest()).bytes();
        byte[] rest = ChunkCodec.encode(numbers, history.newest()).bytes();

        assertThat(ChunkCodec.decode(all, history::version))
                .containsExactlyInAnyOrderElementsOf(points);
        int each = (all.length - rest.length) / ROUTES;
        System.out.printf(
                "histogram of %d buckets, %d samples, %d observations between: %d B, and %d B of numbers%n",
                routes.getFirst().buckets(), samples, requests, each, rest.length / ROUTES);
        return each;
    }

    @Test
    void writesTheChunkThatItAlwaysWrote() throws Malformed {
        List<SeriesPoints> points = next(T, 6, 1_000);
        DictionaryHistory history = Samples.history(points.subList(0, 25));

        EncodedChunk chunk = ChunkCodec.encode(points, history.newest());

        assertThat(HexFormat.of().formatHex(Identity.sha256().digest(chunk.bytes()), 0, 8))
                .isEqualTo("7a9aed9f7a6a8d0e");
        assertThat(chunk.hash()).isEqualTo("QINaBTLWw1bJ");
    }

    @Test
    void isReadInTheOrderOfTheDictionaryAmongNumbers() throws Malformed {
        List<SeriesPoints> points = next(T, 2, 1_000);
        DictionaryHistory history = Samples.history(points);

        byte[] chunk = ChunkCodec.encode(points, history.newest()).bytes();

        assertThat(ChunkCodec.decode(chunk, history::version)).isEqualTo(points);
    }

    @Test
    void isListedAsAnyOtherSeries() throws Malformed {
        List<SeriesPoints> points = next(T, 1, 1_000);

        DictionaryHistory history =
                DictionaryHistory.of(
                        List.of(
                                Folding.next(
                                                DictionaryHistory.none(),
                                                List.of(points),
                                                Samples.NOON,
                                                Samples.NOON.plusSeconds(60))
                                        .orElseThrow()));

        assertThat(history.newest().series())
                .containsExactlyInAnyOrderElementsOf(
                        points.stream().map(SeriesPoints::series).toList());
        byte[] chunk = ChunkCodec.encode(next(T, 1, 1_000), history.newest()).bytes();
        assertThat(ChunkCodec.header(chunk).inlineCount()).isZero();
    }

    @Test
    void isCutWhereAChunkWouldHaveTooManyBuckets() throws Malformed {
        Histogram large = histogram(Histogram.BUCKETS_MAX, new Random(1));
        Histogram[] many = new Histogram[300];
        Arrays.fill(many, large);
        long[] times = IntStream.range(0, many.length).mapToLong(i -> T + i).toArray();
        SeriesPoints points = new SeriesPoints(series("large"), new HistogramPoints(times, many));

        List<EncodedChunk> chunks = ChunkCodec.encodeAll(List.of(points), Dictionary.NONE);

        assertThat(chunks).hasSize(2);
        assertThat(read(chunks)).hasSize(many.length).containsOnly(large);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChunkCodec.encode(List.of(points), Dictionary.NONE));
    }

    @Test
    void fitsEvenAtItsWorst() {
        Random random = new Random(2);
        List<SeriesPoints> worst = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Histogram[] noise = {histogram(Histogram.BUCKETS_MAX, random)};
            worst.add(
                    new SeriesPoints(
                            series("noise" + i), new HistogramPoints(new long[] {T}, noise)));
        }

        assertThat(ChunkCodec.encodeAll(worst, Dictionary.NONE))
                .hasSizeGreaterThan(1)
                .allMatch(chunk -> chunk.bytes().length <= EncodedChunk.BYTES_MAX);
    }

    private static List<Histogram> read(List<EncodedChunk> chunks) throws Malformed {
        List<Histogram> read = new ArrayList<>();
        for (EncodedChunk chunk : chunks) {
            Points points =
                    ChunkCodec.decode(chunk.bytes(), DictionaryHistory.none()::version)
                            .getFirst()
                            .points();
            if (points instanceof HistogramPoints whole) {
                IntStream.range(0, whole.size()).mapToObj(whole::histogram).forEach(read::add);
            }
        }
        return read;
    }

    private static Histogram histogram(int buckets, Random random) {
        Histogram.Builder builder = Histogram.at(0, ValueType.LONG);
        int index = 0;
        for (int i = 0; i < buckets; i++) {
            index += 1 + random.nextInt(1 << 16);
            builder.positive(index, 1 + (random.nextLong() >>> 1 + random.nextInt(62)) / 2);
        }
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> histogram;
            case Built.Invalid(Histogram.Fault fault) -> throw new AssertionError(fault);
        };
    }

    private static Series series(String name) {
        return new Series(name, List.of(), Kind.COUNTER, ValueType.HISTOGRAM, "s");
    }

    private List<SeriesPoints> next(long time, int samples, int requests) {
        List<SeriesPoints> points = new ArrayList<>();
        routes.forEach(each -> points.addAll(each.next(time, samples, requests)));
        return points;
    }
}
