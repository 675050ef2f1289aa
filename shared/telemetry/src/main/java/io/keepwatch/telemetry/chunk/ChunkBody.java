package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a chunk says, without its header.
 *
 * @param check over series, times and values as they are to be read
 * @param inline the series that the dictionary does not list, see {@link SeriesModel}; empty if
 *     there are none
 * @param coded which series of the dictionary there are; then of each, those inline last, its times
 *     and values
 */
record ChunkBody(int check, byte[] inline, byte[] coded) {

    static ChunkBody encode(
            Contents contents, Dictionary dictionary, long firstTime, long lastTime) {
        byte[] inline = encodeSeries(contents.inline(), dictionary);
        Check check = new Check(inline);
        RangeEncoder coder = new RangeEncoder();
        codePresence(coder, contents.positions(), dictionary.size());
        TimeModel times = new TimeModel(coder, firstTime, lastTime, ChunkCodec.SAMPLES_MAX);
        ValueModel values = new ValueModel(coder);
        for (int i = 0; i < contents.positions().length; i++) {
            Dictionary.Entry entry = dictionary.entry(contents.positions()[i]);
            long[] bits = bits(contents.listed().get(i));
            check.add(entry.identity(), times.code(times(contents.listed().get(i))), bits);
            values.code(entry.series(), true, entry.reference(), bits);
        }
        for (SeriesPoints each : contents.inline()) {
            long[] bits = bits(each.points());
            check.add(Check.NAMED_INLINE, times.code(times(each.points())), bits);
            values.code(each.series(), false, 0, bits);
        }
        return new ChunkBody(check.value(), inline, coder.finish());
    }

    private static byte[] encodeSeries(List<SeriesPoints> inline, Dictionary dictionary) {
        if (inline.isEmpty()) {
            return new byte[0];
        }
        RangeEncoder coder = new RangeEncoder();
        SeriesModel model = new SeriesModel(coder, dictionary.vocabulary());
        inline.forEach(each -> model.code(each.series()));
        return coder.finish();
    }

    static List<SeriesPoints> decode(Source source, Dictionary dictionary, ChunkCodec.Header header)
            throws Malformed {
        if (header.seriesCount() - header.inlineCount() > dictionary.size()) {
            throw new Malformed("a chunk of more series than are listed");
        }
        try {
            byte[] names = source.octets(header.inlineBytes());
            List<Series> inline = decodeSeries(names, header.inlineCount(), dictionary);
            Check check = new Check(names);
            List<SeriesPoints> points =
                    decodePoints(source.rest(), check, inline, dictionary, header);
            if (check.value() != header.check()) {
                throw new Malformed("a chunk that does not say what was written");
            }
            return points;
        } catch (Damaged e) {
            throw new Malformed("a chunk that is damaged: " + e.getMessage());
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

    private static List<SeriesPoints> decodePoints(
            byte[] coded,
            Check check,
            List<Series> inline,
            Dictionary dictionary,
            ChunkCodec.Header header) {
        RangeDecoder coder = new RangeDecoder(coded);
        int[] positions = new int[header.seriesCount() - header.inlineCount()];
        codePresence(coder, positions, dictionary.size());
        TimeModel times =
                new TimeModel(coder, header.firstTime(), header.lastTime(), header.sampleCount());
        ValueModel values = new ValueModel(coder);
        List<SeriesPoints> points = new ArrayList<>();
        for (int position : positions) {
            Dictionary.Entry entry = dictionary.entry(position);
            long[] pointTimes = times.code(new long[0]);
            long[] bits = new long[pointTimes.length];
            values.code(entry.series(), true, entry.reference(), bits);
            check.add(entry.identity(), pointTimes, bits);
            points.add(new SeriesPoints(entry.series(), new Points(pointTimes, bits)));
        }
        for (Series series : inline) {
            long[] pointTimes = times.code(new long[0]);
            long[] bits = new long[pointTimes.length];
            values.code(series, false, 0, bits);
            check.add(Check.NAMED_INLINE, pointTimes, bits);
            points.add(new SeriesPoints(series, new Points(pointTimes, bits)));
        }
        coder.end();
        return points;
    }

    /** Codes which positions of {@code size} there are; reading, it fills them in. */
    private static void codePresence(RangeCoder coder, int[] positions, int size) {
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
    }

    private static long[] times(Points points) {
        long[] times = new long[points.size()];
        Arrays.setAll(times, points::time);
        return times;
    }

    private static long[] bits(Points points) {
        long[] bits = new long[points.size()];
        Arrays.setAll(bits, points::bits);
        return bits;
    }

    private static final class Check {

        private static final int CHECK_BITS = 16;

        /** Of series whose names the chunk itself has; they are checked as they stand there. */
        private static final Identity NAMED_INLINE = new Identity(0, 0);

        private final CRC32C crc = new CRC32C();

        Check(byte[] inline) {
            crc.update(inline);
        }

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
    }
}
