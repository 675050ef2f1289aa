package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.Arrays;
import java.util.List;

/**
 * The values of a chunk's series, one series after the other. For each is said, as far as what came
 * before leaves it open:
 *
 * <ol>
 *   <li>whether all values are still the reference;
 *   <li>for doubles, at which {@link Decimal} scale they are integers, and which are not;
 *   <li>a power of two that divides all changes (memory comes in pages, disks have sectors);
 *   <li>whether they stay the same, and if not, whether the change of the change is the smaller;
 *   <li>the first integer's distance from the reference, and then each change.
 * </ol>
 *
 * Doubles that are no short decimal (ratios, NaN, infinities) are coded as their bits.
 *
 * <p>All contexts and weights were chosen by their effect on metrics recorded from a real host.
 */
final class ValueModel {

    private static final int TYPES = ValueType.values().length;
    private static final int KINDS = Kind.values().length * TYPES;

    /** No scale: all values as bits. */
    private static final int NO_SCALE = Decimal.SCALES;

    private static final int SCALE_BITS = 5;

    /** What others of its name have may be kept to even if fewer digits would do. */
    private static final int SPARE_DIGITS_MAX = 2;

    /** Powers of two that changes may share: of 8 bytes, a sector, a KiB, a page, 64 KiB. */
    private static final int[] SHIFTS = {0, 3, 9, 10, 12, 16};

    private static final int SHIFT_BITS = 3;
    private static final int SHIFT_TREE = 1 << SHIFT_BITS;

    /** How many bits the change of the change has to save before it is used. */
    private static final int STEADY_GAIN_MIN = 8;

    private static final int ZERO_COUNT_BITS = 6;

    /** Sign, exponent and the first four bits of the fraction: they tend to be alike. */
    private static final int HIGH_BITS = 16;

    private static final int CONTEXTS = NumberModel.LENGTHS;

    private final RangeCoder coder;

    private final Odds unchangedByKind = new Odds(KINDS * 4);
    private final Odds unchangedByHistory = new Odds(32);
    private final Odds scaleExpected = new Odds(8);
    private final Odds scaleTree = new Odds(1 << SCALE_BITS);
    private final Odds anySpecial = new Odds(2);
    private final Odds special = new Odds(2);
    private final Odds bitsRepeated = new Odds(2);
    private final Odds zeroBits = new Odds(Long.SIZE);
    private final NumberModel highBits = new NumberModel(1, 1);
    private final Odds shiftByReference = new Odds((SHIFTS.length + 1) * SHIFT_TREE);
    private final Odds shiftByKind = new Odds(KINDS * SHIFT_TREE * SHIFTS.length);
    private final Odds constantByKind = new Odds(KINDS);
    private final Odds constantByLast = new Odds(4);
    private final Odds steadyByKind = new Odds(KINDS);
    private final Odds steadyByLast = new Odds(4);
    private final NumberModel distances = new NumberModel(KINDS, CONTEXTS);
    private final NumberModel changes = new NumberModel(KINDS, CONTEXTS);
    private final RepeatModel repeats = new RepeatModel();

    private String nameBefore = "";
    private int sameName;
    private int kind;
    private int unchangedHistory;
    private int scaleBefore;
    private int anySpecialBefore;
    private long bitsBefore;
    private int shiftBefore;
    private int constantBefore;
    private int steadyBefore;
    private int firstLengthBefore;
    private int changeLengthBefore;

    ValueModel(RangeCoder coder) {
        this.coder = coder;
    }

    /**
     * Codes the values of the next series.
     *
     * @param listed whether there is a reference; 0 if not
     * @param bits of the values; filled when reading
     */
    void code(Series series, boolean listed, long reference, long[] bits) {
        sameName = series.name().equals(nameBefore) ? 1 : 0;
        nameBefore = series.name();
        kind = series.kind().ordinal() * TYPES + series.type().ordinal();
        if (listed && codeUnchanged(reference, bits)) {
            return;
        }
        switch (series.type()) {
            case LONG -> codeIntegers(bits, reference, listed);
            case DOUBLE -> codeDoubles(bits, reference, listed);
            case HISTOGRAM -> throw new IllegalArgumentException("a histogram is no number");
        }
    }

    /** Codes values of which nothing is known, and which are no series of their own. */
    void code(String name, Kind kind, ValueType type, long[] bits) {
        code(new Series(name, List.of(), kind, type, ""), false, 0, bits);
    }

    private boolean codeUnchanged(long reference, long[] bits) {
        int unchanged = coder.writes() && allAre(reference, bits) ? 1 : 0;
        int ofZero = reference == 0 ? 1 : 0;
        unchanged =
                coder.bit(
                        unchanged,
                        unchangedByKind,
                        kind * 4 + ofZero * 2 + sameName,
                        unchangedByHistory,
                        unchangedHistory * 4 + sameName * 2 + ofZero);
        unchangedHistory = (unchangedHistory << 1 | unchanged) & 7;
        if (unchanged == 1) {
            Arrays.fill(bits, reference);
        }
        return unchanged == 1;
    }

    private static boolean allAre(long value, long[] bits) {
        for (long each : bits) {
            if (each != value) {
                return false;
            }
        }
        return true;
    }

    private void codeDoubles(long[] bits, long reference, boolean listed) {
        int scale = codeScale(bits, reference, listed);
        boolean[] isSpecial = new boolean[bits.length];
        if (scale == NO_SCALE) {
            Arrays.fill(isSpecial, true);
        } else {
            codeSpecials(isSpecial, bits);
        }
        int ordinary = 0;
        for (int i = 0; i < bits.length; i++) {
            if (isSpecial[i]) {
                codeBits(bits, i, reference, listed);
            } else {
                ordinary++;
            }
        }
        if (ordinary > 0) {
            boolean changed = listed && ordinary == bits.length;
            codeDecimals(scale, bits, isSpecial, new long[ordinary], reference, changed);
        }
    }

    /** Codes those values that are not special as integers. */
    private void codeDecimals(
            int scale,
            long[] bits,
            boolean[] isSpecial,
            long[] integers,
            long reference,
            boolean changed) {
        for (int i = 0, next = 0; i < bits.length && coder.writes(); i++) {
            if (!isSpecial[i]) {
                integers[next++] = Decimal.exactly(scale, bits[i]);
            }
        }
        boolean exact = Decimal.exactly(scale, reference) != Decimal.NONE;
        long nearest = Decimal.nearest(scale, reference);
        codeIntegers(integers, nearest == Decimal.NONE ? 0 : nearest, changed && exact);
        for (int i = 0, next = 0; i < bits.length; i++) {
            if (!isSpecial[i]) {
                bits[i] = Decimal.toBits(scale, integers[next++]);
            }
        }
    }

    private int codeScale(long[] bits, long reference, boolean listed) {
        int own = listed ? Decimal.shortest(reference) : 0;
        boolean asBefore =
                sameName == 1 && scaleBefore != NO_SCALE && (scaleBefore > own || !listed);
        int expected = asBefore ? scaleBefore : own;
        int scale = coder.writes() ? chooseScale(bits, expected) : 0;
        int context = (listed ? 4 : 0) + (expected == 0 ? 2 : 0) + sameName;
        boolean isExpected = coder.bit(scale == expected ? 1 : 0, scaleExpected, context) == 1;
        scaleBefore =
                isExpected
                        ? expected
                        : coder.bounded(coder.tree(scale, SCALE_BITS, scaleTree, 0), 0, NO_SCALE);
        return scaleBefore;
    }

    private static int chooseScale(long[] bits, int expected) {
        int shortest = 0;
        while (shortest < NO_SCALE && !fits(shortest, bits)) {
            shortest++;
        }
        boolean keeps =
                expected != NO_SCALE
                        && shortest != NO_SCALE
                        && expected > shortest
                        && Decimal.digits(expected) - Decimal.digits(shortest) <= SPARE_DIGITS_MAX
                        && fits(expected, bits);
        return keeps ? expected : shortest;
    }

    private static boolean fits(int scale, long[] bits) {
        for (long each : bits) {
            if (Decimal.exactly(scale, each) == Decimal.NONE && !Decimal.isSpecial(each)) {
                return false;
            }
        }
        return true;
    }

    private void codeSpecials(boolean[] isSpecial, long[] bits) {
        int any = 0;
        for (int i = 0; i < bits.length && coder.writes(); i++) {
            isSpecial[i] = Decimal.isSpecial(bits[i]);
            any |= isSpecial[i] ? 1 : 0;
        }
        anySpecialBefore = coder.bit(any, anySpecial, anySpecialBefore);
        for (int i = 0; i < bits.length && anySpecialBefore == 1; i++) {
            int before = i > 0 && isSpecial[i - 1] ? 1 : 0;
            isSpecial[i] = coder.bit(isSpecial[i] ? 1 : 0, special, before) == 1;
        }
    }

    /** Codes one value that no scale holds, as what its bits differ in from the value before. */
    private void codeBits(long[] bits, int at, long reference, boolean listed) {
        boolean repeated = coder.bit(bits[at] == bitsBefore ? 1 : 0, bitsRepeated, sameName) == 1;
        if (repeated) {
            bits[at] = bitsBefore;
            return;
        }
        long before = at == 0 && listed ? reference : bitsBefore;
        // A value that was a float once ends in 29 zeros.
        int zeros = Math.min(Long.numberOfTrailingZeros(bits[at]), Long.SIZE - 1);
        zeros = coder.tree(zeros, ZERO_COUNT_BITS, zeroBits, 0);
        int low = Math.max(zeros, Long.SIZE - HIGH_BITS);
        long high = before >>> low;
        high += highBits.code(coder, (bits[at] >>> low) - high);
        long value = high << low;
        if (low > zeros) {
            value |=
                    coder.plain(bits[at] >>> zeros & (1L << low - zeros) - 1, low - zeros) << zeros;
        }
        bits[at] = value;
        bitsBefore = value;
    }

    /**
     * Codes integers, or fills them in.
     *
     * @param changed whether both sides know that they are not all the reference
     */
    private void codeIntegers(long[] integers, long reference, boolean changed) {
        int shift = SHIFTS[codeShift(integers, reference)];
        int constant = codeConstant(integers);
        boolean steady = constant == 0 && integers.length > 2 && codeSteady(integers);
        repeats.start(reference, integers.length);
        long distance =
                codeDistance(integers[0] - reference, shift, reference, changed && constant == 1);
        integers[0] = reference + distance;
        if (constant == 1) {
            Arrays.fill(integers, integers[0]);
        } else {
            codeChanges(integers, shift, steady);
        }
        repeats.finish();
    }

    private int codeShift(long[] integers, long reference) {
        int shift = 0;
        if (coder.writes()) {
            long union = integers[0] - reference;
            for (int i = 1; i < integers.length; i++) {
                union |= integers[i] - integers[i - 1];
            }
            shift = shiftOf(union);
        }
        int byReference = reference == 0 ? SHIFTS.length : shiftOf(reference);
        int node = 1;
        for (int i = SHIFT_BITS - 1; i >= 0; i--) {
            node =
                    node << 1
                            | coder.bit(
                                    shift >>> i & 1,
                                    shiftByReference,
                                    byReference * SHIFT_TREE + node,
                                    shiftByKind,
                                    (kind * SHIFTS.length + shiftBefore) * SHIFT_TREE + node);
        }
        shiftBefore = coder.bounded(node - SHIFT_TREE, 0, SHIFTS.length - 1);
        return shiftBefore;
    }

    private static int shiftOf(long number) {
        int shift = number == 0 ? 0 : SHIFTS.length - 1;
        while ((number & (1L << SHIFTS[shift]) - 1) != 0) {
            shift--;
        }
        return shift;
    }

    /** Whether all are the same; a single one is. */
    private int codeConstant(long[] integers) {
        if (integers.length == 1) {
            return 1;
        }
        int constant = coder.writes() && allAre(integers[0], integers) ? 1 : 0;
        constantBefore =
                coder.bit(
                        constant,
                        constantByKind,
                        kind,
                        constantByLast,
                        constantBefore * 2 + sameName);
        return constantBefore;
    }

    private boolean codeSteady(long[] integers) {
        int gain = 0;
        for (int i = 2; i < integers.length && coder.writes(); i++) {
            long change = integers[i] - integers[i - 1];
            long before = integers[i - 1] - integers[i - 2];
            gain += NumberModel.length(change) - NumberModel.length(change - before);
        }
        steadyBefore =
                coder.bit(
                        gain >= STEADY_GAIN_MIN ? 1 : 0,
                        steadyByKind,
                        kind,
                        steadyByLast,
                        steadyBefore * 2 + sameName);
        return steadyBefore == 1;
    }

    private long codeDistance(long distance, int shift, long reference, boolean nonzero) {
        long said;
        if (repeats.suggests() && repeats.codeIsSuggested(coder, distance)) {
            said = repeats.suggestion();
        } else {
            int length = Math.max(0, NumberModel.length(reference) - shift);
            int a = length / 3 + (shift > 0 ? 32 : 0);
            int b = length / 4 + sameName * 32;
            long scaled = distance >> shift;
            scaled =
                    nonzero
                            ? distances.codeNonzero(coder, scaled, kind, a, b, sameName)
                            : distances.code(coder, scaled, kind, a, b, sameName);
            said = scaled << shift;
        }
        repeats.add(said);
        firstLengthBefore = NumberModel.length(said >> shift);
        return said;
    }

    private void codeChanges(long[] integers, int shift, boolean steady) {
        int length = firstLengthBefore;
        int lengthBefore = changeLengthBefore;
        int sign = NumberModel.NO_SIGN;
        long changeBefore = 0;
        for (int i = 1; i < integers.length; i++) {
            long change = integers[i] - integers[i - 1];
            long coded;
            if (repeats.suggests() && repeats.codeIsSuggested(coder, change)) {
                change = repeats.suggestion();
                coded = change >> shift;
            } else {
                long expected = steady && i > 1 ? changeBefore : 0;
                coded =
                        changes.code(
                                coder,
                                change - expected >> shift,
                                kind,
                                length,
                                lengthBefore,
                                sign);
                change = expected + (coded << shift);
            }
            repeats.add(change);
            integers[i] = integers[i - 1] + change;
            changeBefore = change;
            sign = coded < 0 ? 1 : 0;
            lengthBefore = i == 1 ? lengthBefore : length;
            length = NumberModel.length(coded);
            changeLengthBefore = i == 1 ? length : changeLengthBefore;
        }
    }
}
