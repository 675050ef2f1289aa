package io.keepwatch.telemetry.chunk;

import java.util.Arrays;

/** Writes decisions. What was said so far is a number in {@code [low, low + range)}. */
final class RangeEncoder extends RangeCoder {

    private final Sink sink = new Sink();
    private long low;
    private long range = RANGE_MAX;

    /** The octet before those in {@code low}; a carry may still change it … */
    private int held;

    /** … through so many octets of 255. */
    private int heldFull;

    @Override
    boolean writes() {
        return true;
    }

    @Override
    int code(int bit, int chance) {
        long ones = range * chance >>> CHANCE_BITS;
        if (bit == 1) {
            range = ones;
        } else {
            low += ones;
            range -= ones;
        }
        widen();
        return bit;
    }

    @Override
    int plain(int value, int bits) {
        range >>>= bits;
        low += range * value;
        widen();
        return value;
    }

    @Override
    int bounded(long number, int min, int max) {
        return (int) number;
    }

    @Override
    void require(boolean truth, String otherwise) {
        // The encoder is given what is true.
    }

    private void widen() {
        while (range < RANGE_MIN) {
            range <<= Byte.SIZE;
            shift();
        }
    }

    private void shift() {
        if (low < 0xff00_0000L || low > RANGE_MAX) {
            int carry = (int) (low >>> Integer.SIZE);
            sink.octet(held + carry);
            for (; heldFull > 0; heldFull--) {
                sink.octet(0xff + carry);
            }
            held = (int) (low >>> 24) & 0xff;
        } else {
            heldFull++;
        }
        low = low << Byte.SIZE & RANGE_MAX;
    }

    /** All that was said. One octet settles the range; the zeros after it need no writing. */
    byte[] finish() {
        low = low + RANGE_MIN - 1 & -RANGE_MIN;
        shift();
        shift();
        byte[] bytes = sink.toBytes();
        // The first octet is what was held before anything was said.
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }
}
