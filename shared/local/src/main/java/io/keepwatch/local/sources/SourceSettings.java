package io.keepwatch.local.sources;

import java.time.Duration;
import java.util.Optional;

/**
 * How the event sources of the local cloud behave where AWS leaves it open.
 *
 * @param harshness what is made worse than it usually is; empty: nothing
 * @param ttl when items go whose time to live is over
 * @param madeUpMax how many of a schedule's times at most are made up for, the newest, when the
 *     clock jumps over them or nothing ran: a year has 8760 hours, and each is a real call
 * @param pace how often is looked, and how long is waited after a failure
 */
public record SourceSettings(Optional<Harshness> harshness, Ttl ttl, int madeUpMax, Pace pace) {

    /** A week of hours. */
    private static final int MADE_UP_MAX = 168;

    /** Duplicates and concurrency now and then, as AWS may do at any time; TTL at once. */
    public static SourceSettings standard() {
        return new SourceSettings(
                Optional.of(new Harshness(1, 0.02, 0.2)),
                new Ttl.After(Duration.ZERO),
                MADE_UP_MAX,
                Pace.standard());
    }

    /** As gentle as can be, for tests that count calls. */
    public static SourceSettings gentle() {
        return new SourceSettings(
                Optional.empty(), new Ttl.After(Duration.ZERO), MADE_UP_MAX, Pace.standard());
    }

    public SourceSettings with(Harshness worse) {
        return new SourceSettings(Optional.of(worse), ttl, madeUpMax, pace);
    }

    public SourceSettings with(Ttl other) {
        return new SourceSettings(harshness, other, madeUpMax, pace);
    }

    public SourceSettings withMadeUpMax(int other) {
        return new SourceSettings(harshness, ttl, other, pace);
    }

    public SourceSettings with(Pace other) {
        return new SourceSettings(harshness, ttl, madeUpMax, other);
    }

    /**
     * What AWS allows itself and seldom does.
     *
     * @param seed of the choices that are made; which threads meet is still up to the machine
     * @param duplicates the share (0 to 1) of batches that are delivered twice
     * @param splits the share of stream batches whose records go to two calls at once; the order of
     *     the records of one item is kept, all that AWS promises
     */
    public record Harshness(long seed, double duplicates, double splits) {

        public Harshness {
            if (!(duplicates >= 0 && duplicates <= 1 && splits >= 0 && splits <= 1)) {
                throw new IllegalArgumentException("shares are from 0 to 1");
            }
        }
    }

    /** When items go whose time to live is over. */
    public sealed interface Ttl {

        /** So long after that, by the clock; AWS: within days. */
        record After(Duration delay) implements Ttl {}

        /** Not at all. */
        record Never() implements Ttl {}
    }

    /**
     * Real time, not the clock's.
     *
     * @param look how long an idle source waits before it looks again, unless it is told
     * @param retryMin the wait after a first failure, doubled with each further one
     * @param retryMax the longest such wait
     * @param end how long calls under way are given to end when all ends; then they are left
     */
    public record Pace(Duration look, Duration retryMin, Duration retryMax, Duration end) {

        public static Pace standard() {
            return new Pace(
                    Duration.ofMillis(200),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(1_500));
        }

        /** The wait after so many failures. */
        Duration retry(int failures) {
            Duration wait = retryMin.multipliedBy(1L << Math.min(failures - 1, 20));
            return wait.compareTo(retryMax) < 0 ? wait : retryMax;
        }
    }
}
