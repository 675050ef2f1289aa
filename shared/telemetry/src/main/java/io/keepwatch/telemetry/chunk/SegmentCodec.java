package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Series;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a dictionary's segment.
 *
 * <pre>
 * format      1
 * writtenAt   epoch seconds
 * packed      series list (see SeriesList), then each one's reference as a signed number
 * </pre>
 */
final class SegmentCodec {

    static final int FORMAT = 1;

    /** A segment's size unpacked; a brake for damaged counts. */
    static final int UNPACKED_MAX = 1 << 24;

    private SegmentCodec() {}

    /**
     * @param references for each series, the bits of a value that it had
     */
    record Segment(long writtenAtSeconds, List<Series> series, List<Long> references) {}

    /** Writes a segment that continues {@code vocabulary}, which learns its words. */
    static byte[] encode(Segment segment, Vocabulary vocabulary) {
        Sink body = new Sink();
        SeriesList.write(segment.series(), vocabulary, body);
        for (int i = 0; i < segment.series().size(); i++) {
            body.signed(segment.references().get(i));
        }
        Sink sink = new Sink();
        sink.octet(FORMAT);
        sink.number(segment.writtenAtSeconds());
        Packing.write(body.toBytes(), sink);
        return sink.toBytes();
    }

    static Segment decode(byte[] bytes, Vocabulary vocabulary) throws Malformed {
        Source source = new Source(bytes);
        if (source.octet() != FORMAT) {
            throw new Malformed("a segment of an unknown format");
        }
        long writtenAt = source.number();
        Source body = new Source(Packing.read(source, UNPACKED_MAX));
        source.end();
        List<Series> series = SeriesList.read(body, vocabulary);
        List<Long> references = new ArrayList<>(series.size());
        for (int i = 0; i < series.size(); i++) {
            references.add(body.signed());
        }
        body.end();
        return new Segment(writtenAt, series, references);
    }
}
