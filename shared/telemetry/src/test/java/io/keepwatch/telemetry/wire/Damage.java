package io.keepwatch.telemetry.wire;

import java.util.Arrays;
import java.util.Random;

/** What becomes of bytes on a bad day. */
public final class Damage {

    private Damage() {}

    /** The same bytes cut short, or with some bits or bytes changed. */
    public static byte[] of(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        byte[] damaged = bytes.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(damaged.length);
            if (random.nextBoolean()) {
                damaged[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                damaged[at] = (byte) random.nextInt();
            }
        }
        return damaged;
    }
}
