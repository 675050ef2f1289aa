package io.keepwatch.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Buckets;
import io.keepwatch.domain.series.Histogram.Builder;
import io.keepwatch.domain.series.Histogram.Built;
import io.keepwatch.domain.series.Histogram.ResetHint;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class HistogramStepsTest {

    private static final long MINUTE = 60_000;
    private static final long START = 1_772_539_200_000L;
    private static final Grid TWO_MINUTES = new Grid(START, MINUTE, 2);
    private static final int MANY = 1_000_000;
    private static final long STALE = 0x7ff0_0000_0000_0002L;

    @Test
    void showsWhatCameToEachBucketASecond() {
        List<Optional<Histogram>> folded =
                fold(
                        Kind.COUNTER,
                        TWO_MINUTES,
                        at(-30, whole(0).count(10).sum(real(5)).positive(1, 10)),
                        at(30, whole(0).count(40).sum(real(11)).positive(1, 10).positive(2, 30)),
                        at(90, whole(0).count(40).sum(real(11)).positive(1, 10).positive(2, 30)));

        // Of 30 in 60 s, half a minute's share was before the first step.
        Histogram first = folded.get(0).orElseThrow();
        assertThat(number(first.count())).isEqualTo(0.25, within(1e-12));
        assertThat(number(first.sum())).isEqualTo(0.05, within(1e-12));
        assertThat(counts(first.positive())).isEqualTo(Map.of(2, 0.25));
        Histogram second = folded.get(1).orElseThrow();
        assertThat(number(second.count())).isZero();
        assertThat(second.hasSum()).isTrue();
        assertThat(counts(second.positive())).isEmpty();
        assertThat(second.hasMin()).isFalse();
    }

    @Test
    void takesAFallForARestartFromZero() {
        Builder before = whole(0).count(10).positive(1, 4).positive(2, 6);
        List<Builder> restarted =
                List.of(
                        whole(0).count(6).positive(2, 6),
                        whole(0).count(12).positive(1, 1).positive(2, 11),
                        whole(0).count(10)
                                .positive(1, 4)
                                .positive(2, 6)
                                .resetHint(ResetHint.RESET));
        for (Builder after : restarted) {
            Histogram folded =
                    fold(Kind.COUNTER, TWO_MINUTES, at(0, before), at(60, after))
                            .getFirst()
                            .orElseThrow();

            assertThat(number(folded.count()))
                    .isEqualTo(valid(after).count() / 60.0, within(1e-12));
        }
    }

    @Test
    void startsAnewWhereBoundsChange() {
        Histogram folded =
                fold(
                                Kind.COUNTER,
                                TWO_MINUTES,
                                at(0, custom(1, 2).count(5).positive(0, 5)),
                                at(60, custom(1, 3).count(9).positive(0, 9)))
                        .getFirst()
                        .orElseThrow();

        assertThat(folded.bound(1)).isEqualTo(3);
        assertThat(number(folded.count())).isEqualTo(0.15, within(1e-12));
    }

    @Test
    void meetsAtTheCoarserSchema() {
        Histogram folded =
                fold(
                                Kind.COUNTER,
                                TWO_MINUTES,
                                at(0, whole(1).count(3).positive(3, 1).positive(4, 2)),
                                at(60, whole(0).count(63).positive(2, 63)))
                        .getFirst()
                        .orElseThrow();

        assertThat(folded.schema()).isZero();
        assertThat(counts(folded.positive())).isEqualTo(Map.of(2, 1.0));
    }

    @Test
    void meetsAtTheWiderZero() {
        Histogram folded =
                fold(
                                Kind.DELTA_COUNTER,
                                new Grid(START, 1_000, 1),
                                at(
                                        0,
                                        whole(0).count(7)
                                                .zeroThreshold(3)
                                                .zeroCount(2)
                                                .positive(3, 5)),
                                at(
                                        0.5,
                                        whole(0).count(6)
                                                .positive(1, 1)
                                                .positive(2, 2)
                                                .negative(3, 3)))
                        .getFirst()
                        .orElseThrow();

        // Zero reaches into the bucket up to 4, and so takes it in; and then one from 4 on is
        // whole.
        assertThat(folded.zeroThreshold()).isEqualTo(4);
        assertThat(number(folded.zeroCount())).isEqualTo(5);
        assertThat(counts(folded.positive())).isEqualTo(Map.of(3, 5.0));
        assertThat(counts(folded.negative())).isEqualTo(Map.of(3, 3.0));
        assertThat(number(folded.count())).isEqualTo(13);
    }

    @Test
    void showsTheSumOfDeltasASecond() {
        List<Optional<Histogram>> folded =
                fold(
                        Kind.DELTA_COUNTER,
                        TWO_MINUTES,
                        at(0, whole(0).count(6).sum(real(1)).positive(1, 6)),
                        at(30, whole(0).count(9).positive(1, 3).positive(2, 6)));

        Histogram first = folded.get(0).orElseThrow();
        assertThat(number(first.count())).isEqualTo(0.25);
        assertThat(first.hasSum()).isFalse();
        assertThat(folded.get(1)).isEmpty();
    }

    @Test
    void showsTheNewestOfGauges() {
        List<Optional<Histogram>> folded =
                fold(
                        Kind.GAUGE,
                        TWO_MINUTES,
                        at(0, whole(0).count(6).positive(1, 6)),
                        at(59.9, whole(0).count(1).positive(1, 1)));

        assertThat(number(folded.get(0).orElseThrow().count())).isEqualTo(1);
        assertThat(folded.get(1)).isEmpty();
    }

    @Test
    void guessesNothingOverAGap() {
        Grid hour = new Grid(START, MINUTE, 60);
        List<Optional<Histogram>> folded =
                fold(
                        Kind.COUNTER,
                        hour,
                        at(0, whole(0).count(6).positive(1, 6)),
                        at(60, whole(0).count(7).positive(1, 7)),
                        at(120, whole(0).count(8).positive(1, 8)),
                        at(2_000, whole(0).count(80).positive(1, 80)));

        assertThat(folded.stream().filter(Optional::isPresent)).hasSize(2);
    }

    @Test
    void passesOverTheMarkOfAnEnd() {
        for (Kind kind : Kind.values()) {
            List<Optional<Histogram>> folded =
                    fold(
                            kind,
                            TWO_MINUTES,
                            at(0, whole(0).count(60).sum(0).positive(1, 60)),
                            at(30, whole(0).sum(STALE)),
                            at(60, whole(0).count(120).sum(0).positive(1, 120)));

            assertThat(number(folded.getFirst().orElseThrow().count()))
                    .isEqualTo(kind == Kind.GAUGE || kind == Kind.UP_DOWN_COUNTER ? 60 : 1);
        }
    }

    @Test
    void makesBucketsCoarserUntilThereAreFewEnough() {
        Builder fine = whole(5).count(1_000);
        for (int i = 0; i < 1_000; i++) {
            fine.positive(i, 1);
        }

        List<Optional<Histogram>> folded =
                HistogramSteps.fold(
                        series(Kind.GAUGE), points(at(0, fine), at(60, fine)), TWO_MINUTES, 200);

        for (Optional<Histogram> each : folded) {
            Histogram histogram = each.orElseThrow();
            assertThat(histogram.schema()).isEqualTo(1);
            assertThat(histogram.positive().size()).isEqualTo(64);
            assertThat(number(histogram.count())).isEqualTo(1_000);
            assertThat(counts(histogram.positive()).values().stream().mapToDouble(d -> d).sum())
                    .isEqualTo(1_000);
        }
    }

    @Test
    void keepsTogetherWhatHasTooManyBucketsForOne() {
        Builder low = whole(8).count(1_500);
        Builder high = whole(8).count(1_500);
        for (int i = 0; i < 1_500; i++) {
            low.positive(i, 1);
            high.positive(10_000 + i, 1);
        }

        Histogram folded =
                HistogramSteps.fold(
                                series(Kind.DELTA_COUNTER),
                                points(at(0, low), at(1, high)),
                                new Grid(START, MINUTE, 1),
                                MANY)
                        .getFirst()
                        .orElseThrow();

        assertThat(folded.positive().size()).isLessThanOrEqualTo(Histogram.BUCKETS_MAX);
        assertThat(number(folded.count())).isEqualTo(50);
    }

    /** Whatever happens, the count of what is folded is what is folded of the count. */
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void countsAsItsCountDoes(@ForAll long seed) {
        Random random = new Random(seed);
        Kind kind = random.nextBoolean() ? Kind.COUNTER : Kind.DELTA_COUNTER;
        List<At> all = new ArrayList<>();
        TreeMap<Integer, Long> counts = new TreeMap<>();
        double seconds = -100;
        int schema = random.nextInt(31) - 10;
        while (seconds < 700) {
            long before = counts.values().stream().mapToLong(each -> each).sum();
            if (random.nextInt(10) == 0 && before > 1) {
                // A restart that the count tells of as well.
                counts.clear();
                counts.put(0, 1L);
                schema = random.nextInt(31) - 10;
            } else {
                for (int i = random.nextInt(6); i > 0; i--) {
                    counts.merge(random.nextInt(40) - 20, 1L + random.nextInt(1_000), Long::sum);
                }
            }
            Builder builder = whole(schema);
            long count = 0;
            for (Map.Entry<Integer, Long> each : counts.entrySet()) {
                builder.positive(each.getKey(), each.getValue());
                count += each.getValue();
            }
            all.add(at(seconds, builder.count(count)));
            seconds += random.nextInt(20) == 0 ? 400 : 1 + random.nextInt(40);
        }
        HistogramPoints points = points(all.toArray(At[]::new));
        Grid grid = new Grid(START, MINUTE, 10);

        List<Optional<Histogram>> folded =
                HistogramSteps.fold(series(kind), points, grid, random.nextInt(400));

        double[] expected = Steps.fold(numbers(kind), counts(points), grid);
        for (int i = 0; i < expected.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(folded.get(i)).isEmpty();
                continue;
            }
            Histogram histogram = folded.get(i).orElseThrow();
            assertThat(number(histogram.count()))
                    .isCloseTo(expected[i], within(1e-9 * (1 + expected[i])));
            double inBuckets =
                    counts(histogram.positive()).values().stream().mapToDouble(d -> d).sum();
            assertThat(inBuckets).isCloseTo(expected[i], within(1e-9 * (1 + expected[i])));
        }
    }

    private static NumberPoints counts(HistogramPoints points) {
        long[] times = new long[points.size()];
        long[] bits = new long[points.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = points.time(i);
            bits[i] = points.histogram(i).count();
        }
        return new NumberPoints(times, bits);
    }

    private record At(double seconds, Histogram histogram) {}

    private static At at(double seconds, Builder builder) {
        return new At(seconds, valid(builder));
    }

    private static HistogramPoints points(At... all) {
        long[] times = new long[all.length];
        Histogram[] histograms = new Histogram[all.length];
        for (int i = 0; i < all.length; i++) {
            times[i] = START + Math.round(1000 * all[i].seconds());
            histograms[i] = all[i].histogram();
        }
        return new HistogramPoints(times, histograms);
    }

    private static List<Optional<Histogram>> fold(Kind kind, Grid grid, At... all) {
        return HistogramSteps.fold(series(kind), points(all), grid, MANY);
    }

    private static Series series(Kind kind) {
        return new Series("h", List.of(), kind, ValueType.HISTOGRAM, "s");
    }

    private static Series numbers(Kind kind) {
        return new Series("h_count", List.of(), kind, ValueType.LONG, "");
    }

    private static Builder whole(int schema) {
        return Histogram.at(schema, ValueType.LONG);
    }

    private static Builder custom(double... bounds) {
        return Histogram.at(Histogram.CUSTOM_BUCKETS, ValueType.LONG).bounds(bounds);
    }

    private static long real(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static double number(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static Map<Integer, Double> counts(Buckets buckets) {
        Map<Integer, Double> counts = new TreeMap<>();
        for (int i = 0; i < buckets.size(); i++) {
            counts.put(buckets.index(i), number(buckets.count(i)));
        }
        return counts;
    }

    private static Histogram valid(Builder builder) {
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> histogram;
            case Built.Invalid(Histogram.Fault fault) -> throw new AssertionError(fault);
        };
    }
}
