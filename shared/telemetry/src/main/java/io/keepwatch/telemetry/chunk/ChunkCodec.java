package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What one push said of one host as bytes, and back, bit by bit the same.
 *
 * <pre>
 * format         1
 * check          2 octets, see {@link Header#check}
 * dictionary     version
 * firstTime      epoch milliseconds
 * span           milliseconds from there to the last sample
 * series         count
 * samples        count, less the one that each series has
 * inline         count of series that the dictionary does not list
 * inline octets  count, if there are any
 * body           see {@link ChunkBody}
 * </pre>
 *
 * Numbers have seven bits an octet. After a header of some 17 octets, the body is coded by models
 * of what metrics look like and what the dictionary knows of them, to less than half of what zstd
 * makes of it.
 */
public final class ChunkCodec {

    /** Samples in one chunk; a push of more is cut. */
    public static final int SAMPLES_MAX = 1 << 18;

    private static final int FORMAT = 1;

    private ChunkCodec() {}

    /**
     * What a chunk says of itself without being unpacked.
     *
     * @param dictionaryVersion the version it needs to be read; 0 for none
     * @param seriesCount of its series, those inline included
     * @param inlineCount of its series that its dictionary does not list
     * @param firstTime of its earliest sample, epoch milliseconds
     * @param lastTime of its latest sample
     * @param inlineBytes how many octets name its series that are inline
     * @param check 16 bits over all that is to be read, so that damage and a wrong dictionary are
     *     noticed
     */
    public record Header(
            int dictionaryVersion,
            int seriesCount,
            int inlineCount,
            int sampleCount,
            long firstTime,
            long lastTime,
            int inlineBytes,
            int check) {}

    /**
     * What a push said of one host, in chunks.
     *
     * @param refused the samples whose series have more new text than was left
     */
    public record Encoded(List<EncodedChunk> chunks, List<SeriesPoints> refused) {}

    /** All chunks, however much has to be spelled out. */
    public static List<EncodedChunk> encodeAll(List<SeriesPoints> points, Dictionary dictionary) {
        return encodeAll(points, dictionary, NewText.unlimited()).chunks();
    }

    /**
     * Cuts what a push said of one host into chunks, so that none spans more than {@link
     * EncodedChunk#SPAN_MILLIS_MAX} or has more than {@link EncodedChunk#BYTES_MAX} bytes. The same
     * samples are cut in the same way.
     *
     * @param points each series once, in any order; the order does not change the chunk's hash
     * @param newText what may be spelled out, in all chunks together
     */
    public static Encoded encodeAll(
            List<SeriesPoints> points, Dictionary dictionary, NewText newText) {
        return new Cutter(dictionary, newText, part -> encodeWhole(part, dictionary)).cut(points);
    }

    /**
     * One chunk of all samples.
     *
     * @throws IllegalArgumentException if there are none or too many, if they span too much, or if
     *     a series comes twice
     */
    public static EncodedChunk encode(List<SeriesPoints> points, Dictionary dictionary) {
        if (points.isEmpty() || !fits(points)) {
            throw new IllegalArgumentException("no samples, or too many for one chunk");
        }
        if (lastTime(points) > Cutter.endOfSpan(firstTime(points))) {
            throw new IllegalArgumentException("samples that span too much for one chunk");
        }
        EncodedChunk chunk = encodeWhole(points, dictionary);
        if (chunk.bytes().length > EncodedChunk.BYTES_MAX) {
            throw new IllegalArgumentException("too large for one chunk");
        }
        return chunk;
    }

    /** One chunk, however large. */
    static EncodedChunk encodeWhole(List<SeriesPoints> points, Dictionary dictionary) {
        Contents contents = Contents.of(points, dictionary);
        long firstTime = firstTime(points);
        ChunkBody body = ChunkBody.encode(contents, dictionary, firstTime, lastTime(points));
        Sink sink = new Sink();
        sink.octet(FORMAT);
        sink.octet(body.check());
        sink.octet(body.check() >>> Byte.SIZE);
        sink.number(dictionary.version());
        sink.signed(firstTime);
        sink.number(lastTime(points) - firstTime);
        sink.number(points.size());
        sink.number(samples(points) - points.size());
        sink.number(contents.inline().size());
        if (!contents.inline().isEmpty()) {
            sink.number(body.inline().length);
        }
        sink.octets(body.inline());
        sink.octets(body.coded());
        return new EncodedChunk(firstTime, contents.hash(), sink.toBytes());
    }

    /** What the chunk says of itself. */
    public static Header header(byte[] bytes) throws Malformed {
        return header(new Source(bytes));
    }

    private static Header header(Source source) throws Malformed {
        if (source.octet() != FORMAT) {
            throw new Malformed("a chunk of an unknown format");
        }
        int check = source.octet() | source.octet() << Byte.SIZE;
        int version = source.count(Integer.MAX_VALUE);
        long firstTime = source.signed();
        int span = source.count((int) EncodedChunk.SPAN_MILLIS_MAX);
        int series = source.count(SAMPLES_MAX);
        int samples = series + source.count(SAMPLES_MAX - series);
        int inline = source.count(series);
        int inlineBytes = inline == 0 ? 0 : source.count(EncodedChunk.BYTES_MAX);
        long lastTime = firstTime + span;
        if (series == 0 || lastTime < firstTime) {
            throw new Malformed("a chunk that says nothing");
        }
        return new Header(
                version, series, inline, samples, firstTime, lastTime, inlineBytes, check);
    }

    /**
     * All samples of a chunk: those of listed series in the dictionary's order, then those of
     * series inline.
     *
     * @param dictionaries the host's dictionary of a version, as {@link DictionaryHistory#version}
     */
    public static List<SeriesPoints> decode(
            byte[] bytes, IntFunction<Optional<Dictionary>> dictionaries) throws Malformed {
        Source source = new Source(bytes);
        Header header = header(source);
        Dictionary dictionary =
                dictionaries
                        .apply(header.dictionaryVersion())
                        .orElseThrow(
                                () ->
                                        new Malformed(
                                                "needs dictionary version %d, which is not there"
                                                        .formatted(header.dictionaryVersion())));
        return ChunkBody.decode(source, dictionary, header);
    }

    /**
     * The samples of a chunk's series that its dictionary does not list: what {@link Folding} may
     * list next.
     */
    public static List<SeriesPoints> decodeInline(
            byte[] bytes, IntFunction<Optional<Dictionary>> dictionaries) throws Malformed {
        int inline = header(bytes).inlineCount();
        if (inline == 0) {
            return List.of();
        }
        List<SeriesPoints> all = decode(bytes, dictionaries);
        return all.subList(all.size() - inline, all.size());
    }

    /** Whether the models can code them in one chunk; it may still be too large. */
    static boolean fits(List<SeriesPoints> points) {
        return samples(points) <= SAMPLES_MAX
                && weight(points) <= SeriesModel.WEIGHT_MAX
                && histogramWeight(points) <= HistogramModel.WEIGHT_MAX;
    }

    static long samples(List<SeriesPoints> points) {
        return points.stream().mapToLong(each -> each.points().size()).sum();
    }

    static long weight(List<SeriesPoints> points) {
        return points.stream().mapToLong(each -> SeriesModel.weight(each.series())).sum();
    }

    static long histogramWeight(List<SeriesPoints> points) {
        return points.stream()
                .mapToLong(
                        each ->
                                switch (each.points()) {
                                    case NumberPoints _ -> 0;
                                    case HistogramPoints whole -> histogramWeight(whole);
                                })
                .sum();
    }

    private static long histogramWeight(HistogramPoints points) {
        long weight = 0;
        for (int i = 0; i < points.size(); i++) {
            weight += HistogramModel.weight(points.histogram(i));
        }
        return weight;
    }

    static long firstTime(List<SeriesPoints> points) {
        return points.stream().mapToLong(each -> each.points().firstTime()).min().orElseThrow();
    }

    private static long lastTime(List<SeriesPoints> points) {
        return points.stream().mapToLong(each -> each.points().lastTime()).max().orElseThrow();
    }
}
