package io.keepwatch.telemetry.chunk;

import java.util.Arrays;

/**
 * Adaptive odds of many kinds of decision. Each place counts what it has seen, trusting the first
 * few decisions quickly and later ones less, as a mean does.
 *
 * <p>Opinions are combined as logits, the logarithm of the odds: a place that has seen nothing says
 * 0 and so has no say, one that is sure outweighs one that is not. All tables are made with {@link
 * StrictMath}, so that every machine reads what another wrote.
 */
final class Odds {

    /** A logit is in 256ths. */
    private static final int LOGIT_ONE = 256;

    private static final int LOGIT_MAX = 12 * LOGIT_ONE;

    private static final int CHANCE_BITS = RangeCoder.CHANCE_BITS;

    /** No chance is surer than this, so that the rare case never costs more than 12 bits. */
    private static final int CHANCE_MIN = 24;

    /** A place is a chance of 22 bits and a count of 10. */
    private static final int COUNT_BITS = 10;

    private static final int PLACE_CHANCE_BITS = Integer.SIZE - COUNT_BITS;
    private static final int COUNT_MAX = 250;

    /** How many decisions the even odds at the start weigh, measured on recorded metrics. */
    private static final double START_WEIGHT = 1.8;

    /** How much each of two opinions weighs in the sum of logits, and each of three; measured. */
    private static final int TWO = 128;

    private static final int THREE = 107;

    private static final int LOGIT_STEPS = 1 << 12;
    private static final short[] LOGITS = new short[LOGIT_STEPS];
    private static final int[] CHANCES = new int[2 * LOGIT_MAX + 1];
    private static final int[] RATES = new int[COUNT_MAX + 1];

    static {
        for (int i = 0; i < LOGIT_STEPS; i++) {
            double chance = (i + 0.5) / LOGIT_STEPS;
            LOGITS[i] = (short) StrictMath.rint(StrictMath.log(chance / (1 - chance)) * LOGIT_ONE);
        }
        for (int i = 0; i < CHANCES.length; i++) {
            double chance = 1 / (1 + StrictMath.exp((LOGIT_MAX - i) / (double) LOGIT_ONE));
            int scaled = (int) StrictMath.rint(chance * (1 << CHANCE_BITS));
            CHANCES[i] = Math.clamp(scaled, CHANCE_MIN, (1 << CHANCE_BITS) - CHANCE_MIN);
        }
        for (int i = 0; i <= COUNT_MAX; i++) {
            RATES[i] = (int) ((1 << CHANCE_BITS) / (i + START_WEIGHT));
        }
    }

    private final int[] places;

    Odds(int size) {
        places = new int[size];
        Arrays.fill(places, 1 << Integer.SIZE - 1);
    }

    int logit(int at) {
        return LOGITS[places[at] >>> Integer.SIZE - 12];
    }

    void learn(int at, int bit) {
        int place = places[at];
        int count = place & (1 << COUNT_BITS) - 1;
        int chance = place >>> COUNT_BITS;
        int error = (bit << PLACE_CHANCE_BITS) - bit - chance;
        chance += (int) ((long) error * RATES[count] >> CHANCE_BITS);
        places[at] = chance << COUNT_BITS | Math.min(count + 1, COUNT_MAX);
    }

    static int two(int logits) {
        return logits * TWO >> 8;
    }

    static int three(int logits) {
        return logits * THREE >> 8;
    }

    static int chance(int logit) {
        return CHANCES[Math.clamp(logit, -LOGIT_MAX, LOGIT_MAX) + LOGIT_MAX];
    }
}
