package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The part of a chunk after its header:
 *
 * <pre>
 * check     2 octets over all that is to be read, so that a wrong dictionary is noticed
 * inline    series that the dictionary does not list (see SeriesModel)
 * coded     which series of the dictionary; then of each, the inline ones last, times and values
 * </pre>
 */
final class ChunkBody {

    private static final int CHECK_BITS = 16;

    private ChunkBody() {}

    static void write(
            Contents contents,
            byte[] inline,
            Dictionary dictionary,
            ChunkCodec.Header header,
            Sink sink) {
        List<Points> points = new ArrayList<>(contents.listed());
        contents.inline().forEach(each -> points.add(each.points()));
        RangeEncoder coder = new RangeEncoder();
        codePresence(coder, contents.positions(), dictionary.size());
        TimeModel times = times(coder, header);
        ValueModel values = new ValueModel(coder);
        Check check = new Check();
        for (int i = 0; i < points.size(); i++) {
            long[] pointTimes = new long[points.get(i).size()];
            long[] bits = new long[pointTimes.length];
            for (int j = 0; j < bits.length; j++) {
                pointTimes[j] = points.get(i).time(j);
                bits[j] = points.get(i).bits(j);
            }
            times.code(pointTimes);
            if (i < contents.positions().length) {
                Dictionary.Entry entry = dictionary.entry(contents.positions()[i]);
                check.add(entry.identity(), pointTimes, bits);
                values.code(entry.series(), true, entry.reference(), bits);
            } else {
                check.add(Check.INLINE, pointTimes, bits);
                int at = i - contents.positions().length;
                values.code(contents.inline().get(at).series(), false, 0, bits);
            }
        }
        check.write(sink);
        sink.octets(inline);
        sink.octets(coder.finish());
    }

    static byte[] encodeSeries(List<SeriesPoints> inline, Dictionary dictionary) {
        if (inline.isEmpty()) {
            return new byte[0];
        }
        RangeEncoder coder = new RangeEncoder();
        SeriesModel model = new SeriesModel(coder, dictionary.vocabulary());
        inline.forEach(each -> model.code(each.series()));
        return coder.finish();
    }

    static List<SeriesPoints> read(Source source, Dictionary dictionary, ChunkCodec.Header header)
            throws Malformed {
        if (header.seriesCount() - header.inlineCount() > dictionary.size()) {
            throw new Malformed("more series than are listed");
        }
        int said = source.octet() | source.octet() << Byte.SIZE;
        try {
            byte[] series = source.octets(header.inlineBytes());
            List<Series> inline = decodeSeries(series, header.inlineCount(), dictionary);
            return readPoints(source.rest(), said, inline, dictionary, header);
        } catch (Damaged e) {
            throw new Malformed("a chunk that " + e.getMessage());
        }
    }

    private static List<Series> decodeSeries(byte[] bytes, int count, Dictionary dictionary) {
        List<Series> series = new ArrayList<>();
        if (count > 0) {
            RangeDecoder coder = new RangeDecoder(bytes);
            SeriesModel model = new SeriesModel(coder, dictionary.vocabulary());
            for (int i = 0; i < count; i++) {
                series.add(model.code(SeriesModel.ANY));
            }
            coder.end();
        }
        return series;
    }

    private static List<SeriesPoints> readPoints(
            byte[] coded,
            int said,
            List<Series> inline,
            Dictionary dictionary,
            ChunkCodec.Header header)
            throws Malformed {
        RangeDecoder coder = new RangeDecoder(coded);
        int listed = header.seriesCount() - header.inlineCount();
        int[] positions = codePresence(coder, new int[listed], dictionary.size());
        TimeModel times = times(coder, header);
        ValueModel values = new ValueModel(coder);
        Check check = new Check();
        List<SeriesPoints> points = new ArrayList<>();
        for (int i = 0; i < header.seriesCount(); i++) {
            long[] pointTimes = times.code(new long[0]);
            long[] bits = new long[pointTimes.length];
            if (i < listed) {
                Dictionary.Entry entry = dictionary.entry(positions[i]);
                values.code(entry.series(), true, entry.reference(), bits);
                check.add(entry.identity(), pointTimes, bits);
                points.add(new SeriesPoints(entry.series(), new Points(pointTimes, bits)));
            } else {
                Series series = inline.get(i - listed);
                values.code(series, false, 0, bits);
                check.add(Check.INLINE, pointTimes, bits);
                points.add(new SeriesPoints(series, new Points(pointTimes, bits)));
            }
        }
        coder.end();
        if (check.value() != said) {
            throw new Malformed("a chunk that does not say what was written");
        }
        return points;
    }

    private static TimeModel times(RangeCoder coder, ChunkCodec.Header header) {
        int span = (int) (header.lastTime() - header.firstTime());
        return new TimeModel(coder, header.firstTime(), span, header.sampleCount());
    }

    /** Codes which positions of {@code size} there are; reading, it fills them in. */
    private static int[] codePresence(RangeCoder coder, int[] positions, int size) {
        Odds present = new Odds(8);
        int history = 7;
        int next = 0;
        for (int i = 0; i < size && next < positions.length; i++) {
            boolean allOthers = size - i == positions.length - next;
            int bit = positions[next] == i ? 1 : 0;
            bit = allOthers ? 1 : coder.bit(bit, present, history);
            history = (history << 1 | bit) & 7;
            if (bit == 1) {
                positions[next++] = i;
            }
        }
        return positions;
    }

    private static final class Check {

        /** Series inline are in the chunk itself; only for listed ones can the wrong be read. */
        private static final Identity INLINE = new Identity(0, 0);

        private final CRC32C crc = new CRC32C();

        void add(Identity identity, long[] times, long[] bits) {
            ByteBuffer words = ByteBuffer.allocate(Long.BYTES * (1 + 2 * times.length));
            words.putLong(identity.low());
            for (int i = 0; i < times.length; i++) {
                words.putLong(times[i]).putLong(bits[i]);
            }
            crc.update(words.flip());
        }

        int value() {
            return (int) (crc.getValue() & (1 << CHECK_BITS) - 1);
        }

        void write(Sink sink) {
            sink.octet(value());
            sink.octet(value() >>> Byte.SIZE);
        }
    }
}
