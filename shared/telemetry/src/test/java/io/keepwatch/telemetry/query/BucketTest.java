package io.keepwatch.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Builder;
import io.keepwatch.domain.series.Histogram.Built;
import io.keepwatch.domain.series.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketTest {

    @Test
    void liesBetweenPowers() {
        assertThat(
                        Bucket.of(
                                valid(
                                        Histogram.at(0, ValueType.LONG)
                                                .positive(-1, 1)
                                                .positive(0, 2)
                                                .positive(3, 3))))
                .containsExactly(
                        new Bucket(0, 0.25, 0.5, 1),
                        new Bucket(0, 0.5, 1, 2),
                        new Bucket(0, 4, 8, 3));
    }

    @Test
    void isListedFromTheLowestNegativeOneOverZeroToTheHighest() {
        assertThat(
                        Bucket.of(
                                valid(
                                        Histogram.at(0, ValueType.LONG)
                                                .zeroThreshold(0.001)
                                                .zeroCount(7)
                                                .negative(1, 1)
                                                .negative(3, 2)
                                                .positive(2, 3))))
                .containsExactly(
                        new Bucket(1, -8, -4, 2),
                        new Bucket(1, -2, -1, 1),
                        new Bucket(3, -0.001, 0.001, 7),
                        new Bucket(0, 2, 4, 3));
    }

    @Test
    void startsWhereZeroEnds() {
        assertThat(
                        Bucket.of(
                                valid(
                                        Histogram.at(0, ValueType.LONG)
                                                .zeroThreshold(3)
                                                .negative(2, 1)
                                                .positive(2, 3)
                                                .positive(3, 4))))
                .containsExactly(
                        new Bucket(1, -4, -3, 1), new Bucket(0, 3, 4, 3), new Bucket(0, 4, 8, 4));
    }

    @Test
    void liesBetweenBoundsOfItsOwnAndReachesToInfinityAtTheEnds() {
        assertThat(
                        Bucket.of(
                                valid(
                                        Histogram.at(Histogram.CUSTOM_BUCKETS, ValueType.LONG)
                                                .bounds(-1, 2.5)
                                                .positive(0, 1)
                                                .positive(1, 2)
                                                .positive(2, 3))))
                .containsExactly(
                        new Bucket(3, Double.NEGATIVE_INFINITY, -1, 1),
                        new Bucket(0, -1, 2.5, 2),
                        new Bucket(0, 2.5, Double.POSITIVE_INFINITY, 3));
    }

    @Test
    void isOneForAllWhereThereAreNoBounds() {
        assertThat(
                        Bucket.of(
                                valid(
                                        Histogram.at(Histogram.CUSTOM_BUCKETS, ValueType.LONG)
                                                .positive(0, 9))))
                .containsExactly(
                        new Bucket(3, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 9));
    }

    @Test
    void isNotListedIfNothingIsInIt() {
        assertThat(Bucket.of(valid(Histogram.at(0, ValueType.LONG).zeroThreshold(1)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1024, 1.7976931348623157E308", // the last finite number, and not infinity
        "0, 1025, Infinity",
        "0, 2147483647, Infinity",
        "0, -1074, 4.9E-324",
        "0, -1075, 0",
        "0, -2147483648, 0",
        "-10, 1, 1.7976931348623157E308",
        "-10, 0, 1",
        "-10, 2, Infinity",
        "-10, -2147483648, 0",
        "-2, 3, 4096",
        "20, 1073741824, 1.7976931348623157E308",
        "20, 1073741825, Infinity",
        "20, 0, 1",
        "20, 1048576, 2",
        "20, -1048576, 0.5",
        "20, -2147483648, 0",
        "1, 1, 1.4142135623730951",
        "1, -1, 0.7071067811865476",
        "3, 5, 1.5422108254079408"
    })
    void endsAtAPowerOfTheBase(int schema, int index, double bound) {
        assertThat(ExponentialBounds.upper(schema, index))
                .isCloseTo(bound, within(2 * Math.ulp(bound)));
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "1, 0", "2, 1", "3, 2", "-1, -3", "5, 9", "20, 123456", "-4, 7"})
    void containsTheTwoOfTheNextFinerSchema(int schema, int index) {
        double upper = ExponentialBounds.upper(schema, index);

        assertThat(ExponentialBounds.upper(schema + 1, 2 * index)).isEqualTo(upper);
        assertThat(ExponentialBounds.coarser(2 * index, 1)).isEqualTo(index);
        assertThat(ExponentialBounds.coarser(2 * index - 1, 1)).isEqualTo(index);
        assertThat(ExponentialBounds.coarser(2 * index + 1, 1)).isEqualTo(index + 1);
    }

    private static Histogram valid(Builder builder) {
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> histogram;
            case Built.Invalid(Histogram.Fault fault) -> throw new AssertionError(fault);
        };
    }
}
