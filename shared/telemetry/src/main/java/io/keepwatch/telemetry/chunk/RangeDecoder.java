package io.keepwatch.telemetry.chunk;

/**
 * Reads decisions. What damaged octets say is nonsense but never endless: there is an octet to each
 * few decisions, and past the last comes {@link Damaged}.
 */
final class RangeDecoder extends RangeCoder {

    /** Octets that it reads ahead; the encoder writes the first of the last four. */
    private static final int AHEAD = 4;

    private final byte[] bytes;
    private int position;
    private long range = RANGE_MAX;

    /** How far into the range the number is. */
    private long offset;

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
        long ones = range * chance >>> CHANCE_BITS;
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
        require(number >= min && number <= max, "a number beyond its bounds");
        return (int) number;
    }

    @Override
    void require(boolean truth, String otherwise) {
        if (!truth) {
            throw new Damaged(otherwise);
        }
    }

    private void widen() {
        while (range < RANGE_MIN) {
            range <<= Byte.SIZE;
            offset = offset << Byte.SIZE & RANGE_MAX | next();
        }
    }

    private int next() {
        require(position < bytes.length + AHEAD - 1, "ends too early");
        int octet = position < bytes.length ? bytes[position] & 0xff : 0;
        position++;
        return octet;
    }

    /** Checks that all there is has been read. */
    void end() {
        require(position == bytes.length + AHEAD - 1, "goes on after its end");
    }
}
