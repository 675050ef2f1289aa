package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Short ways to series and samples. */
final class Samples {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final long T = NOON.toEpochMilli();

    private Samples() {}

    static Series gauge(String name, Label... labels) {
        return new Series(name, List.of(labels), Kind.GAUGE, ValueType.DOUBLE, "1");
    }

    static Series counter(String name, Label... labels) {
        return new Series(name, List.of(labels), Kind.COUNTER, ValueType.LONG, "By");
    }

    static SeriesPoints at(Series series, long time, long... bits) {
        long[] times = IntStream.range(0, bits.length).mapToLong(i -> time + 10_000L * i).toArray();
        return new SeriesPoints(series, new NumberPoints(times, bits));
    }

    static SeriesPoints at(Series series, long time, double... values) {
        long[] times =
                IntStream.range(0, values.length).mapToLong(i -> time + 10_000L * i).toArray();
        long[] bits = new long[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Double.doubleToRawLongBits(values[i]);
        }
        return new SeriesPoints(series, new NumberPoints(times, bits));
    }

    static DictionarySegment segment(int version, Dictionary continued, List<SeriesPoints> series) {
        return segment(version, continued, series, NOON);
    }

    static DictionarySegment segment(
            int version, Dictionary continued, List<SeriesPoints> series, Instant writtenAt) {
        List<SegmentCodec.Line> lines =
                series.stream()
                        .map(each -> new SegmentCodec.Line(each.series(), first(each), 0))
                        .toList();
        byte[] bytes =
                SegmentCodec.encode(
                        new SegmentCodec.Segment(writtenAt.getEpochSecond(), lines),
                        continued.vocabulary());
        Instant expiresAt = writtenAt.plus(Limits.DICTIONARY_KEPT);
        return new DictionarySegment(version, continued.size(), bytes, expiresAt);
    }

    private static long first(SeriesPoints samples) {
        return switch (samples.points()) {
            case NumberPoints numbers -> numbers.bits(0);
            case HistogramPoints _ -> 0;
        };
    }

    static DictionaryHistory history(List<SeriesPoints> series) throws Malformed {
        return DictionaryHistory.of(List.of(segment(1, Dictionary.NONE, series)));
    }
}
