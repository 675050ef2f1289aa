package io.keepwatch.telemetry.chunk;

/**
 * Signed numbers of any size of which nothing is known but how long others were in like places:
 * whether it is zero, its sign and its length are coded by odds, and its bits after the first as
 * they are.
 */
final class NumberModel {

    /** Lengths are 0 to 64. */
    static final int LENGTHS = Long.SIZE + 1;

    /** What the sign of the number before was, as a context: the third is that there was none. */
    static final int NO_SIGN = 2;

    private static final int LENGTH_BITS = 6;
    private static final int TREE = 1 << LENGTH_BITS;

    private final Odds zeroByKind;
    private final Odds zeroByA;
    private final Odds zeroByB;
    private final Odds signByKind;
    private final Odds signBySign;
    private final Odds lengthByKind;
    private final Odds lengthByA;
    private final Odds lengthByB;

    /**
     * @param kinds how many kinds of number there are
     * @param contexts how many values each of the two contexts has
     */
    NumberModel(int kinds, int contexts) {
        zeroByKind = new Odds(kinds);
        zeroByA = new Odds(contexts);
        zeroByB = new Odds(contexts);
        signByKind = new Odds(kinds);
        signBySign = new Odds(kinds * (NO_SIGN + 1));
        lengthByKind = new Odds(kinds * TREE);
        lengthByA = new Odds(contexts * TREE);
        lengthByB = new Odds(contexts * TREE);
    }

    /** How long a number is, its sign aside: 0 for 0, 1 for 1, 2 for 2 and 3, up to 64. */
    static int length(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.abs(number));
    }

    /**
     * Codes a number.
     *
     * @param signBefore 0 or 1 for a negative one, or {@link #NO_SIGN}
     */
    long code(RangeCoder coder, long number, int kind, int a, int b, int signBefore) {
        int zero = coder.bit(number == 0 ? 1 : 0, zeroByKind, kind, zeroByA, a, zeroByB, b);
        return zero == 1 ? 0 : codeNonzero(coder, number, kind, a, b, signBefore);
    }

    /** Codes a number of which nothing is known. */
    long code(RangeCoder coder, long number) {
        return code(coder, number, 0, 0, 0, NO_SIGN);
    }

    /** Codes a number that both sides know not to be zero. */
    long codeNonzero(RangeCoder coder, long number, int kind, int a, int b, int signBefore) {
        int sign =
                coder.bit(
                        number < 0 ? 1 : 0,
                        signByKind,
                        kind,
                        signBySign,
                        kind * (NO_SIGN + 1) + signBefore);
        // Of 1, 2, 3 … and of -1, -2, -3 … this makes 0, 1, 2 …; 63 bits hold all.
        long size = number < 0 ? ~number : number - 1;
        int length = Long.SIZE - Long.numberOfLeadingZeros(size);
        int node = 1;
        for (int i = LENGTH_BITS - 1; i >= 0; i--) {
            node =
                    node << 1
                            | coder.bit(
                                    length >>> i & 1,
                                    lengthByKind,
                                    kind * TREE + node,
                                    lengthByA,
                                    a * TREE + node,
                                    lengthByB,
                                    b * TREE + node);
        }
        length = node - TREE;
        if (length > 1) {
            size = 1L << length - 1 | coder.plain(size & (1L << length - 1) - 1, length - 1);
        } else {
            size = length;
        }
        return sign == 1 ? ~size : size + 1;
    }
}
