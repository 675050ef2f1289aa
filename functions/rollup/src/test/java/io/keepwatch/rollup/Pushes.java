package io.keepwatch.rollup;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.Dictionary;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Folding;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What a host pushes, and what it becomes. */
final class Pushes {

    private Pushes() {}

    /** One sample each of that many series, whose names begin alike. */
    static List<SeriesPoints> push(String prefix, int count, Instant at) {
        return push(prefix, 0, count, at);
    }

    static List<SeriesPoints> push(String prefix, int from, int count, Instant at) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new SeriesPoints(series(prefix + i), points(at, i)))
                .toList();
    }

    static EncodedChunk chunk(String prefix, int count, Instant at, Dictionary dictionary) {
        return ChunkCodec.encode(push(prefix, count, at), dictionary);
    }

    /** The first segment of a host that has pushed these series. */
    static DictionarySegment firstSegment(String prefix, int count, Instant at) {
        try {
            return Folding.next(
                            DictionaryHistory.none(),
                            List.of(push(prefix, count, at)),
                            at,
                            at.plus(Limits.DICTIONARY_KEPT))
                    .orElseThrow();
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    private static Series series(String name) {
        return new Series(name, List.of(), Kind.GAUGE, ValueType.LONG, "1");
    }

    private static Points points(Instant at, long value) {
        return new NumberPoints(new long[] {at.toEpochMilli()}, new long[] {value});
    }
}
