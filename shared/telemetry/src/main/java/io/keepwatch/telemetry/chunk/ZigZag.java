package io.keepwatch.telemetry.chunk;

/** Signed numbers as unsigned ones, small if near zero: 0, -1, 1, -2, 2 … */
final class ZigZag {

    private ZigZag() {}

    static long encode(long signed) {
        return signed << 1 ^ signed >> 63;
    }

    static long decode(long unsigned) {
        return unsigned >>> 1 ^ -(unsigned & 1);
    }
}
