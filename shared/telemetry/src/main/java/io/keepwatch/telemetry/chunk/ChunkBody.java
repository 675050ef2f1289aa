package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
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
 *     and values; then likewise of the series of histograms
 */
record ChunkBody(int check, byte[] inline, byte[] coded) {

    static ChunkBody encode(
            Contents contents, Dictionary dictionary, long firstTime, long lastTime) {
        byte[] inline = encodeSeries(contents.inline(), dictionary);
        Check check = new Check(inline);
        RangeEncoder coder = new RangeEncoder();
        codePresence(coder, contents.positions(), dictionary.size());
        List<Series> named = contents.inline().stream().map(SeriesPoints::series).toList();
        List<Line> lines = lines(contents.positions(), named, dictionary);
        List<Points> points = new ArrayList<>(contents.listed());
        contents.inline().forEach(each -> points.add(each.points()));
        TimeModel times = new TimeModel(coder, firstTime, lastTime, ChunkCodec.SAMPLES_MAX);
        new Samples(coder, times, check).code(lines, points.toArray(Points[]::new));
        return new ChunkBody(check.value(), inline, coder.finish());
    }

    /**
     * What is known of a series before its samples are read.
     *
     * @param reference if it is listed
     */
    private record Line(Series series, Identity identity, boolean listed, long reference) {}

    private static List<Line> lines(int[] positions, List<Series> inline, Dictionary dictionary) {
        List<Line> lines = new ArrayList<>();
        for (int position : positions) {
            Dictionary.Entry entry = dictionary.entry(position);
            lines.add(new Line(entry.series(), entry.identity(), true, entry.reference()));
        }
        inline.forEach(series -> lines.add(new Line(series, Check.NAMED_INLINE, false, 0)));
        return lines;
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
        List<Line> lines = lines(positions, inline, dictionary);
        Points[] points = new Points[lines.size()];
        new Samples(coder, times, check).code(lines, points);
        coder.end();
        List<SeriesPoints> said = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            said.add(new SeriesPoints(lines.get(i).series(), points[i]));
        }
        return said;
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

    /** Times and values of all series: of the numbers first, then of the histograms. */
    private static final class Samples {

        private static final long[] NO_TIMES = {};

        private final RangeCoder coder;
        private final TimeModel times;
        private final Check check;
        private final ValueModel values;
        private final Siblings siblings = new Siblings();

        Samples(RangeCoder coder, TimeModel times, Check check) {
            this.coder = coder;
            this.times = times;
            this.check = check;
            this.values = new ValueModel(coder);
        }

        /**
         * @param points of each line; filled when reading
         */
        void code(List<Line> lines, Points[] points) {
            List<Integer> histograms = new ArrayList<>();
            for (int i = 0; i < points.length; i++) {
                Line line = lines.get(i);
                switch (line.series().type()) {
                    case LONG, DOUBLE -> points[i] = codeNumbers(line, points[i]);
                    case HISTOGRAM -> histograms.add(i);
                }
            }
            if (!histograms.isEmpty()) {
                noteSiblings(lines, points);
                HistogramModel model = new HistogramModel(coder, values, siblings);
                for (int i : histograms) {
                    points[i] = codeHistograms(lines.get(i), model, points[i]);
                }
            }
        }

        private NumberPoints codeNumbers(Line line, Points given) {
            long[] all = codeTimes(given);
            long[] bits = new long[all.length];
            if (coder.writes() && given instanceof NumberPoints numbers) {
                Arrays.setAll(bits, numbers::bits);
            }
            values.code(line.series(), line.listed(), line.reference(), bits);
            check.add(line.identity(), all, bits);
            return new NumberPoints(all, bits);
        }

        private void noteSiblings(List<Line> lines, Points[] points) {
            for (int i = 0; i < points.length; i++) {
                if (points[i] instanceof NumberPoints numbers) {
                    siblings.add(lines.get(i).series(), numbers);
                }
            }
        }

        private HistogramPoints codeHistograms(Line line, HistogramModel model, Points given) {
            long[] all = codeTimes(given);
            Histogram[] histograms = new Histogram[all.length];
            if (coder.writes() && given instanceof HistogramPoints whole) {
                Arrays.setAll(histograms, whole::histogram);
            } else {
                Arrays.fill(histograms, HistogramModel.ANY);
            }
            model.code(line.series(), all, histograms);
            check.add(line.identity(), all, histograms);
            return new HistogramPoints(all, histograms);
        }

        private long[] codeTimes(Points given) {
            long[] all = NO_TIMES;
            if (coder.writes()) {
                all = new long[given.size()];
                Arrays.setAll(all, given::time);
            }
            return times.code(all);
        }
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

        void add(Identity identity, long[] times, Histogram[] histograms) {
            for (int i = 0; i < times.length; i++) {
                long[] said = histograms[i].words();
                ByteBuffer words = ByteBuffer.allocate(Long.BYTES * (2 + said.length));
                words.putLong(identity.low()).putLong(times[i]).asLongBuffer().put(said);
                crc.update(words.clear());
            }
        }

        int value() {
            return (int) (crc.getValue() & (1 << CHECK_BITS) - 1);
        }
    }
}
