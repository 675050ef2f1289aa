package io.keepwatch.local.sources;

import java.time.Duration;

/** Something happened; who waits looks again. Safe for use by several threads. */
final class Signal {

    private long raised;

    synchronized void raise() {
        raised++;
        notifyAll();
    }

    /** How often it was raised: given back to {@link #await} so that none in between is missed. */
    synchronized long raised() {
        return raised;
    }

    /** Waits until it was raised more than {@code seen} times, or {@code longest} of real time. */
    synchronized void await(long seen, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        for (long left = longest.toNanos();
                raised == seen && left > 0;
                left = deadline - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
