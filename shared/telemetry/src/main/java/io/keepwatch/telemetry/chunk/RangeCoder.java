package io.keepwatch.telemetry.chunk;

/**
 * Codes one decision after another at the price of its surprise: where the odds say 1000 to 1 and
 * are right, a decision costs a thousandth of a bit. This is arithmetic coding with binary
 * decisions and adaptive odds; a few KB are too little for a general compressor to learn from, but
 * here the models know what the numbers mean.
 *
 * <p>Writing and reading are one procedure: each method takes what is to be said and returns what
 * was said. A {@link RangeEncoder} writes its argument down and returns it, a {@link RangeDecoder}
 * ignores the argument and returns what it reads. So a model is written once, and its two
 * directions cannot differ.
 */
abstract sealed class RangeCoder permits RangeEncoder, RangeDecoder {

    /** A range as small as this is widened by one more octet. */
    static final long RANGE_MIN = 1L << 24;

    static final long RANGE_MAX = (1L << 32) - 1;

    /** Chances are in 65536ths. */
    static final int CHANCE_BITS = 16;

    /** At most so many bits are coded in one go without odds. */
    private static final int PLAIN_BITS = 16;

    /** Whether what is given counts; if not, only what is returned does. */
    abstract boolean writes();

    /**
     * One decision.
     *
     * @param chance that it is 1, in 65536ths, neither 0 nor all
     */
    abstract int code(int bit, int chance);

    /** A number of up to 16 bits, all equally likely. */
    abstract int plain(int value, int bits);

    /** A decision by the odds at one place, which learn from it. */
    final int bit(int bit, Odds odds, int at) {
        int said = code(bit, Odds.chance(odds.logit(at)));
        odds.learn(at, said);
        return said;
    }

    /** A decision by two opinions. */
    final int bit(int bit, Odds a, int atA, Odds b, int atB) {
        int said = code(bit, Odds.chance(Odds.two(a.logit(atA) + b.logit(atB))));
        a.learn(atA, said);
        b.learn(atB, said);
        return said;
    }

    /** A decision by three opinions. */
    final int bit(int bit, Odds a, int atA, Odds b, int atB, Odds c, int atC) {
        int logits = a.logit(atA) + b.logit(atB) + c.logit(atC);
        int said = code(bit, Odds.chance(Odds.three(logits)));
        a.learn(atA, said);
        b.learn(atB, said);
        c.learn(atC, said);
        return said;
    }

    /** A number of so many bits, from the highest bit down; each place in the tree has its odds. */
    final int tree(int value, int bits, Odds odds, int at) {
        int node = 1;
        for (int i = bits - 1; i >= 0; i--) {
            node = node << 1 | bit(value >>> i & 1, odds, at + node);
        }
        return node - (1 << bits);
    }

    /** A number of up to 64 bits, all equally likely. */
    final long plain(long value, int bits) {
        long said = 0;
        for (int left = bits; left > 0; ) {
            int now = Math.min(left, PLAIN_BITS);
            left -= now;
            said = said << now | plain((int) (value >>> left) & (1 << now) - 1, now);
        }
        return said;
    }

    /** A number that both sides know to lie between two others. */
    abstract int bounded(long number, int min, int max);

    /** What is true of everything that is ever written. */
    abstract void require(boolean truth, String otherwise);
}
