package io.keepwatch.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleSetTest {

    private static final long START = 1_772_539_200_000L;
    private static final Instant EARLY = Instant.ofEpochMilli(START);
    private static final Instant LATE = EARLY.plusMillis(1);

    @Test
    void keepsEachTimeOnceAndLetsTheLaterArrivalWin() {
        SampleSet set = new SampleSet(START, START + 100);

        set.add(series("a"), points(START, 2, START + 1, 20), LATE);
        set.add(series("a"), points(START, 1, START + 2, 10), EARLY);

        assertThat(set.folded())
                .containsExactly(
                        new SeriesPoints(
                                series("a"), points(START, 2, START + 1, 20, START + 2, 10)));
    }

    @Test
    void foldsHistogramsAsItDoesNumbers() {
        Series series = new Series("h", List.of(), Kind.COUNTER, ValueType.HISTOGRAM, "s");
        SampleSet set = new SampleSet(START, START + 100);

        set.add(series, histograms(START, 2, START + 1, 20), LATE);
        set.add(series, histograms(START - 1, 5, START, 1, START + 2, 10, START + 100, 7), EARLY);
        set.add(series("a"), points(START, 3), EARLY);

        assertThat(set.folded())
                .containsExactly(
                        new SeriesPoints(series("a"), points(START, 3)),
                        new SeriesPoints(
                                series, histograms(START, 2, START + 1, 20, START + 2, 10)));
    }

    @Test
    void letsNoOrderDecideBetweenHistogramsOfOneMoment() {
        Series series = new Series("h", List.of(), Kind.COUNTER, ValueType.HISTOGRAM, "s");
        SampleSet one = new SampleSet(START, START + 100);
        one.add(series, histograms(START, 2), LATE);
        one.add(series, histograms(START, 1), LATE);
        SampleSet other = new SampleSet(START, START + 100);
        other.add(series, histograms(START, 1), LATE);
        other.add(series, histograms(START, 2), LATE);

        assertThat(one.folded()).isEqualTo(other.folded());
    }

    /** Times and counts in turns. */
    private static HistogramPoints histograms(long... timesAndCounts) {
        long[] times = new long[timesAndCounts.length / 2];
        Histogram[] histograms = new Histogram[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = timesAndCounts[2 * i];
            histograms[i] =
                    switch (Histogram.at(0, ValueType.LONG)
                            .count(timesAndCounts[2 * i + 1])
                            .build()) {
                        case Histogram.Built.Valid(Histogram histogram) -> histogram;
                        case Histogram.Built.Invalid(Histogram.Fault fault) ->
                                throw new AssertionError(fault);
                    };
        }
        return new HistogramPoints(times, histograms);
    }

    @Test
    void leavesOutWhatIsBeforeTheRangeAndWhatIsAtItsEnd() {
        SampleSet set = new SampleSet(START, START + 100);

        set.add(series("a"), points(START - 1, 1, START, 2, START + 99, 3, START + 100, 4), EARLY);
        set.add(series("b"), points(START - 1, 1), EARLY);
        set.add(series("c"), points(START - 1, 1, START + 100, 1), EARLY);

        assertThat(set.folded())
                .containsExactly(new SeriesPoints(series("a"), points(START, 2, START + 99, 3)));
    }

    @Test
    void listsSeriesInTheirOrder() {
        SampleSet set = new SampleSet(START, START + 100);
        for (String name : List.of("b", "a", "c")) {
            set.add(series(name), points(START, 1), EARLY);
        }

        assertThat(set.folded())
                .extracting(SeriesPoints::series)
                .containsExactly(series("a"), series("b"), series("c"));
    }

    @Test
    void refusesARangeThatItCannotSort() {
        assertThatThrownBy(() -> new SampleSet(0, 1L << 31))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SampleSet(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A sample as it was sent: the model keeps the winner by arrival, then by bits. */
    private record Sent(String name, long time, long bits, Instant arrivedAt) {}

    @Property(tries = 300)
    void isTheSameInAnyOrderRepetitionAndCut(
            @ForAll @IntRange(min = 1, max = 200) int count, @ForAll long seed) {
        Random random = new Random(seed);
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(
                    new Sent(
                            "abc".substring(random.nextInt(3)),
                            START + random.nextInt(60),
                            random.nextLong(),
                            EARLY.plusMillis(random.nextInt(3))));
        }
        Map<String, TreeMap<Long, Sent>> model = new HashMap<>();
        for (Sent one : sent) {
            model.computeIfAbsent(one.name(), unused -> new TreeMap<>())
                    .merge(one.time(), one, SampleSetTest::winner);
        }

        List<Sent> repeated = new ArrayList<>(sent);
        for (Sent one : sent) {
            if (random.nextBoolean()) {
                repeated.add(one);
            }
        }
        Collections.shuffle(repeated, random);
        SampleSet set = new SampleSet(START, START + 60);
        addRecut(set, repeated, random);

        Map<String, Points> folded = new HashMap<>();
        set.folded().forEach(one -> folded.put(one.series().name(), one.points()));
        assertThat(folded.keySet()).isEqualTo(model.keySet());
        model.forEach(
                (name, samples) ->
                        assertThat(folded.get(name))
                                .isEqualTo(points(List.copyOf(samples.values()))));
    }

    // Neighbours that happen to ascend in one series and arrival go in as one piece, or as several.
    private static void addRecut(SampleSet set, List<Sent> sent, Random random) {
        List<Sent> piece = new ArrayList<>();
        for (Sent one : sent) {
            boolean fits =
                    !piece.isEmpty()
                            && piece.getLast().name().equals(one.name())
                            && piece.getLast().arrivedAt().equals(one.arrivedAt())
                            && piece.getLast().time() < one.time();
            if (!piece.isEmpty() && (!fits || random.nextInt(4) == 0)) {
                addPiece(set, piece);
                piece.clear();
            }
            piece.add(one);
        }
        addPiece(set, piece);
    }

    private static void addPiece(SampleSet set, List<Sent> piece) {
        set.add(series(piece.getFirst().name()), points(piece), piece.getFirst().arrivedAt());
    }

    private static Sent winner(Sent one, Sent other) {
        int byArrival = one.arrivedAt().compareTo(other.arrivedAt());
        int byAll = byArrival != 0 ? byArrival : Long.compareUnsigned(one.bits(), other.bits());
        return byAll >= 0 ? one : other;
    }

    private static Points points(List<Sent> sent) {
        return new NumberPoints(
                sent.stream().mapToLong(Sent::time).toArray(),
                sent.stream().mapToLong(Sent::bits).toArray());
    }

    private static Points points(long... timesAndBits) {
        long[] times = new long[timesAndBits.length / 2];
        long[] bits = new long[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = timesAndBits[2 * i];
            bits[i] = timesAndBits[2 * i + 1];
        }
        return new NumberPoints(times, bits);
    }

    private static Series series(String name) {
        return new Series(name, List.of(new Label("host", "x")), Kind.GAUGE, ValueType.LONG, "1");
    }
}
