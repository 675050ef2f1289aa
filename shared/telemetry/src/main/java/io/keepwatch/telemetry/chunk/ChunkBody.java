package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of a chunk after its header: which series, at what times, with what values. */
final class ChunkBody {

    private ChunkBody() {}

    static byte[] write(Contents contents, Dictionary dictionary, long firstTime) {
        Sink sink = new Sink();
        int next = 0;
        for (int position : contents.positions()) {
            sink.number(position - next);
            next = position + 1;
        }
        List<Series> inline = contents.inline().stream().map(SeriesPoints::series).toList();
        SeriesList.write(inline, dictionary.vocabulary(), sink);
        List<Points> points = new ArrayList<>(contents.listed());
        contents.inline().forEach(each -> points.add(each.points()));
        writeTimes(points, firstTime, sink);
        for (int i = 0; i < points.size(); i++) {
            Points each = points.get(i);
            long before =
                    i < contents.positions().length
                            ? dictionary.entry(contents.positions()[i]).reference()
                            : 0;
            for (int j = 0; j < each.size(); j++) {
                sink.signed(each.bits(j) - before);
                before = each.bits(j);
            }
        }
        return sink.toBytes();
    }

    private static void writeTimes(List<Points> points, long firstTime, Sink sink) {
        Map<List<Long>, Integer> vectors = new LinkedHashMap<>();
        List<Integer> uses = new ArrayList<>();
        for (Points each : points) {
            List<Long> times = new ArrayList<>(each.size());
            for (int i = 0; i < each.size(); i++) {
                times.add(each.time(i));
            }
            uses.add(vectors.computeIfAbsent(times, _ -> vectors.size()));
        }
        sink.number(vectors.size());
        for (List<Long> times : vectors.keySet()) {
            sink.number(times.size());
            long before = firstTime;
            for (long time : times) {
                sink.number(time - before);
                before = time;
            }
        }
        uses.forEach(sink::number);
    }

    static List<SeriesPoints> read(byte[] bytes, ChunkCodec.Header header, Dictionary dictionary)
            throws Malformed {
        Source source = new Source(bytes);
        List<Series> series = new ArrayList<>(header.seriesCount());
        List<Long> references = new ArrayList<>(header.seriesCount());
        long next = 0;
        for (int i = header.inlineCount(); i < header.seriesCount(); i++) {
            next += source.count(dictionary.size());
            if (next >= dictionary.size()) {
                throw new Malformed("names a series that is not listed");
            }
            Dictionary.Entry entry = dictionary.entry((int) next++);
            series.add(entry.series());
            references.add(entry.reference());
        }
        List<Series> inline = SeriesList.read(source, dictionary.vocabulary());
        if (inline.size() != header.inlineCount()) {
            throw new Malformed("not as many series as it says");
        }
        series.addAll(inline);
        inline.forEach(_ -> references.add(0L));
        List<long[]> times = readTimes(source, header);
        List<SeriesPoints> points = new ArrayList<>(series.size());
        for (int i = 0; i < series.size(); i++) {
            long[] bits = new long[times.get(i).length];
            long before = references.get(i);
            for (int j = 0; j < bits.length; j++) {
                bits[j] = before + source.signed();
                before = bits[j];
            }
            points.add(new SeriesPoints(series.get(i), new Points(times.get(i), bits)));
        }
        source.end();
        return points;
    }

    private static List<long[]> readTimes(Source source, ChunkCodec.Header header)
            throws Malformed {
        int count = source.count(header.seriesCount());
        List<long[]> vectors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long[] times = new long[source.count(Math.min(source.left(), header.sampleCount()))];
            long before = header.firstTime();
            for (int j = 0; j < times.length; j++) {
                before += source.count((int) EncodedChunk.SPAN_MILLIS_MAX);
                times[j] = before;
                if (j > 0 && times[j] <= times[j - 1]) {
                    throw new Malformed("times do not ascend");
                }
            }
            if (times.length == 0 || before > header.lastTime()) {
                throw new Malformed("times beyond their range");
            }
            vectors.add(times);
        }
        List<long[]> uses = new ArrayList<>(header.seriesCount());
        long samples = 0;
        for (int i = 0; i < header.seriesCount(); i++) {
            int use = source.count(count - 1);
            uses.add(vectors.get(use));
            samples += vectors.get(use).length;
        }
        if (samples != header.sampleCount()) {
            throw new Malformed("not as many samples as it says");
        }
        return uses;
    }
}
