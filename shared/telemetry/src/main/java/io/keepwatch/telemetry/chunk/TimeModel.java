package io.keepwatch.telemetry.chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The times of a chunk's series, one series after the other. Nearly always they are those of the
 * series before, which costs next to nothing; a list of times not seen lately is coded by what it
 * differs in from the one before: count, first time and steps. The first list differs from one of
 * equal steps.
 */
final class TimeModel {

    private static final int RECENT_BITS = 3;
    private static final int RECENT_MAX = 1 << RECENT_BITS;
    private static final int COUNT = 0;
    private static final int FIRST = 1;
    private static final int STEP = 2;

    private final RangeCoder coder;
    private final long firstTime;
    private final int span;
    private final Odds same = new Odds(2);
    private final Odds known = new Odds(1);
    private final Odds which = new Odds(RECENT_MAX);
    private final NumberModel numbers = new NumberModel(STEP + 1, 1);

    /** Newest first. */
    private final List<long[]> recent = new ArrayList<>();

    private int sameBefore;
    private int samplesLeft;

    /**
     * @param firstTime of the chunk, epoch milliseconds
     * @param samplesMax that all series may have together
     */
    TimeModel(RangeCoder coder, long firstTime, long lastTime, int samplesMax) {
        this.coder = coder;
        this.firstTime = firstTime;
        this.span = (int) (lastTime - firstTime);
        this.samplesLeft = samplesMax;
    }

    /**
     * Codes the times of the next series; reading, it gives them. Arrays are shared between series
     * of the same times.
     */
    long[] code(long[] times) {
        int at = indexOf(times);
        if (!recent.isEmpty()) {
            sameBefore = coder.bit(at == 0 ? 1 : 0, same, sameBefore);
            if (sameBefore == 1) {
                return use(recent.getFirst());
            }
        }
        if (recent.size() > 1 && coder.bit(at > 0 ? 1 : 0, known, 0) == 1) {
            int place = coder.tree(Math.max(0, at), RECENT_BITS, which, 0);
            return use(recent.remove(coder.bounded(place, 0, recent.size() - 1)));
        }
        return use(codeAnew(times));
    }

    private int indexOf(long[] times) {
        for (int i = 0; i < recent.size() && coder.writes(); i++) {
            if (Arrays.equals(recent.get(i), times)) {
                return i;
            }
        }
        return -1;
    }

    private long[] use(long[] times) {
        samplesLeft -= coder.bounded(times.length, 0, samplesLeft);
        if (recent.isEmpty() || recent.getFirst() != times) {
            recent.addFirst(times);
        }
        if (recent.size() > RECENT_MAX) {
            recent.removeLast();
        }
        return times;
    }

    private long[] codeAnew(long[] times) {
        long[] before = recent.isEmpty() ? new long[] {firstTime} : recent.getFirst();
        long count = before.length + code(COUNT, times.length - before.length);
        long[] all = new long[coder.bounded(count, 1, Math.max(1, samplesLeft))];
        long given = coder.writes() ? times[0] : 0;
        int offset = (int) (before[0] - firstTime);
        offset = coder.bounded(offset + code(FIRST, given - before[0]), 0, span);
        all[0] = firstTime + offset;
        int step = 0;
        for (int i = 1; i < all.length; i++) {
            int expected = i < before.length ? (int) (before[i] - before[i - 1]) : step;
            int right = coder.writes() ? (int) (times[i] - times[i - 1]) : 0;
            int left = (int) (firstTime + span - all[i - 1]);
            step = coder.bounded(expected + code(STEP, right - expected), 1, left);
            all[i] = all[i - 1] + step;
        }
        return all;
    }

    private long code(int kind, long number) {
        return numbers.code(coder, number, kind, 0, 0, NumberModel.NO_SIGN);
    }
}
