package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Histogram.Built;
import io.keepwatch.domain.series.Histogram.ResetHint;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The whole histograms of a chunk, one series after the other, after all its numbers. For each is
 * said, as far as what came before leaves it open:
 *
 * <ol>
 *   <li>its head: schema, type of counts, which parts it has, zero threshold, bounds of its own;
 *   <li>whether nothing was counted since the histogram before; if anything was,
 *   <li>which buckets are there,
 *   <li>and how many observations are in each: as what came to those of the histogram before, or as
 *       what they differ in from the bucket beside them, whichever is the shorter;
 *   <li>the count, which nearly always is the sum of the buckets;
 *   <li>sum, least and greatest, which nearly always are samples of the same chunk as well, see
 *       {@link Siblings}.
 * </ol>
 *
 * Counts that are doubles are coded as values are, bucket by bucket.
 */
final class HistogramModel {

    /** What to give when reading: the argument is not looked at. */
    static final Histogram ANY = made(Histogram.at(0, ValueType.LONG));

    /**
     * Buckets and bounds of all histograms in a chunk, see {@link #weight}; a brake for damaged
     * bytes. The encoder cuts what has more.
     */
    static final int WEIGHT_MAX = 1 << 19;

    private static final ResetHint[] HINTS = ResetHint.values();
    private static final int HINT_BITS = 2;
    private static final int PART_BITS = HistogramPart.values().length;

    /** Schemas are numbered from the coarsest; that of custom buckets comes after the finest. */
    private static final int CUSTOM = Histogram.SCHEMA_MAX - Histogram.SCHEMA_MIN + 1;

    private static final int SCHEMA_BITS = 5;

    private static final int HEADS_BITS = 3;
    private static final int HEADS_MAX = 1 << HEADS_BITS;

    /** Kinds of number that say which buckets there are. */
    private static final int SIZE = 0;

    private static final int FIRST = 1;
    private static final int GAP = 2;

    /** Kinds of number that say what is in a bucket. */
    private static final int ZERO = 0;

    private static final int BESIDE = 1;
    private static final int SINCE = 2;

    private static final int CONTEXTS = NumberModel.LENGTHS;

    private final RangeCoder coder;
    private final ValueModel values;
    private final Siblings siblings;

    private final Odds sameHead = new Odds(2);
    private final Odds knownHead = new Odds(1);
    private final Odds whichHead = new Odds(HEADS_MAX);
    private final Odds schemaTree = new Odds(1 << SCHEMA_BITS);
    private final Odds fractional = new Odds(1);
    private final Odds partTree = new Odds(1 << PART_BITS);
    private final Odds noThreshold = new Odds(1);
    private final NumberModel boundCounts = new NumberModel(1, 1);
    private final Odds hintTree = new Odds(HINTS.length << HINT_BITS);
    private final Odds unchanged = new Odds(2);
    private final Odds sameBuckets = new Odds(2);
    private final NumberModel places = new NumberModel(GAP + 1, CONTEXTS);
    private final Odds sinceBefore = new Odds(2 * Kind.values().length);
    private final NumberModel counts = new NumberModel(SINCE + 1, CONTEXTS);
    private final Odds countIsTotal = new Odds(2);
    private final Odds asSibling = new Odds(HistogramPart.values().length);

    /** Newest first. */
    private final List<HistogramHead> heads = new ArrayList<>();

    private int[] negative = {};
    private int[] positive = {};
    private int sameHeadBefore;
    private int hintBefore;
    private int unchangedBefore;
    private int sameBucketsBefore;
    private int sinceBeforeBefore;
    private int countIsTotalBefore;
    private int weightLeft = WEIGHT_MAX;

    /**
     * @param values that has coded the numbers of the chunk
     * @param siblings those numbers
     */
    HistogramModel(RangeCoder coder, ValueModel values, Siblings siblings) {
        this.coder = coder;
        this.values = values;
        this.siblings = siblings;
    }

    /** How many buckets and bounds a histogram has. */
    static int weight(Histogram histogram) {
        return histogram.negative().size() + histogram.positive().size() + histogram.bounds();
    }

    /**
     * Codes the histograms of the next series.
     *
     * @param histograms filled when reading
     */
    void code(Series series, long[] times, Histogram[] histograms) {
        HistogramHead[] all = new HistogramHead[times.length];
        Histogram.Builder[] builders = new Histogram.Builder[times.length];
        HistogramRow row = HistogramRow.of(ANY);
        for (int i = 0; i < times.length; i++) {
            Histogram given = histograms[i];
            all[i] = codeHead(HistogramHead.of(given));
            builders[i] = builder(all[i]).resetHint(codeHint(given.resetHint()));
            boolean follows = i > 0 && all[i].countsAs(all[i - 1]);
            row = codeRow(series, all[i].countType(), follows, row, HistogramRow.of(given));
            add(row, builders[i]);
            builders[i].count(codeCount(series, row.total(all[i].countType()), given));
        }
        for (HistogramPart part : HistogramPart.values()) {
            codePart(series, part, times, all, histograms, builders);
        }
        for (int i = 0; i < times.length && !coder.writes(); i++) {
            histograms[i] = made(builders[i]);
        }
    }

    private static Histogram.Builder builder(HistogramHead head) {
        return Histogram.at(head.schema(), head.countType())
                .bounds(head.bounds())
                .zeroThreshold(Double.longBitsToDouble(head.zeroThreshold()));
    }

    private static void add(HistogramRow row, Histogram.Builder builder) {
        builder.zeroCount(row.counts()[0]);
        int next = 1;
        for (int index : row.negative()) {
            builder.negative(index, row.counts()[next++]);
        }
        for (int index : row.positive()) {
            builder.positive(index, row.counts()[next++]);
        }
    }

    private static Histogram made(Histogram.Builder builder) {
        return switch (builder.build()) {
            case Built.Valid(Histogram histogram) -> histogram;
            case Built.Invalid _ -> throw new Damaged("what is no histogram");
        };
    }

    private HistogramHead codeHead(HistogramHead given) {
        int at = coder.writes() ? heads.indexOf(given) : -1;
        if (!heads.isEmpty()) {
            sameHeadBefore = coder.bit(at == 0 ? 1 : 0, sameHead, sameHeadBefore);
            if (sameHeadBefore == 1) {
                return use(heads.getFirst());
            }
        }
        if (heads.size() > 1 && coder.bit(at > 0 ? 1 : 0, knownHead, 0) == 1) {
            int place = coder.tree(Math.max(0, at), HEADS_BITS, whichHead, 0);
            return use(heads.remove(coder.bounded(place, 0, heads.size() - 1)));
        }
        return use(codeHeadAnew(given));
    }

    private HistogramHead use(HistogramHead head) {
        takeWeight(head.bounds().length);
        if (heads.isEmpty() || heads.getFirst() != head) {
            heads.addFirst(head);
        }
        if (heads.size() > HEADS_MAX) {
            heads.removeLast();
        }
        return head;
    }

    private void takeWeight(int weight) {
        weightLeft -= coder.bounded(weight, 0, weightLeft);
    }

    private int most() {
        return Math.min(Histogram.BUCKETS_MAX, weightLeft);
    }

    private HistogramHead codeHeadAnew(HistogramHead given) {
        int number =
                given.schema() == Histogram.CUSTOM_BUCKETS
                        ? CUSTOM
                        : given.schema() - Histogram.SCHEMA_MIN;
        number = coder.tree(number, SCHEMA_BITS, schemaTree, 0);
        int doubles = coder.bit(given.countType() == ValueType.DOUBLE ? 1 : 0, fractional, 0);
        int parts = coder.tree(given.parts(), PART_BITS, partTree, 0);
        boolean none = coder.bit(given.zeroThreshold() == 0 ? 1 : 0, noThreshold, 0) == 1;
        return new HistogramHead(
                number == CUSTOM ? Histogram.CUSTOM_BUCKETS : number + Histogram.SCHEMA_MIN,
                doubles == 1 ? ValueType.DOUBLE : ValueType.LONG,
                parts,
                none ? 0 : coder.plain(given.zeroThreshold(), Long.SIZE),
                number == CUSTOM ? codeBounds(given.bounds()) : new double[0]);
    }

    private double[] codeBounds(double[] given) {
        int count = coder.bounded(boundCounts.code(coder, given.length), 0, most());
        long[] bits = new long[count];
        for (int i = 0; i < count && coder.writes(); i++) {
            bits[i] = Double.doubleToRawLongBits(given[i]);
        }
        if (count > 0) {
            values.code("le", Kind.GAUGE, ValueType.DOUBLE, bits);
        }
        double[] bounds = new double[count];
        Arrays.setAll(bounds, i -> Double.longBitsToDouble(bits[i]));
        return bounds;
    }

    private ResetHint codeHint(ResetHint hint) {
        hintBefore = coder.tree(hint.ordinal(), HINT_BITS, hintTree, hintBefore << HINT_BITS);
        return HINTS[hintBefore];
    }

    /**
     * @param follows whether {@code before} is that of the histogram before in the same series, and
     *     of the same head as far as it matters
     */
    private HistogramRow codeRow(
            Series series,
            ValueType type,
            boolean follows,
            HistogramRow before,
            HistogramRow given) {
        if (follows) {
            int same = given.isSameAs(before) ? 1 : 0;
            unchangedBefore = coder.bit(same, unchanged, unchangedBefore);
            if (unchangedBefore == 1) {
                takeWeight(before.counts().length - 1);
                return before;
            }
        }
        codeBuckets(given);
        long[] bits = new long[1 + negative.length + positive.length];
        if (coder.writes()) {
            System.arraycopy(given.counts(), 0, bits, 0, bits.length);
        }
        if (type == ValueType.LONG) {
            long[] then = follows ? before.countsAt(negative, positive) : new long[0];
            codeCounts(series.kind(), then, bits);
        } else {
            values.code(series.name(), series.kind(), type, bits);
        }
        return new HistogramRow(negative, positive, bits);
    }

    /** Codes which buckets there are. */
    private void codeBuckets(HistogramRow given) {
        boolean same =
                Arrays.equals(given.negative(), negative)
                        && Arrays.equals(given.positive(), positive);
        sameBucketsBefore = coder.bit(same ? 1 : 0, sameBuckets, sameBucketsBefore);
        if (sameBucketsBefore == 0) {
            negative = codeSide(given.negative(), negative);
            positive = codeSide(given.positive(), positive);
        }
        takeWeight(negative.length + positive.length);
    }

    private int[] codeSide(int[] given, int[] before) {
        long size = before.length + place(SIZE, given.length - before.length, 0);
        int[] indexes = new int[coder.bounded(size, 0, most())];
        long next = before.length > 0 ? before[0] : 0;
        int context = 0;
        for (int i = 0; i < indexes.length; i++) {
            long gap = place(i == 0 ? FIRST : GAP, coder.writes() ? given[i] - next : 0, context);
            coder.require(i == 0 || gap >= 0, "buckets out of order");
            indexes[i] = coder.bounded(next + gap, Integer.MIN_VALUE, Integer.MAX_VALUE);
            context = i == 0 ? 0 : NumberModel.length(gap);
            next = indexes[i] + 1L;
        }
        return indexes;
    }

    private long place(int kind, long number, int context) {
        return places.code(coder, number, kind, context, context, NumberModel.NO_SIGN);
    }

    /**
     * Codes counts, or fills them in.
     *
     * @param then the same buckets' counts in the histogram before; empty if there is none
     */
    private void codeCounts(Kind kind, long[] then, long[] bits) {
        boolean since = false;
        if (then.length > 0) {
            int context = 2 * kind.ordinal() + sinceBeforeBefore;
            int shorter = coder.writes() && isShorterSince(then, bits) ? 1 : 0;
            sinceBeforeBefore = coder.bit(shorter, sinceBefore, context);
            since = sinceBeforeBefore == 1;
        }
        int length = 0;
        int sign = NumberModel.NO_SIGN;
        for (int i = 0; i < bits.length; i++) {
            long expected = since ? then[i] : beside(bits, i);
            int way = i == 0 ? ZERO : since ? SINCE : BESIDE;
            int context = NumberModel.length(expected);
            long change = counts.code(coder, bits[i] - expected, way, length, context, sign);
            bits[i] = expected + change;
            length = NumberModel.length(change);
            sign = change < 0 ? 1 : 0;
        }
    }

    /** The count of the bucket before on the same side. */
    private long beside(long[] bits, int at) {
        return at <= 1 || at == 1 + negative.length ? 0 : bits[at - 1];
    }

    private boolean isShorterSince(long[] then, long[] bits) {
        int gain = 0;
        for (int i = 0; i < bits.length; i++) {
            gain += NumberModel.length(bits[i] - beside(bits, i));
            gain -= NumberModel.length(bits[i] - then[i]);
        }
        return gain >= 0;
    }

    private long codeCount(Series series, long total, Histogram given) {
        countIsTotalBefore =
                coder.bit(given.count() == total ? 1 : 0, countIsTotal, countIsTotalBefore);
        if (countIsTotalBefore == 1) {
            return total;
        }
        long[] bits = {given.count()};
        // Whatever the type: these are bits of any size, and there are hardly ever any.
        values.code(series.name(), series.kind(), ValueType.LONG, bits);
        return bits[0];
    }

    /** Codes one part of those histograms that have it. */
    private void codePart(
            Series series,
            HistogramPart part,
            long[] times,
            HistogramHead[] heads,
            Histogram[] given,
            Histogram.Builder[] builders) {
        int[] having = IntStream.range(0, heads.length).filter(i -> heads[i].has(part)).toArray();
        if (having.length == 0) {
            return;
        }
        long[] bits = new long[having.length];
        Arrays.setAll(bits, i -> part.bits(given[having[i]]));
        long[] own = new long[having.length];
        Arrays.setAll(own, i -> times[having[i]]);
        Optional<long[]> theirs = siblings.bits(series, part, own);
        int same = theirs.isPresent() && Arrays.equals(bits, theirs.get()) ? 1 : 0;
        if (theirs.isPresent() && coder.bit(same, asSibling, part.ordinal()) == 1) {
            bits = theirs.get();
        } else {
            values.code(series.name() + part.suffix, series.kind(), ValueType.DOUBLE, bits);
        }
        for (int i = 0; i < bits.length; i++) {
            part.add(bits[i], builders[having[i]]);
        }
    }
}
