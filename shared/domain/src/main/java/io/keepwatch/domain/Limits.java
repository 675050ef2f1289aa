package io.keepwatch.domain;

import java.time.Duration;

/**
 * What one tenant, host or sample may be at most; plans will lower some of these, none raises them.
 */
public final class Limits {

    /** Hosts of one tenant. A host more is refused by name, and the owner is told once. */
    public static final int HOSTS_MAX = 1_000;

    /**
     * Live series of one host: the series in its newest dictionary and those a push adds to them.
     */
    public static final int SERIES_PER_HOST_MAX = 20_000;

    /** A sample older than this is refused, so that no hour is rolled up from half its raw data. */
    public static final Duration AGE_MAX = Duration.ofHours(22);

    /** How far a sender's clock may be ahead of ours. */
    public static final Duration FUTURE_MAX = Duration.ofMinutes(5);

    /** How long raw samples are kept and shown, from the time of the sample. */
    public static final Duration RAW_KEPT = Duration.ofHours(24);

    /**
     * How long a dictionary segment is kept once written or renewed. That it is far longer than
     * {@link #RAW_KEPT} keeps renewals rare.
     */
    public static final Duration DICTIONARY_KEPT = Duration.ofDays(30);

    /**
     * What a dictionary has left to live when a chunk that names it is put, at least: so every
     * version that a chunk names can be read for as long as the chunk is kept, whatever becomes of
     * the host. A chunk is kept for {@link #RAW_KEPT} from its first sample, which may be {@link
     * #FUTURE_MAX} ahead; the rest is for the way from the look at the clock to the put, and for
     * clocks that differ. With less left, a list is as good as gone: chunks name their series
     * inline, and a new list is begun. Nothing shortens a segment's life, and all of a list that a
     * version needs is looked at.
     */
    public static final Duration DICTIONARY_LEFT_MIN = Duration.ofDays(2);

    private Limits() {}
}
