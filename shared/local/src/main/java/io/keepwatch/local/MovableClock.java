package io.keepwatch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The one clock of the local cloud: real time and an offset that can only grow, and that is still
 * there after a restart. Everything that waits for a moment waits by {@link #await}, so that a year
 * passes in a test. Safe for use by several threads.
 */
public final class MovableClock extends Clock {

    /** More than any test needs, and far from where a time no longer fits its type. */
    public static final Duration OFFSET_MAX = Duration.ofDays(36_525);

    /** Real time may be set back or slept through, so nobody waits longer without a look at it. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Clock real;
    private final Path file;
    private final Object moved = new Object();
    private volatile Duration offset;

    /**
     * @param real the machine's time
     * @param file where the offset is kept; read now if it is there
     */
    public MovableClock(Clock real, Path file) {
        this.real = real;
        this.file = file;
        this.offset = read(file);
    }

    /**
     * Moves the clock forward and wakes whoever waits for a moment that has come.
     *
     * @return the new time
     * @throws IllegalArgumentException for a negative step or one beyond {@link #OFFSET_MAX}
     */
    public Instant advance(Duration step) {
        synchronized (moved) {
            if (step.isNegative() || step.compareTo(OFFSET_MAX.minus(offset)) > 0) {
                throw new IllegalArgumentException(
                        "the clock moves forward only, and by at most " + OFFSET_MAX);
            }
            Duration next = offset.plus(step);
            write(next);
            offset = next;
            moved.notifyAll();
            return instant();
        }
    }

    /** How far this clock is ahead of the machine's. */
    public Duration offset() {
        return offset;
    }

    /** Waits until this clock shows {@code moment} or later. */
    public void await(Instant moment) throws InterruptedException {
        synchronized (moved) {
            for (Instant now = instant(); now.isBefore(moment); now = instant()) {
                Duration left = Duration.between(now, moment);
                Duration wait = left.compareTo(LOOK) < 0 ? left : LOOK;
                moved.wait(Math.max(1, wait.toMillis()));
            }
        }
    }

    @Override
    public Instant instant() {
        return real.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new InZone(this, zone);
    }

    private static Duration read(Path file) {
        try {
            return Files.exists(file)
                    ? Duration.parse(Files.readString(file).strip())
                    : Duration.ZERO;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the clock's offset in " + file, e);
        }
    }

    private void write(Duration next) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(draft, next.toString());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the clock's offset in " + file, e);
        }
    }

    private static final class InZone extends Clock {

        private final MovableClock clock;
        private final ZoneId zone;

        private InZone(MovableClock clock, ZoneId zone) {
            this.clock = clock;
            this.zone = zone;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new InZone(clock, other);
        }
    }
}
