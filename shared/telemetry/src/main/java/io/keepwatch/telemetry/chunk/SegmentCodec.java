package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a dictionary's segment.
 *
 * <pre>
 * format      1
 * writtenAt   epoch seconds
 * count       of series
 * coded       for each series: it (see SeriesModel), how long it was unseen, its reference if it is of numbers
 * </pre>
 */
final class SegmentCodec {

    private static final int FORMAT = 1;

    /** Far above what a host may have; a brake for damaged bytes. */
    private static final int COUNT_MAX = 1 << 16;

    private static final int UNSEEN_HOURS_MAX = 1 << 16;

    private SegmentCodec() {}

    /**
     * A series as it is listed.
     *
     * @param reference the bits of a value that it had; 0 for histograms, which have none
     * @param unseenHours whole hours, at the time of writing, since it was last seen
     */
    record Line(Series series, long reference, int unseenHours) {}

    record Segment(long writtenAtSeconds, List<Line> lines) {}

    /** Writes a segment that continues {@code vocabulary}, which learns its words. */
    static byte[] encode(Segment segment, Vocabulary vocabulary) {
        Sink sink = new Sink();
        sink.octet(FORMAT);
        sink.number(segment.writtenAtSeconds());
        sink.number(segment.lines().size());
        RangeEncoder coder = new RangeEncoder();
        Lines lines = new Lines(coder, vocabulary);
        segment.lines().forEach(lines::code);
        sink.octets(coder.finish());
        return sink.toBytes();
    }

    /** How many series a segment lists, without reading them. */
    static int count(byte[] bytes) throws Malformed {
        Source source = new Source(bytes);
        readWrittenAt(source);
        return source.count(COUNT_MAX);
    }

    private static long readWrittenAt(Source source) throws Malformed {
        if (source.octet() != FORMAT) {
            throw new Malformed("a segment of an unknown format");
        }
        return source.number();
    }

    static Segment decode(byte[] bytes, Vocabulary vocabulary) throws Malformed {
        Source source = new Source(bytes);
        long writtenAt = readWrittenAt(source);
        int count = source.count(COUNT_MAX);
        try {
            RangeDecoder coder = new RangeDecoder(source.rest());
            Lines lines = new Lines(coder, vocabulary);
            Line any = new Line(SeriesModel.ANY, 0, 0);
            List<Line> said = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                said.add(lines.code(any));
            }
            coder.end();
            return new Segment(writtenAt, said);
        } catch (Damaged e) {
            throw new Malformed("a segment that is damaged: " + e.getMessage());
        }
    }

    private static final class Lines {

        private final RangeCoder coder;
        private final SeriesModel series;
        private final ValueModel values;
        private final NumberModel unseen = new NumberModel(1, 1);

        Lines(RangeCoder coder, Vocabulary vocabulary) {
            this.coder = coder;
            this.series = new SeriesModel(coder, vocabulary);
            this.values = new ValueModel(coder);
        }

        Line code(Line line) {
            Series said = series.code(line.series());
            int hours = coder.bounded(unseen.code(coder, line.unseenHours()), 0, UNSEEN_HOURS_MAX);
            if (said.type() == ValueType.HISTOGRAM) {
                return new Line(said, 0, hours);
            }
            long[] bits = {line.reference()};
            values.code(said, false, 0, bits);
            return new Line(said, bits[0], hours);
        }
    }
}
