package io.keepwatch.telemetry.chunk;

/** Reads decisions. Takes any octets: what they say may be nonsense, but it comes to an end. */
final class RangeDecoder extends RangeCoder {

    /** Octets that it reads ahead; the encoder writes the first of the last four. */
    private static final int AHEAD = 4;

    private final byte[] bytes;
    private int position;
    private long range = RANGE_MAX;

    /** How far into the range the number is. */
    private long offset;

    private boolean damaged;

    RangeDecoder(byte[] bytes) {
        this.bytes = bytes;
        for (int i = 0; i < AHEAD; i++) {
            offset = offset << Byte.SIZE | next();
        }
    }

    @Override
    boolean writes() {
        return false;
    }

    @Override
    int code(int bit, int chance) {
        long ones = range * chance >>> 16;
        int said;
        if (offset < ones) {
            range = ones;
            said = 1;
        } else {
            offset -= ones;
            range -= ones;
            said = 0;
        }
        widen();
        return said;
    }

    @Override
    int plain(int value, int bits) {
        range >>>= bits;
        int said = (int) Math.min(offset / range, (1 << bits) - 1);
        offset -= range * said;
        widen();
        return said;
    }

    @Override
    int bounded(long number, int min, int max) {
        boolean within = number >= min && number <= max;
        damaged |= !within;
        return within ? (int) number : min;
    }

    private void widen() {
        while (range < RANGE_MIN) {
            range <<= Byte.SIZE;
            offset = offset << Byte.SIZE & RANGE_MAX | next();
        }
    }

    private int next() {
        int octet = position < bytes.length ? bytes[position] & 0xff : 0;
        position++;
        return octet;
    }

    /** Checks that what was read is what there was. */
    void end() throws Malformed {
        if (damaged) {
            throw new Malformed("numbers beyond their bounds");
        }
        if (position - bytes.length != AHEAD - 1) {
            throw new Malformed("does not end where its content does");
        }
    }
}
