package io.keepwatch.telemetry.chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Series that change as an earlier one of the same chunk did: bytes in and out of the loopback,
 * free and available space of a disk, one figure of the kernel under two names. Once a series has
 * made one telling change that an earlier one made at the same place, the next is likely to be that
 * one's next as well.
 */
final class RepeatModel {

    /** Smaller changes are too common to tell anything. */
    private static final int TELLING_MIN = 20;

    private static final int HITS_MAX = 3;
    private static final int SLOT_BITS = 12;
    private static final int NONE = -1;

    /** For a hash of place and change, which series made it last. */
    private final int[] slots = new int[1 << SLOT_BITS];

    private final List<long[]> series = new ArrayList<>();
    private final Odds odds = new Odds(4 * (HITS_MAX + 1));

    private long[] changes;
    private int size;
    private int leader;
    private int hits;

    RepeatModel() {
        Arrays.fill(slots, NONE);
    }

    /** Begins a series of so many numbers that starts from {@code base}. */
    void start(long base, int count) {
        changes = new long[count + 1];
        size = 0;
        leader = NONE;
        hits = 0;
        add(base);
    }

    /** Whether an earlier series suggests the next change. */
    boolean suggests() {
        if (leader != NONE && series.get(leader).length == size) {
            leader = NONE;
        }
        return leader != NONE;
    }

    long suggestion() {
        return series.get(leader)[size];
    }

    /** Codes whether the next change is the one suggested; if it is not, no more are. */
    boolean codeIsSuggested(RangeCoder coder, long change) {
        int context = hits * 4 + (size == 1 ? 2 : 0) + (suggestion() == 0 ? 1 : 0);
        boolean same = coder.bit(change == suggestion() ? 1 : 0, odds, context) == 1;
        if (same) {
            hits = Math.min(hits + 1, HITS_MAX);
        } else {
            leader = NONE;
            hits = 0;
        }
        return same;
    }

    /** Notes the next change, however it was coded. */
    void add(long change) {
        changes[size] = change;
        if (leader == NONE && isTelling(change)) {
            int other = slots[slot(size, change)];
            boolean made =
                    other != NONE
                            && series.get(other).length > size
                            && series.get(other)[size] == change;
            leader = made ? other : NONE;
        }
        size++;
    }

    /** Ends a series, which later ones may repeat. */
    void finish() {
        for (int i = 0; i < size; i++) {
            if (isTelling(changes[i])) {
                slots[slot(i, changes[i])] = series.size();
            }
        }
        series.add(size == changes.length ? changes : Arrays.copyOf(changes, size));
    }

    private static boolean isTelling(long change) {
        return change > TELLING_MIN || change < -TELLING_MIN;
    }

    private static int slot(int place, long change) {
        // Fibonacci hashing: the high bits of a product with 2^64 / golden ratio.
        return (int) ((change * 31 + place) * 0x9e37_79b9_7f4a_7c15L >>> Long.SIZE - SLOT_BITS);
    }
}
