package io.keepwatch.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GridTest {

    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long START = 1_772_539_200_000L;

    @Test
    void startsAtAMultipleOfTheStepAndReachesTheEnd() {
        Grid grid = Grid.over(START + 61_000, START + 180_001, 60_000);

        assertThat(grid).isEqualTo(new Grid(START + 60_000, 60_000, 3));
        assertThat(grid.until()).isEqualTo(START + 240_000);
        assertThat(Grid.count(START + 61_000, START + 180_001, 60_000)).isEqualTo(3);
    }

    @Test
    void endsWithTheBucketThatTheRangeEndsWith() {
        assertThat(Grid.over(START, START + 120_000, 60_000).count()).isEqualTo(2);
    }

    @Test
    void knowsTheBucketOfATimeOnEitherSide() {
        Grid grid = new Grid(START, 60_000, 2);

        assertThat(grid.bucket(START - 1)).isEqualTo(-1);
        assertThat(grid.bucket(START)).isZero();
        assertThat(grid.bucket(START + 59_999)).isZero();
        assertThat(grid.bucket(START + 120_000)).isEqualTo(2);
    }

    @Test
    void choosesAStepForAboutThreeHundredPoints() {
        assertThat(Grid.autoStep(List.of(), START, START + HOUR)).isEqualTo(15_000);
        assertThat(Grid.autoStep(List.of(), START, START + DAY)).isEqualTo(300_000);
        assertThat(Grid.autoStep(List.of(), START, START + 1)).isEqualTo(1_000);
    }

    @Test
    void choosesNoFinerStepThanTheSamplesHave() {
        SeriesPoints minutely = every(LongStream.range(0, 60).map(i -> 30_000 + i * 60_000));

        assertThat(Grid.autoStep(List.of(minutely), START, START + HOUR)).isEqualTo(60_000);
    }

    @Test
    void takesAWobblingClockForTheOneThatIsMeant() {
        SeriesPoints wobbling =
                every(LongStream.range(0, 60).map(i -> 30_000 + i * 60_000 + i % 3 * 200));

        assertThat(Grid.autoStep(List.of(wobbling), START, START + HOUR)).isEqualTo(60_000);
    }

    @Test
    void choosesACoarserStepWhereWobbleWouldLeaveBucketsEmpty() {
        // Around the full minute: now a moment early, now a moment late.
        SeriesPoints wobbling =
                every(LongStream.range(1, 60).map(i -> i * 60_000 + (i % 4 < 2 ? -20 : 20)));

        assertThat(Grid.autoStep(List.of(wobbling), START, START + HOUR)).isEqualTo(120_000);
    }

    @Test
    void doesNotHideARealGapByACoarserStep() {
        SeriesPoints gap =
                every(LongStream.range(0, 60).filter(i -> i != 30).map(i -> 30_000 + i * 60_000));

        assertThat(Grid.autoStep(List.of(gap), START, START + HOUR)).isEqualTo(60_000);
    }

    @Test
    void endsAtADay() {
        SeriesPoints rare = every(LongStream.of(0, 3 * DAY));

        assertThat(Grid.autoStep(List.of(rare), START, START + HOUR)).isEqualTo(DAY);
    }

    private static SeriesPoints every(LongStream offsets) {
        long[] times = offsets.map(offset -> START + offset).toArray();
        return new SeriesPoints(
                new Series("some.metric", List.of(), Kind.GAUGE, ValueType.LONG, "1"),
                new NumberPoints(times, new long[times.length]));
    }
}
