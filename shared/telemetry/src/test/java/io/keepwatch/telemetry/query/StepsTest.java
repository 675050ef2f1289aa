package io.keepwatch.telemetry.query;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepsTest {

    private static final long MINUTE = 60_000;
    private static final long START = 1_772_539_200_000L;
    private static final Grid FIVE_MINUTES = new Grid(START, MINUTE, 5);

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"GAUGE", "UP_DOWN_COUNTER"})
    void showsTheMeanOfAValueThatStandsForItself(Kind kind) {
        SeriesPoints samples = doubles(kind, 0, 0.1, 10, 0.1, 20, 0.1, 60, 1, 119.999, 2, 240, -7);

        assertThat(fold(samples, FIVE_MINUTES)).containsExactly(0.1, 1.5, NaN, NaN, -7);
    }

    @Test
    void takesWhatIsNotFiniteForNoValue() {
        SeriesPoints samples =
                doubles(
                        Kind.GAUGE,
                        0,
                        NaN,
                        1,
                        4,
                        60,
                        Double.POSITIVE_INFINITY,
                        120,
                        Double.MAX_VALUE,
                        121,
                        -Double.MAX_VALUE);

        assertThat(fold(samples, FIVE_MINUTES)).containsExactly(4, NaN, 0, NaN, NaN);
    }

    @Test
    void ignoresSamplesOutsideTheGrid() {
        SeriesPoints samples = doubles(Kind.GAUGE, -0.001, 5, 300, 6);

        assertThat(fold(samples, FIVE_MINUTES)).containsOnly(NaN);
    }

    @Test
    void showsACountersIncreaseASecond() {
        SeriesPoints samples = longs(Kind.COUNTER, 0, 1000, 60, 1600, 120, 1600, 180, 1606);

        assertThat(fold(samples, FIVE_MINUTES)).containsExactly(10, 0, 0.1, NaN, NaN);
    }

    @Test
    void spreadsAnIncreaseOverTheBucketsThatItReachesInto() {
        SeriesPoints samples = longs(Kind.COUNTER, 30, 0, 90, 60, 150, 360);

        // The first and last bucket are half known: their rate is that of the known half.
        assertThat(fold(samples, FIVE_MINUTES)).containsExactly(1, 3, 5, NaN, NaN);
    }

    @Test
    void usesACountersNeighboursOutsideTheGrid() {
        SeriesPoints samples = longs(Kind.COUNTER, -30, 0, 30, 60, 90, 120, 330, 360);

        assertThat(fold(samples, new Grid(START, MINUTE, 1))).containsExactly(1);
    }

    @Test
    void takesAFallForARestartFromZero() {
        SeriesPoints samples = longs(Kind.COUNTER, 0, 5000, 60, 60, 120, 180);

        assertThat(fold(samples, FIVE_MINUTES)).containsExactly(1, 2, NaN, NaN, NaN);
    }

    @Test
    void keepsIncreasesBeyondTheExactIntegersOfADouble() {
        long large = (1L << 60) + 1;
        SeriesPoints samples = longs(Kind.COUNTER, 0, large, 60, large + 60);

        assertThat(fold(samples, FIVE_MINUTES)[0]).isEqualTo(1);
    }

    @Test
    void guessesNothingAcrossAGap() {
        // 10 s apart: 150 s without a sample are believed, 151 s are not.
        SeriesPoints believed = longs(Kind.COUNTER, 0, 0, 10, 10, 160, 160, 170, 170);
        SeriesPoints gap = longs(Kind.COUNTER, 0, 0, 10, 10, 161, 161, 171, 171);

        assertThat(fold(believed, FIVE_MINUTES)).containsExactly(1, 1, 1, NaN, NaN);
        assertThat(fold(gap, FIVE_MINUTES)).containsExactly(1, NaN, 1, NaN, NaN);
    }

    @Test
    void beginsAGapAtOnceWhereASeriesHasEndedHoweverSoonItComesAgain() {
        double stale = Double.longBitsToDouble(ValueType.STALE_MARK);
        SeriesPoints counter = doubles(Kind.COUNTER, 0, 0, 60, 60, 70, stale, 120, 600, 180, 660);
        SeriesPoints gauge = doubles(Kind.GAUGE, 0, 4, 60, stale, 120, 5);

        assertThat(fold(counter, FIVE_MINUTES)).containsExactly(1, NaN, 1, NaN, NaN);
        assertThat(fold(gauge, FIVE_MINUTES)).containsExactly(4, NaN, 5, NaN, NaN);
    }

    @Test
    void measuresAGapByTheSeriesOwnInterval() {
        Grid hour = new Grid(START, MINUTE, 60);
        SeriesPoints believed =
                longs(Kind.COUNTER, 0, 0, 300, 300, 600, 600, 1800, 1800, 2100, 2100);
        SeriesPoints gap = longs(Kind.COUNTER, 0, 0, 300, 300, 600, 600, 1801, 1801, 2101, 2101);

        assertThat(fold(believed, hour)[20]).isCloseTo(1, within(1e-9));
        assertThat(fold(gap, hour)[20]).isNaN();
    }

    @Test
    void passesOverACountersMissingValue() {
        SeriesPoints samples = doubles(Kind.COUNTER, 0, 0, 60, NaN, 120, 120);

        assertThat(fold(samples, FIVE_MINUTES)).containsExactly(1, 1, NaN, NaN, NaN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"DELTA_COUNTER", "DELTA_UP_DOWN_COUNTER"})
    void showsChangesAsTheirSumASecond(Kind kind) {
        SeriesPoints samples = doubles(kind, 0, 30, 30, 90, 60, NaN, 120, 0, 200, 6);

        assertThat(fold(samples, FIVE_MINUTES)).containsExactly(2, NaN, 0, 0.1, NaN);
    }

    @Test
    void hasNoRateForALoneSample() {
        assertThat(fold(longs(Kind.COUNTER, 0, 1), FIVE_MINUTES)).containsOnly(NaN);
    }

    @Property(tries = 300)
    void losesNothingOfACountersIncrease(
            @ForAll @IntRange(min = 2, max = 100) int count, @ForAll long seed) {
        Random random = new Random(seed);
        long[] times = new long[count];
        long[] values = new long[count];
        times[0] = START;
        for (int i = 1; i < count; i++) {
            times[i] = times[i - 1] + 1 + random.nextInt(100_000);
            values[i] = values[i - 1] + random.nextInt(1_000_000);
        }
        SeriesPoints samples =
                new SeriesPoints(
                        series(Kind.COUNTER, ValueType.LONG), new NumberPoints(times, values));
        long step = (1 + random.nextInt(600)) * 1000L;
        Grid grid = Grid.over(times[0], times[count - 1], step);

        double[] rates = fold(samples, grid);

        double total = 0;
        for (int bucket = 0; bucket < rates.length; bucket++) {
            long known =
                    Math.min(grid.time(bucket + 1), times[count - 1])
                            - Math.max(grid.time(bucket), times[0]);
            total += rates[bucket] * known / 1000;
        }
        assertThat(total).isCloseTo(values[count - 1], within(1e-6 * (1 + values[count - 1])));
    }

    @Property(tries = 200)
    void givesABucketTheSameValueWhateverRangeIsAskedFor(
            @ForAll @IntRange(min = 1, max = 30) int skipped, @ForAll long seed) {
        Random random = new Random(seed);
        for (Kind kind : Kind.values()) {
            SeriesPoints samples =
                    new SeriesPoints(
                            series(kind, ValueType.DOUBLE),
                            new NumberPoints(
                                    IntStream.range(0, 400)
                                            .mapToLong(i -> START + i * 10_000)
                                            .toArray(),
                                    random.longs(400, 0, 1000)
                                            .map(value -> Double.doubleToRawLongBits(value / 7.0))
                                            .toArray()));
            double[] all = fold(samples, new Grid(START, MINUTE, 66));
            double[] part = fold(samples, new Grid(START + skipped * MINUTE, MINUTE, 20));

            assertThat(part).isEqualTo(Arrays.copyOfRange(all, skipped, skipped + 20));
        }
    }

    private static SeriesPoints longs(Kind kind, double... secondsAndValues) {
        return samples(kind, ValueType.LONG, secondsAndValues);
    }

    private static SeriesPoints longs(Kind kind, long second, long value, long then, long next) {
        return new SeriesPoints(
                series(kind, ValueType.LONG),
                new NumberPoints(
                        new long[] {START + second * 1000, START + then * 1000},
                        new long[] {value, next}));
    }

    private static SeriesPoints doubles(Kind kind, double... secondsAndValues) {
        return samples(kind, ValueType.DOUBLE, secondsAndValues);
    }

    private static SeriesPoints samples(Kind kind, ValueType type, double... secondsAndValues) {
        long[] times = new long[secondsAndValues.length / 2];
        long[] bits = new long[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = START + Math.round(secondsAndValues[2 * i] * 1000);
            double value = secondsAndValues[2 * i + 1];
            bits[i] =
                    switch (type) {
                        case LONG -> (long) value;
                        case DOUBLE -> Double.doubleToRawLongBits(value);
                        case HISTOGRAM -> throw new IllegalArgumentException("no number");
                    };
        }
        return new SeriesPoints(series(kind, type), new NumberPoints(times, bits));
    }

    private static Series series(Kind kind, ValueType type) {
        return new Series("some.metric", List.of(), kind, type, "1");
    }

    private static double[] fold(SeriesPoints samples, Grid grid) {
        return switch (samples.points()) {
            case NumberPoints numbers -> Steps.fold(samples.series(), numbers, grid);
            case HistogramPoints _ -> throw new IllegalArgumentException("no numbers");
        };
    }
}
