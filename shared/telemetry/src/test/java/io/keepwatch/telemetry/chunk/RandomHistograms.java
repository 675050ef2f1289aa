package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Builder;
import io.keepwatch.domain.series.Histogram.Built;
import io.keepwatch.domain.series.Histogram.ResetHint;
import io.keepwatch.domain.series.ValueType;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Histograms as nasty as they may come. */
final class RandomHistograms {

    private static final int[] SCHEMAS = {
        Histogram.SCHEMA_MIN, -4, 0, 3, 8, Histogram.SCHEMA_MAX, Histogram.CUSTOM_BUCKETS
    };
    private static final long[] SUMS = {
        0,
        Double.doubleToRawLongBits(-0.0),
        Double.doubleToRawLongBits(12.5),
        Double.doubleToRawLongBits(Math.PI),
        Double.doubleToRawLongBits(Double.MAX_VALUE),
        Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
        0x7ff0_0000_0000_0002L,
        0xffff_ffff_ffff_ffffL
    };
    private static final double[] THRESHOLDS = {0, -0.0, 1e-128, 0x1p-128, 0.5, Double.MAX_VALUE};

    private final Random random;

    RandomHistograms(Random random) {
        this.random = random;
    }

    /** One series of them: alike, mostly, and mostly growing. */
    Histogram[] series(int count) {
        Histogram[] all = new Histogram[count];
        Shape shape = new Shape();
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(8)) {
                case 0 -> shape = new Shape();
                case 1, 2 -> shape.clear();
                default -> {
                    // Goes on as it was.
                }
            }
            if (random.nextInt(3) > 0) {
                shape.grow();
            }
            all[i] = shape.histogram();
        }
        return all;
    }

    /** Another that differs in one part alone. */
    Histogram changed(Histogram histogram) {
        Builder builder = Histogram.at(histogram.schema(), histogram.countType());
        double[] bounds = new double[histogram.bounds()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = histogram.bound(i);
        }
        builder.bounds(bounds)
                .zeroThreshold(histogram.zeroThreshold())
                .zeroCount(histogram.zeroCount())
                .resetHint(histogram.resetHint())
                .sum(histogram.sum())
                .count(histogram.count());
        for (int i = 0; i < histogram.positive().size(); i++) {
            builder.positive(histogram.positive().index(i), histogram.positive().count(i));
        }
        for (int i = 0; i < histogram.negative().size(); i++) {
            builder.negative(histogram.negative().index(i), histogram.negative().count(i));
        }
        if (histogram.hasMin()) {
            builder.min(histogram.min());
        }
        if (!histogram.hasMax() || random.nextBoolean()) {
            builder.max(histogram.max() + 1);
        } else {
            builder.max(histogram.max()).sum(histogram.sum() + 1);
        }
        return made(builder);
    }

    private static Histogram made(Builder builder) {
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> histogram;
            case Built.Invalid(Histogram.Fault fault) -> throw new AssertionError(fault);
        };
    }

    /** What histograms of one series have in common, and what they have counted so far. */
    private final class Shape {

        private final int schema = SCHEMAS[random.nextInt(SCHEMAS.length)];
        private final boolean fractional = random.nextInt(4) == 0;
        private final boolean honest = random.nextInt(4) > 0;
        private final int parts = random.nextInt(8);
        private final double threshold = THRESHOLDS[random.nextInt(THRESHOLDS.length)];
        private final double[] bounds;
        private final TreeMap<Integer, Double> positive = new TreeMap<>();
        private final TreeMap<Integer, Double> negative = new TreeMap<>();
        private double zero;

        Shape() {
            TreeSet<Double> some = new TreeSet<>();
            for (int i = random.nextInt(20); i > 0 && isCustom(); i--) {
                some.add(random.nextBoolean() ? random.nextInt(50) / 20.0 : random.nextGaussian());
            }
            bounds = some.stream().mapToDouble(Double::doubleValue).toArray();
            grow();
        }

        private boolean isCustom() {
            return schema == Histogram.CUSTOM_BUCKETS;
        }

        void clear() {
            positive.clear();
            negative.clear();
            zero = 0;
        }

        void grow() {
            int middle = random.nextInt(12) == 0 ? random.nextInt() / 2 : random.nextInt(40);
            for (int i = random.nextInt(1 << random.nextInt(8)); i > 0; i--) {
                double more = Math.rint(random.nextDouble() * Math.pow(10, random.nextInt(7)));
                int index =
                        isCustom()
                                ? random.nextInt(bounds.length + 1)
                                : middle + (int) (20 * random.nextGaussian());
                if (isCustom() || random.nextInt(3) > 0) {
                    positive.merge(index, amount(more), Double::sum);
                } else {
                    negative.merge(index, amount(more), Double::sum);
                }
            }
            zero += isCustom() || random.nextBoolean() ? 0 : amount(random.nextInt(100));
        }

        private double amount(double whole) {
            return fractional && random.nextBoolean() ? whole * random.nextDouble() : whole;
        }

        private long bits(double count) {
            return fractional ? Double.doubleToRawLongBits(count) : (long) count;
        }

        Histogram histogram() {
            ValueType type = fractional ? ValueType.DOUBLE : ValueType.LONG;
            Builder builder = Histogram.at(schema, type).bounds(bounds);
            double total = zero;
            for (var bucket : negative.entrySet()) {
                builder.negative(bucket.getKey(), bits(bucket.getValue()));
                total += bucket.getValue();
            }
            for (var bucket : positive.entrySet()) {
                builder.positive(bucket.getKey(), bits(bucket.getValue()));
                total += bucket.getValue();
            }
            builder.zeroCount(bits(zero))
                    .zeroThreshold(isCustom() ? 0 : threshold)
                    .resetHint(ResetHint.values()[random.nextInt(4) * random.nextInt(2)])
                    .count(honest ? bits(total) : random.nextLong() >>> 2);
            long sum = SUMS[random.nextInt(SUMS.length)];
            if ((parts & 1) != 0) {
                builder.sum(random.nextBoolean() ? sum : Double.doubleToRawLongBits(3 * total));
            }
            if ((parts & 2) != 0) {
                builder.min(sum ^ 1);
            }
            if ((parts & 4) != 0) {
                builder.max(random.nextLong());
            }
            return made(builder);
        }
    }
}
