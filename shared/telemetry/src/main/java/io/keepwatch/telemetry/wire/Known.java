package io.keepwatch.telemetry.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What has been made of bytes on the wire before, found again by those same bytes: senders repeat
 * themselves push after push. A find compares all bytes and allocates nothing.
 *
 * <p>Bounded however hostile the input is: a find looks at {@value #WAYS} places, whatever hashes
 * were chosen to collide, and what is remembered weighs at most {@link #WEIGHT_MAX} by estimate.
 * When that is reached, everything is forgotten at once and made again as needed: senders whose
 * series never change stay known, those who always bring new ones pay for it.
 */
public final class Known {

    /** Bytes of heap, estimated. Enough for five thousand series with three labels. */
    public static final int WEIGHT_MAX = 4 << 20;

    /** What weighs more is not remembered: only over-long and so refused things do. */
    private static final int ENTRY_WEIGHT_MAX = WEIGHT_MAX / 16;

    private static final int SETS = 1 << 12;
    private static final int WAYS = 8;

    private static final int LONG_BYTES = 64;

    /** What the entry itself, its key's header and a few small objects weigh. */
    private static final int ENTRY_WEIGHT = 200;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    /**
     * Something made of bytes. What they mean may depend on a parent that encloses them (a metric's
     * points mean nothing without the metric) and on a tag that says what they are.
     */
    public abstract static class Entry {

        private Entry parent;
        private int tag;
        private byte[] key;
        private int hash;
        private int place;

        /** Of what this holds beyond its key, in bytes of heap. */
        protected abstract int weight();

        private boolean is(Entry itsParent, int itsTag, byte[] bytes, int from, int to) {
            return parent == itsParent
                    && tag == itsTag
                    && Arrays.equals(key, 0, key.length, bytes, from, to);
        }
    }

    /** The parent of what stands alone. */
    public static final Entry NOTHING =
            new Entry() {
                @Override
                protected int weight() {
                    return 0;
                }
            };

    private final int[] hashes = new int[SETS * WAYS];
    private final Entry[] entries = new Entry[SETS * WAYS];
    private int weight;
    private int victim;

    /**
     * By the place of one entry, what was found after it the last time. Not held by the entry,
     * since a forgotten one that is still a parent would hold on to all that was forgotten with it.
     */
    private final Entry[] nexts = new Entry[SETS * WAYS];

    /** The place of what was found last. */
    private int last;

    /** What was put for exactly this, or {@code null}. */
    public Entry find(Entry parent, int tag, byte[] bytes, int from, int to) {
        // Senders keep to their order, so this is right nearly always, and cheaper than a look-up.
        Entry guess = nexts[last];
        if (guess == null || !guess.is(parent, tag, bytes, from, to)) {
            guess = lookUp(parent, tag, bytes, from, to);
            if (guess == null) {
                return null;
            }
            nexts[last] = guess;
        }
        last = guess.place;
        return guess;
    }

    private Entry lookUp(Entry parent, int tag, byte[] bytes, int from, int to) {
        int hash = hash(parent, tag, bytes, from, to);
        int set = set(hash);
        for (int i = set; i < set + WAYS; i++) {
            if (hashes[i] == hash) {
                Entry entry = entries[i];
                if (entry != null && entry.is(parent, tag, bytes, from, to)) {
                    return entry;
                }
            }
        }
        return null;
    }

    /**
     * Remembers {@code entry}, which must be new, under a copy of the bytes, if it is not too big.
     */
    public void put(Entry parent, int tag, byte[] bytes, int from, int to, Entry entry) {
        // Set even if nothing else is, since children are found by it.
        entry.hash = hash(parent, tag, bytes, from, to);
        int added = ENTRY_WEIGHT + (to - from) + entry.weight();
        if (added > ENTRY_WEIGHT_MAX) {
            return;
        }
        entry.parent = parent;
        entry.tag = tag;
        entry.key = Arrays.copyOfRange(bytes, from, to);
        if (weight + added > WEIGHT_MAX) {
            Arrays.fill(entries, null);
            Arrays.fill(nexts, null);
            weight = 0;
        }
        // Never taken off again, even when the entry is replaced: its children may still hold it.
        weight += added;
        int place = place(set(entry.hash));
        hashes[place] = entry.hash;
        entries[place] = entry;
        entry.place = place;
        nexts[last] = entry;
        last = place;
    }

    private int place(int set) {
        for (int i = set; i < set + WAYS; i++) {
            if (entries[i] == null) {
                return i;
            }
        }
        victim = (victim + 1) % WAYS;
        return set + victim;
    }

    private static int set(int hash) {
        return (hash & SETS - 1) * WAYS;
    }

    private static int hash(Entry parent, int tag, byte[] bytes, int from, int to) {
        long hash = parent.hash * 31L + tag * PRIME + (to - from);
        int length = to - from;
        if (length < Long.BYTES) {
            long rest = 0;
            for (int at = from; at < to; at++) {
                rest = rest << Byte.SIZE | bytes[at] & 0xff;
            }
            hash = mix(hash ^ rest);
        } else {
            int at = from;
            if (length >= LONG_BYTES) {
                // Two sides at once, since each step has to wait for the one before it.
                long other = hash + 1;
                for (; at < to - 2 * Long.BYTES; at += 2 * Long.BYTES) {
                    hash = mix(hash ^ (long) LONG.get(bytes, at));
                    other = mix(other ^ (long) LONG.get(bytes, at + Long.BYTES));
                }
                hash = mix(hash + other * PRIME);
            }
            for (; at < to - Long.BYTES; at += Long.BYTES) {
                hash = mix(hash ^ (long) LONG.get(bytes, at));
            }
            // The last eight may overlap those before them, which does no harm.
            hash = mix(hash ^ (long) LONG.get(bytes, to - Long.BYTES));
        }
        return (int) (hash >>> 32);
    }

    private static long mix(long value) {
        long product = value * PRIME;
        return product ^ product >>> 29;
    }
}
