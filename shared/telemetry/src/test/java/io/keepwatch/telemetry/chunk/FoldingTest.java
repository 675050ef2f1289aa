package io.keepwatch.telemetry.chunk;

import static io.keepwatch.telemetry.chunk.Samples.NOON;
import static io.keepwatch.telemetry.chunk.Samples.T;
import static io.keepwatch.telemetry.chunk.Samples.at;
import static io.keepwatch.telemetry.chunk.Samples.gauge;
import static io.keepwatch.telemetry.chunk.Samples.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldingTest {

    private static final Instant EXPIRES = NOON.plusSeconds(86_400);

    @Test
    void listsTheFirstSeriesOfAHostAtOnce() throws Malformed {
        List<SeriesPoints> push = push("m.", 3, T);

        DictionarySegment segment =
                Folding.next(DictionaryHistory.none(), List.of(push), NOON, EXPIRES).orElseThrow();

        assertThat(segment.version()).isEqualTo(1);
        assertThat(segment.start()).isZero();
        assertThat(segment.expiresAt()).isEqualTo(EXPIRES);
        assertThat(DictionaryHistory.none().with(segment).newest().series())
                .containsExactlyElementsOf(push.stream().map(SeriesPoints::series).toList());
    }

    @Test
    void leavesInlineWhatCostsNothing() throws Malformed {
        DictionaryHistory history = history(push("m.", 3, T));
        List<List<SeriesPoints>> recent = List.of(push("n.", 3, T), push("n.", 3, T + 60_000));

        assertThat(Folding.next(history, recent, NOON, EXPIRES)).isEmpty();
        assertThat(Folding.mayPay(ChunkCodec.encode(recent.get(0), history.newest()).bytes()))
                .isFalse();
    }

    @Test
    void listsWhatCostsMoreInlineThanItsSegment() throws Malformed {
        DictionaryHistory history = history(push("m.", 3, T));
        List<SeriesPoints> once = push("quite.another.exporter.", 900, T);
        List<SeriesPoints> again = push("quite.another.exporter.", 900, T + 60_000);

        assertThat(Folding.mayPay(ChunkCodec.encode(once, history.newest()).bytes())).isTrue();
        assertThat(Folding.next(history, List.of(once), NOON, EXPIRES)).isEmpty();
        Optional<DictionarySegment> segment =
                Folding.next(history, List.of(once, again, again), NOON, EXPIRES);

        assertThat(segment.orElseThrow().start()).isEqualTo(3);
        assertThat(history.with(segment.get()).newest().size()).isEqualTo(903);
    }

    private static List<SeriesPoints> push(String prefix, int count, long time) {
        return IntStream.range(0, count)
                .mapToObj(i -> at(gauge((prefix + "%05d").formatted(i)), time, i * 1.25))
                .toList();
    }
}
