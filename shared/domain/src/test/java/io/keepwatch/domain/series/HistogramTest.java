package io.keepwatch.domain.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keepwatch.domain.series.Histogram.Builder;
import io.keepwatch.domain.series.Histogram.Built;
import io.keepwatch.domain.series.Histogram.Fault;
import io.keepwatch.domain.series.Histogram.ResetHint;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    private static final long STALE = 0x7ff0_0000_0000_0002L;

    @Test
    void saysWhatItWasMadeOf() {
        Histogram histogram = valid(full());

        assertThat(histogram.schema()).isEqualTo(3);
        assertThat(histogram.countType()).isEqualTo(ValueType.LONG);
        assertThat(histogram.resetHint()).isEqualTo(ResetHint.NOT_RESET);
        assertThat(histogram.count()).isEqualTo(12);
        assertThat(histogram.sum()).isEqualTo(Double.doubleToRawLongBits(1.5));
        assertThat(histogram.min()).isEqualTo(Double.doubleToRawLongBits(-4));
        assertThat(histogram.max()).isEqualTo(Double.doubleToRawLongBits(9));
        assertThat(histogram.zeroThreshold()).isEqualTo(1e-128);
        assertThat(histogram.zeroCount()).isEqualTo(2);
        assertThat(indexes(histogram.positive())).containsExactly(-7, 0, 25);
        assertThat(counts(histogram.positive())).containsExactly(1, 2, 3);
        assertThat(indexes(histogram.negative())).containsExactly(16);
        assertThat(counts(histogram.negative())).containsExactly(4);
    }

    @Test
    void needsNothingButItsSchema() {
        Histogram histogram = valid(Histogram.at(0, ValueType.LONG));

        assertThat(histogram.hasSum()).isFalse();
        assertThat(histogram.hasMin()).isFalse();
        assertThat(histogram.hasMax()).isFalse();
        assertThat(histogram.count()).isZero();
        assertThat(histogram.positive().size() + histogram.negative().size()).isZero();
    }

    @Test
    void keepsNoEmptyBuckets() {
        Histogram sparse = valid(Histogram.at(0, ValueType.LONG).positive(1, 5).positive(4, 6));
        Histogram dense =
                valid(
                        Histogram.at(0, ValueType.LONG)
                                .positive(0, 0)
                                .positive(1, 5)
                                .positive(2, 0)
                                .positive(4, 6));

        assertThat(dense).isEqualTo(sparse).hasSameHashCodeAs(sparse);
    }

    @Test
    void countsInFractionsWhereThatIsWhatIsSent() {
        long half = Double.doubleToRawLongBits(0.5);
        Histogram histogram =
                valid(
                        Histogram.at(Histogram.CUSTOM_BUCKETS, ValueType.DOUBLE)
                                .bounds(-1, 0, 2.5)
                                .count(half)
                                .positive(3, half));

        assertThat(histogram.bounds()).isEqualTo(3);
        assertThat(histogram.bound(2)).isEqualTo(2.5);
        assertThat(histogram.countType().toDouble(histogram.positive().count(0))).isEqualTo(0.5);
    }

    @Test
    void keepsTheVeryBitsOfANaN() {
        Histogram stale = valid(Histogram.at(0, ValueType.LONG).sum(STALE));

        assertThat(stale.sum()).isEqualTo(STALE);
        assertThat(stale.isStale()).isTrue();
        assertThat(valid(Histogram.at(0, ValueType.LONG).sum(STALE + 1)).isStale()).isFalse();
    }

    @Test
    void equalsOnlyWhatSaysTheSameInEveryPart() {
        Histogram whole = valid(full());

        assertThat(valid(full())).isEqualTo(whole);
        assertThat(
                        new Histogram[] {
                            valid(full().count(13)),
                            valid(full().sum(0)),
                            valid(full().min(0)),
                            valid(full().max(0)),
                            valid(full().zeroCount(3)),
                            valid(full().zeroThreshold(0)),
                            valid(full().resetHint(ResetHint.UNKNOWN)),
                            valid(full().positive(26, 1)),
                            valid(full().negative(26, 1)),
                        })
                .doesNotContain(whole)
                .doesNotHaveDuplicates();
        assertThat(valid(Histogram.at(1, ValueType.LONG).sum(0)))
                .isNotEqualTo(valid(Histogram.at(1, ValueType.LONG)))
                .isNotEqualTo(valid(Histogram.at(2, ValueType.LONG).sum(0)))
                .isNotEqualTo(valid(Histogram.at(1, ValueType.DOUBLE).sum(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-54, -52, -11, 21, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void knowsNoOtherSchemas(int schema) {
        assertThat(fault(Histogram.at(schema, ValueType.LONG))).isEqualTo(Fault.UNKNOWN_SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(ints = {-53, -10, -4, 0, 8, 20})
    void knowsTheSchemasOfPrometheusAndOpenTelemetry(int schema) {
        assertThat(valid(Histogram.at(schema, ValueType.LONG)).schema()).isEqualTo(schema);
    }

    @Test
    void hasSoManyBucketsAtMostOnBothSidesTogether() {
        Builder most = Histogram.at(0, ValueType.LONG);
        for (int i = 0; i < Histogram.BUCKETS_MAX / 2; i++) {
            most.positive(i, 1).negative(i, 1);
        }
        assertThat(valid(most).positive().size()).isEqualTo(Histogram.BUCKETS_MAX / 2);
        assertThat(fault(most.positive(1 << 20, 1))).isEqualTo(Fault.TOO_MANY_BUCKETS);
        assertThat(
                        fault(
                                Histogram.at(Histogram.CUSTOM_BUCKETS, ValueType.LONG)
                                        .bounds(new double[Histogram.BUCKETS_MAX])))
                .isEqualTo(Fault.TOO_MANY_BUCKETS);
    }

    @Test
    void countsNothingNegative() {
        Builder integers = Histogram.at(0, ValueType.LONG);
        assertThat(fault(integers.positive(0, -1))).isEqualTo(Fault.NO_COUNT);
        for (double count : new double[] {-0.5, Double.NaN, Double.NEGATIVE_INFINITY}) {
            long bits = Double.doubleToRawLongBits(count);
            assertThat(fault(fractions().count(bits))).isEqualTo(Fault.NO_COUNT);
            assertThat(fault(fractions().zeroCount(bits))).isEqualTo(Fault.NO_COUNT);
            assertThat(fault(fractions().negative(0, bits))).isEqualTo(Fault.NO_COUNT);
        }
    }

    @Test
    void hasItsBucketsInOrderAndOnce() {
        assertThat(fault(Histogram.at(0, ValueType.LONG).positive(3, 1).positive(3, 1)))
                .isEqualTo(Fault.BUCKETS_IN_DISORDER);
        assertThat(fault(Histogram.at(0, ValueType.LONG).negative(3, 1).negative(2, 1)))
                .isEqualTo(Fault.BUCKETS_IN_DISORDER);
        assertThat(fault(Histogram.at(0, ValueType.LONG).positive(1L << 31, 1)))
                .isEqualTo(Fault.BUCKETS_IN_DISORDER);
    }

    @Test
    void hasBoundsOfItsOwnOnlyWhereTheSchemaSaysSo() {
        assertThat(fault(Histogram.at(0, ValueType.LONG).bounds(1)))
                .isEqualTo(Fault.BUCKETS_IN_DISORDER);
        assertThat(fault(custom().positive(3, 1))).isEqualTo(Fault.BUCKETS_IN_DISORDER);
        assertThat(fault(custom().positive(-1, 1))).isEqualTo(Fault.BUCKETS_IN_DISORDER);
        assertThat(fault(custom().negative(0, 1))).isEqualTo(Fault.BUCKETS_IN_DISORDER);
        assertThat(fault(custom().zeroCount(1))).isEqualTo(Fault.BUCKETS_IN_DISORDER);
        assertThat(fault(custom().zeroThreshold(1))).isEqualTo(Fault.BUCKETS_IN_DISORDER);
        for (double[] bounds :
                new double[][] {{1, 1}, {2, 1}, {Double.NaN}, {Double.POSITIVE_INFINITY}}) {
            assertThat(fault(custom().bounds(bounds))).isEqualTo(Fault.BUCKETS_IN_DISORDER);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void hasAWidthOfZeroThatIsALength(double threshold) {
        assertThat(fault(Histogram.at(0, ValueType.LONG).zeroThreshold(threshold)))
                .isEqualTo(Fault.BUCKETS_IN_DISORDER);
    }

    @Test
    void countsNoHistograms() {
        assertThatIllegalArgumentException().isThrownBy(() -> Histogram.at(0, ValueType.HISTOGRAM));
    }

    private static Builder full() {
        return Histogram.at(3, ValueType.LONG)
                .resetHint(ResetHint.NOT_RESET)
                .count(12)
                .sum(Double.doubleToRawLongBits(1.5))
                .min(Double.doubleToRawLongBits(-4))
                .max(Double.doubleToRawLongBits(9))
                .zeroThreshold(1e-128)
                .zeroCount(2)
                .positive(-7, 1)
                .positive(0, 2)
                .positive(25, 3)
                .negative(16, 4);
    }

    private static Builder fractions() {
        return Histogram.at(0, ValueType.DOUBLE);
    }

    private static Builder custom() {
        return Histogram.at(Histogram.CUSTOM_BUCKETS, ValueType.LONG).bounds(1, 2);
    }

    private static Histogram valid(Builder builder) {
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> histogram;
            case Built.Invalid(Fault fault) -> throw new AssertionError(fault);
        };
    }

    private static Fault fault(Builder builder) {
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> throw new AssertionError(histogram);
            case Built.Invalid(Fault fault) -> fault;
        };
    }

    private static int[] indexes(Histogram.Buckets buckets) {
        return IntStream.range(0, buckets.size()).map(buckets::index).toArray();
    }

    private static long[] counts(Histogram.Buckets buckets) {
        return IntStream.range(0, buckets.size()).mapToLong(buckets::count).toArray();
    }
}
