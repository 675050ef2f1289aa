package io.keepwatch.domain.series;

import java.util.Arrays;

/**
 * A whole histogram as one sample: how many observations fell into each of its buckets. One type
 * for OpenTelemetry's exponential histograms (metrics data model, "ExponentialHistogram") and
 * Prometheus' native ones ("Native histograms" specification; prompb's types.proto), which differ
 * only in what they allow.
 *
 * <p>A schema says where the buckets lie. At an exponential schema {@code n} (OpenTelemetry's
 * scale), bucket {@code i} holds observations in {@code (b^(i-1), b^i]} with {@code b = 2^(2^-n)},
 * or, on the negative side, in {@code [-b^i, -b^(i-1))}: as Prometheus numbers them, by the upper
 * bound; OpenTelemetry's numbers are one less. Observations of at most the zero threshold are
 * counted apart. At {@link #CUSTOM_BUCKETS}, bucket {@code i} reaches from bound {@code i - 1} to
 * bound {@code i}, the first from minus and the last to plus infinity.
 *
 * <p>Empty buckets are not kept, whether or not they were sent: they say nothing. All else is as it
 * was sent, though count and buckets should contradict each other. Immutable; two are equal if all
 * their bits are.
 */
public final class Histogram {

    /** The schema of histograms that bring their own bounds. */
    public static final int CUSTOM_BUCKETS = -53;

    /** The coarsest exponential schema: buckets grow by a factor of 2^1024. */
    public static final int SCHEMA_MIN = -10;

    /** The finest exponential schema; this range is that of OpenTelemetry's SDKs. */
    public static final int SCHEMA_MAX = 20;

    /** Of both sides together. SDKs keep to 160 a side. */
    public static final int BUCKETS_MAX = 2_048;

    /** What a sender knows of whether counting has begun anew; numbered as in types.proto. */
    public enum ResetHint {
        UNKNOWN,
        RESET,
        NOT_RESET,
        /** Not a counter at all. */
        GAUGE
    }

    /** Why what was sent is no histogram. */
    public enum Fault {
        /** Neither {@link #CUSTOM_BUCKETS} nor within the range of exponential schemas. */
        UNKNOWN_SCHEMA,
        /** More than {@link #BUCKETS_MAX}. */
        TOO_MANY_BUCKETS,
        /** A count that is negative or no number, or beyond 63 bits. */
        NO_COUNT,
        /** Buckets or bounds out of order, beyond their range, or not allowed at the schema. */
        BUCKETS_IN_DISORDER
    }

    /** What a {@link Builder} makes. */
    public sealed interface Built {

        record Valid(Histogram histogram) implements Built {}

        record Invalid(Fault fault) implements Built {}
    }

    /** The sum that marks the end of a series (Prometheus, "Native histograms", "Staleness"). */
    private static final long STALE = 0x7ff0_0000_0000_0002L;

    private static final int SUM = 1;
    private static final int MIN = 2;
    private static final int MAX = 4;

    private static final double[] NO_BOUNDS = {};

    private final int schema;
    private final ValueType countType;
    private final ResetHint resetHint;
    private final int present;
    private final long count;
    private final long sum;
    private final long min;
    private final long max;
    private final double zeroThreshold;
    private final long zeroCount;
    private final Buckets positive;
    private final Buckets negative;
    private final double[] bounds;

    private Histogram(Builder builder) {
        schema = builder.schema;
        countType = builder.countType;
        resetHint = builder.resetHint;
        present = builder.present;
        count = builder.count;
        sum = builder.sum;
        min = builder.min;
        max = builder.max;
        zeroThreshold = builder.zeroThreshold;
        zeroCount = builder.zeroCount;
        positive = builder.positive.buckets();
        negative = builder.negative.buckets();
        bounds = builder.bounds;
    }

    /**
     * Starts a histogram of no observations.
     *
     * @param countType {@link ValueType#LONG} or {@link ValueType#DOUBLE}, of all its counts
     */
    public static Builder at(int schema, ValueType countType) {
        return new Builder(schema, countType);
    }

    public int schema() {
        return schema;
    }

    /** How the bits of all counts are to be read: as integers or as doubles. */
    public ValueType countType() {
        return countType;
    }

    public ResetHint resetHint() {
        return resetHint;
    }

    /** The bits of how many observations there were. */
    public long count() {
        return count;
    }

    /** Whether the sum of all observations is known; it always is in Prometheus. */
    public boolean hasSum() {
        return (present & SUM) != 0;
    }

    /** The bits of the sum, a double; 0 if there is none. */
    public long sum() {
        return sum;
    }

    /** Whether this says only that its series has ended, as Prometheus has it. */
    public boolean isStale() {
        return hasSum() && sum == STALE;
    }

    /** Whether the smallest observation is known; it never is in Prometheus. */
    public boolean hasMin() {
        return (present & MIN) != 0;
    }

    /** The bits of the smallest observation, a double; 0 if it is not known. */
    public long min() {
        return min;
    }

    /** Whether the largest observation is known; it never is in Prometheus. */
    public boolean hasMax() {
        return (present & MAX) != 0;
    }

    /** The bits of the largest observation, a double; 0 if it is not known. */
    public long max() {
        return max;
    }

    /** How far from zero observations count as zero. */
    public double zeroThreshold() {
        return zeroThreshold;
    }

    /** The bits of how many observations count as zero. */
    public long zeroCount() {
        return zeroCount;
    }

    /** The buckets of positive observations; at {@link #CUSTOM_BUCKETS}, all. */
    public Buckets positive() {
        return positive;
    }

    /** The buckets of negative observations. */
    public Buckets negative() {
        return negative;
    }

    /** How many bounds of its own it has: none at an exponential schema. */
    public int bounds() {
        return bounds.length;
    }

    /** One of its own bounds; they ascend. */
    public double bound(int index) {
        return bounds[index];
    }

    /**
     * All that it says: equal histograms have equal words, and others have others. It is of use
     * where something is to be said of all of it, such as a hash.
     */
    public long[] words() {
        long[] words = new long[11 + bounds.length + 2 * (positive.size() + negative.size())];
        words[0] = schema;
        words[1] = countType.ordinal();
        words[2] = resetHint.ordinal();
        words[3] = present;
        words[4] = count;
        words[5] = sum;
        words[6] = min;
        words[7] = max;
        words[8] = Double.doubleToRawLongBits(zeroThreshold);
        words[9] = zeroCount;
        words[10] = (long) positive.size() << Integer.SIZE | bounds.length;
        int at = 11;
        for (double bound : bounds) {
            words[at++] = Double.doubleToRawLongBits(bound);
        }
        at = positive.write(words, at);
        negative.write(words, at);
        return words;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that && Arrays.equals(words(), that.words());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words());
    }

    @Override
    public String toString() {
        return "histogram of %s observations in %d buckets at schema %d"
                .formatted(countType.toDouble(count), positive.size() + negative.size(), schema);
    }

    /** Buckets of one side by ascending index, none of them empty. */
    public static final class Buckets {

        private final int[] indexes;
        private final long[] counts;

        private Buckets(int[] indexes, long[] counts) {
            this.indexes = indexes;
            this.counts = counts;
        }

        public int size() {
            return indexes.length;
        }

        /** Where the bucket lies, by its schema. */
        public int index(int place) {
            return indexes[place];
        }

        /** The bits of how many observations fell into it alone. */
        public long count(int place) {
            return counts[place];
        }

        private int write(long[] words, int from) {
            int at = from;
            for (int i = 0; i < indexes.length; i++) {
                words[at++] = indexes[i];
                words[at++] = counts[i];
            }
            return at;
        }
    }

    /** Takes a histogram in parts, in any order. Not safe for use by several threads. */
    public static final class Builder {

        private final int schema;
        private final ValueType countType;
        private final Side positive = new Side();
        private final Side negative = new Side();
        private ResetHint resetHint = ResetHint.UNKNOWN;
        private int present;
        private long count;
        private long sum;
        private long min;
        private long max;
        private double zeroThreshold;
        private long zeroCount;
        private double[] bounds = NO_BOUNDS;
        private Fault fault;

        private Builder(int schema, ValueType countType) {
            if (countType == ValueType.HISTOGRAM) {
                throw new IllegalArgumentException("counts are numbers");
            }
            this.schema = schema;
            this.countType = countType;
            if (!isCustom() && (schema < SCHEMA_MIN || schema > SCHEMA_MAX)) {
                fault = Fault.UNKNOWN_SCHEMA;
            }
        }

        /** The bits of how many observations there were. */
        public Builder count(long bits) {
            count = checked(bits);
            return this;
        }

        /** The bits of the sum of all observations. */
        public Builder sum(long bits) {
            sum = bits;
            present |= SUM;
            return this;
        }

        /** The bits of the smallest observation. */
        public Builder min(long bits) {
            min = bits;
            present |= MIN;
            return this;
        }

        /** The bits of the largest observation. */
        public Builder max(long bits) {
            max = bits;
            present |= MAX;
            return this;
        }

        /** How far from zero observations count as zero. */
        public Builder zeroThreshold(double threshold) {
            zeroThreshold = threshold;
            return this;
        }

        /** The bits of how many observations count as zero. */
        public Builder zeroCount(long bits) {
            zeroCount = checked(bits);
            return this;
        }

        public Builder resetHint(ResetHint hint) {
            resetHint = hint;
            return this;
        }

        /** Bounds of its own, at {@link #CUSTOM_BUCKETS}. */
        public Builder bounds(double... ascending) {
            // There is a bucket more than there are bounds.
            if (ascending.length >= BUCKETS_MAX) {
                fail(Fault.TOO_MANY_BUCKETS);
            } else {
                bounds = ascending.clone();
            }
            return this;
        }

        /**
         * The next bucket of positive observations (at {@link #CUSTOM_BUCKETS}, of all), by
         * ascending index. Beyond {@link #BUCKETS_MAX}, and after any other fault, nothing more is
         * kept.
         *
         * @param bits of its own count, others not included
         */
        public Builder positive(long index, long bits) {
            return add(positive, index, bits);
        }

        /** The next bucket of negative observations, by ascending index. */
        public Builder negative(long index, long bits) {
            return add(negative, index, bits);
        }

        /** The histogram, or the first thing that was wrong with it. */
        public Built build() {
            if (fault == null && (isCustom() ? !customFits() : !exponentialFits())) {
                fault = Fault.BUCKETS_IN_DISORDER;
            }
            return fault == null ? new Built.Valid(new Histogram(this)) : new Built.Invalid(fault);
        }

        private boolean isCustom() {
            return schema == CUSTOM_BUCKETS;
        }

        private Builder add(Side side, long index, long bits) {
            long said = checked(bits);
            if (fault != null || countType.toDouble(said) == 0) {
                return this;
            }
            if (positive.size + negative.size == BUCKETS_MAX) {
                fail(Fault.TOO_MANY_BUCKETS);
            } else if (index != (int) index || !side.follows((int) index)) {
                fail(Fault.BUCKETS_IN_DISORDER);
            } else {
                side.add((int) index, said);
            }
            return this;
        }

        private long checked(long bits) {
            if (!(countType.toDouble(bits) >= 0)) {
                fail(Fault.NO_COUNT);
            }
            return bits;
        }

        private void fail(Fault what) {
            fault = fault == null ? what : fault;
        }

        private boolean exponentialFits() {
            return bounds.length == 0 && zeroThreshold >= 0 && Double.isFinite(zeroThreshold);
        }

        private boolean customFits() {
            for (int i = 0; i < bounds.length; i++) {
                if (!Double.isFinite(bounds[i]) || i > 0 && !(bounds[i] > bounds[i - 1])) {
                    return false;
                }
            }
            boolean within =
                    positive.size == 0
                            || positive.indexes[0] >= 0 && positive.last() <= bounds.length;
            boolean noZero = zeroThreshold == 0 && countType.toDouble(zeroCount) == 0;
            return within && noZero && negative.size == 0;
        }
    }

    /** The buckets of one side as they come. */
    private static final class Side {

        private static final int FIRST_CAPACITY = 16;

        private int[] indexes = new int[FIRST_CAPACITY];
        private long[] counts = new long[FIRST_CAPACITY];
        private int size;

        int last() {
            return indexes[size - 1];
        }

        boolean follows(int index) {
            return size == 0 || index > last();
        }

        void add(int index, long bits) {
            if (size == indexes.length) {
                indexes = Arrays.copyOf(indexes, 2 * size);
                counts = Arrays.copyOf(counts, 2 * size);
            }
            indexes[size] = index;
            counts[size] = bits;
            size++;
        }

        Buckets buckets() {
            return new Buckets(Arrays.copyOf(indexes, size), Arrays.copyOf(counts, size));
        }
    }
}
