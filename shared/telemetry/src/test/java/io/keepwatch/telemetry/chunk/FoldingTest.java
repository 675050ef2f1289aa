package io.keepwatch.telemetry.chunk;

import static io.keepwatch.telemetry.chunk.Samples.NOON;
import static io.keepwatch.telemetry.chunk.Samples.T;
import static io.keepwatch.telemetry.chunk.Samples.at;
import static io.keepwatch.telemetry.chunk.Samples.gauge;
import static io.keepwatch.telemetry.chunk.Samples.history;
import static io.keepwatch.telemetry.chunk.Samples.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldingTest {

    private static final Instant EXPIRES = NOON.plus(Duration.ofDays(30));

    private static final Tidying NEEDLESS = new Tidying.Needless();

    /** So many that their names cost several write units. */
    private static final int MANY = 900;

    @Test
    void listsTheFirstSeriesOfAHostAtOnceAndInOrder() throws Malformed {
        List<SeriesPoints> push = push("m.", 3, 0);
        assertThat(Folding.mayPay(encoded(push, Dictionary.NONE))).isTrue();

        DictionarySegment segment =
                next(DictionaryHistory.none(), List.of(push.reversed())).orElseThrow();

        assertThat(segment.version()).isEqualTo(1);
        assertThat(segment.start()).isZero();
        assertThat(segment.expiresAt()).isEqualTo(EXPIRES);
        assertThat(listed(DictionaryHistory.none(), segment)).isEqualTo(series(push));
    }

    @Test
    void hasNothingToDoForAChunkWhoseSeriesAreListed() throws Malformed {
        DictionaryHistory history = history(push("m.", 3, 0));

        assertThat(Folding.mayPay(encoded(push("m.", 3, 1), history.newest()))).isFalse();
        assertThat(next(history, List.of(push("m.", 3, 0), push("m.", 3, 1)))).isEmpty();
        assertThat(next(history, List.of())).isEmpty();
    }

    @Test
    void leavesInlineWhatCostsNothing() throws Malformed {
        DictionaryHistory history = history(push("m.", 3, 0));

        assertThat(Folding.mayPay(encoded(push("n.", 3, 0), history.newest()))).isFalse();
        assertThat(next(history, IntStream.range(0, 3).mapToObj(i -> push("n.", 3, i)).toList()))
                .isEmpty();
    }

    @Test
    void listsWhatCameTwiceAndThenCostMoreInlineThanItsSegmentWould() throws Malformed {
        DictionaryHistory history = history(push("m.", 3, 0));
        List<List<SeriesPoints>> recent = new ArrayList<>();
        recent.add(push("quite.another.exporter.", MANY, 0));
        assertThat(Folding.mayPay(encoded(recent.getFirst(), history.newest()))).isTrue();
        Optional<DictionarySegment> segment = Optional.empty();
        while (segment.isEmpty() && recent.size() < 8) {
            assertThat(next(history, recent)).isEmpty();
            recent.add(push("quite.another.exporter.", MANY, recent.size()));
            Collections.shuffle(recent);
            segment = next(history, recent);
        }

        assertThat(recent).hasSizeBetween(3, 4);
        assertThat(segment.orElseThrow().version()).isEqualTo(2);
        assertThat(segment.get().start()).isEqualTo(3);
        assertThat(listed(history, segment.get())).hasSize(3 + MANY);
    }

    @Test
    void takesAPushThatIsRepeatedForOne() throws Malformed {
        DictionaryHistory history = history(push("m.", 3, 0));
        List<SeriesPoints> once = push("quite.another.exporter.", MANY, 0);

        assertThat(next(history, Collections.nCopies(6, once))).isEmpty();
    }

    @Test
    void writesAListAnewOnceItHasManySegments() throws Malformed {
        DictionaryHistory history = history(push("m0.", 1, 0));
        for (int i = 1; i < Folding.SEGMENTS_MAX; i++) {
            history = history.with(segment(i + 1, history.newest(), push("m" + i + ".", 1, 0)));
        }

        DictionarySegment segment = next(history, manyTimes(8)).orElseThrow();

        assertThat(segment.version()).isEqualTo(Folding.SEGMENTS_MAX + 1);
        assertThat(segment.start()).isZero();
        assertThat(listed(history, segment)).hasSize(Folding.SEGMENTS_MAX + MANY);
        assertThat(history.with(segment).version(Folding.SEGMENTS_MAX)).isPresent();
    }

    @Test
    void beginsANewListInsteadOfAddingToOneThatIsAboutToExpire() throws Malformed {
        DictionaryHistory history = history(push("m.", 3, 0));
        Instant last = EXPIRES.minus(Limits.DICTIONARY_LEFT_MIN);
        List<List<SeriesPoints>> recent = List.of(push("m.", 2, 0));
        Instant later = last.plus(Limits.DICTIONARY_KEPT);

        assertThat(Folding.next(history, recent, last, later)).isEmpty();
        DictionarySegment segment =
                Folding.next(history, recent, last.plusMillis(1), later).orElseThrow();

        assertThat(segment.version()).isEqualTo(2);
        assertThat(segment.start()).isZero();
        assertThat(segment.expiresAt()).isEqualTo(later);
        assertThat(listed(history, segment)).isEqualTo(series(recent.getFirst()));
    }

    @Test
    void leavesAListThatIsAboutToExpireUntidied() throws Malformed {
        DictionaryHistory history = history(push("dead.", Folding.LONG_LIST, 0));
        List<List<SeriesPoints>> recent = List.of(push("alive.", 50, 1), push("alive.", 50, 2));
        Instant last = EXPIRES.minus(Limits.DICTIONARY_LEFT_MIN);

        assertThat(anew(tidied(history, recent, last)).version()).isEqualTo(2);
        assertThat(tidied(history, recent, last.plusMillis(1))).isEqualTo(NEEDLESS);
    }

    @Test
    void writesAListAnewIfItsNewestSegmentsCannotBeHad() throws Malformed {
        DictionarySegment first = segment(1, Dictionary.NONE, push("m.", 3, 0));
        Dictionary one = DictionaryHistory.of(List.of(first)).newest();
        DictionarySegment orphan = segment(3, one, push("n.", 3, 0));
        DictionaryHistory history = DictionaryHistory.of(List.of(first, orphan));

        DictionarySegment segment = next(history, manyTimes(8)).orElseThrow();

        assertThat(segment.version()).isEqualTo(4);
        assertThat(segment.start()).isZero();
    }

    @Test
    void tidiesAwayWhatHasNotBeenSeenForADay() throws Malformed {
        DictionarySegment dead = segment(1, Dictionary.NONE, push("dead.", Folding.LONG_LIST, 0));
        Instant later = NOON.plus(Duration.ofHours(20));
        Dictionary one = DictionaryHistory.of(List.of(dead)).newest();
        DictionarySegment alive = segment(2, one, push("alive.", 50, 0), later);
        DictionaryHistory history = DictionaryHistory.of(List.of(dead, alive));
        List<List<SeriesPoints>> recent = List.of(push("alive.", 50, 1), push("alive.", 50, 2));

        assertThat(Folding.mayBeTidied(List.of(dead, alive))).isTrue();
        assertThat(tidied(history, recent, NOON.plus(Duration.ofHours(24)))).isEqualTo(NEEDLESS);
        DictionarySegment segment = anew(tidied(history, recent, NOON.plus(Duration.ofHours(25))));

        assertThat(segment.version()).isEqualTo(3);
        assertThat(segment.start()).isZero();
        assertThat(segment.expiresAt()).isEqualTo(EXPIRES);
        assertThat(listed(history, segment)).isEqualTo(series(recent.getFirst()));
        assertThat(Folding.mayBeTidied(List.of(dead, alive, segment))).isFalse();
    }

    @Test
    void leavesAListThatIsMostlyAliveUntilItIsNearlyFull() throws Malformed {
        Instant later = NOON.plus(Duration.ofHours(25));
        List<List<SeriesPoints>> recent =
                List.of(push("alive.", 12_000, 1), push("alive.", 12_000, 2));

        Tidying roomy = tidied(history(aliveAndDead(12_000, 5_900)), recent, later);
        DictionaryHistory full = history(aliveAndDead(12_000, 6_000));

        assertThat(roomy).isEqualTo(NEEDLESS);
        assertThat(listed(full, anew(tidied(full, recent, later))))
                .isEqualTo(series(recent.getFirst()));
    }

    @Test
    void leavesAFullListInWhichAlmostAllIsAlive() throws Malformed {
        List<List<SeriesPoints>> recent =
                List.of(push("alive.", 18_000, 1), push("alive.", 18_000, 2));

        assertThat(
                        tidied(
                                history(aliveAndDead(18_000, 2_000)),
                                recent,
                                NOON.plus(Duration.ofDays(2))))
                .isEqualTo(NEEDLESS);
    }

    @Test
    void remembersSinceWhenASeriesIsUnseenWhenItWritesAListAnew() throws Malformed {
        int many = Folding.LONG_LIST + 1_000;
        DictionarySegment rare = segment(1, Dictionary.NONE, push("rare.", many, 0));
        Dictionary one = DictionaryHistory.of(List.of(rare)).newest();
        Instant longAgo = NOON.minus(Duration.ofDays(2));
        DictionarySegment dead = segment(2, one, push("dead.", many + 100, 0), longAgo);
        DictionaryHistory history = DictionaryHistory.of(List.of(rare, dead));
        List<List<SeriesPoints>> recent = List.of(push("alive.", 50, 1), push("alive.", 50, 2));

        Instant first = NOON.plus(Duration.ofHours(20));
        DictionaryHistory tidy = history.with(anew(tidied(history, recent, first)));

        assertThat(tidy.newest().size()).isEqualTo(many + 50);
        assertThat(tidied(tidy, recent, first.plus(Duration.ofHours(1)))).isEqualTo(NEEDLESS);
        assertThat(anew(tidied(tidy, recent, first.plus(Duration.ofHours(5)))).version())
                .isEqualTo(4);
    }

    @Test
    void callsNothingDeadWhileTheRecentChunksMayNotShowAll() throws Malformed {
        DictionaryHistory history = history(push("m.", Folding.LONG_LIST, 0));
        Instant later = NOON.plus(Duration.ofDays(3));

        // Slices of one large scrape: each series once.
        assertThat(tidied(history, List.of(push("a.", 20, 1), push("b.", 20, 1)), later))
                .isEqualTo(new Tidying.Unclear());
        assertThat(tidied(history, List.of(), later)).isEqualTo(new Tidying.Unclear());
    }

    @Test
    void leavesAShortListAsItIs() throws Malformed {
        DictionarySegment dead = segment(1, Dictionary.NONE, push("dead.", 500, 0));
        List<List<SeriesPoints>> recent = List.of(push("alive.", 50, 1), push("alive.", 50, 2));

        assertThat(Folding.mayBeTidied(List.of())).isFalse();
        assertThat(Folding.mayBeTidied(List.of(dead))).isFalse();
        assertThat(
                        tidied(
                                DictionaryHistory.of(List.of(dead)),
                                recent,
                                NOON.plus(Duration.ofDays(3))))
                .isEqualTo(NEEDLESS);
    }

    @Test
    void listsNoMoreSeriesThanAHostMayHave() throws Malformed {
        int most = Limits.SERIES_PER_HOST_MAX;

        DictionarySegment segment =
                next(DictionaryHistory.none(), List.of(push("m.", most + 10, 0))).orElseThrow();

        assertThat(listed(DictionaryHistory.none(), segment)).hasSize(most);
    }

    @Test
    void cutsASegmentThatWouldNotFitIntoAnItem() throws Malformed {
        List<SeriesPoints> push =
                IntStream.range(0, 12_000)
                        .mapToObj(i -> at(gauge(Integer.toString(i).repeat(40) + noise(i)), T, 1.0))
                        .toList();

        DictionarySegment segment = next(DictionaryHistory.none(), List.of(push)).orElseThrow();

        assertThat(segment.bytes().length).isLessThanOrEqualTo(Folding.SEGMENT_BYTES_MAX);
        assertThat(listed(DictionaryHistory.none(), segment)).hasSizeBetween(1_000, 11_000);
    }

    private static String noise(int seed) {
        StringBuilder text = new StringBuilder();
        new Random(seed).ints(60, ' ', 0x7f).forEach(text::appendCodePoint);
        return text.toString();
    }

    private static List<List<SeriesPoints>> manyTimes(int times) {
        return IntStream.range(0, times).mapToObj(i -> push("new.", MANY, i)).toList();
    }

    /** A push of so many series in a certain minute. */
    private static List<SeriesPoints> push(String prefix, int count, int minute) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                at(
                                        gauge((prefix + "%05d").formatted(i)),
                                        T + 60_000L * minute,
                                        i * 1.25))
                .toList();
    }

    private static Optional<DictionarySegment> next(
            DictionaryHistory history, List<List<SeriesPoints>> recent) throws Malformed {
        return Folding.next(history, recent, NOON, EXPIRES);
    }

    private static Tidying tidied(
            DictionaryHistory history, List<List<SeriesPoints>> recent, Instant now) {
        return Folding.tidied(history, recent, now, EXPIRES);
    }

    private static DictionarySegment anew(Tidying tidying) {
        assertThat(tidying).isInstanceOf(Tidying.Anew.class);
        return ((Tidying.Anew) tidying).segment();
    }

    private static List<SeriesPoints> aliveAndDead(int alive, int dead) {
        List<SeriesPoints> all = new ArrayList<>(push("alive.", alive, 0));
        all.addAll(push("dead.", dead, 0));
        return all;
    }

    private static byte[] encoded(List<SeriesPoints> push, Dictionary dictionary) {
        return ChunkCodec.encode(push, dictionary).bytes();
    }

    private static List<Series> listed(DictionaryHistory history, DictionarySegment segment)
            throws Malformed {
        return history.with(segment).newest().series();
    }

    private static List<Series> series(List<SeriesPoints> points) {
        return points.stream().map(SeriesPoints::series).toList();
    }
}
