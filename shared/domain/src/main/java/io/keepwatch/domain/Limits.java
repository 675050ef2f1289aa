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
     * How long a dictionary segment is kept once written or renewed. It has to outlive every chunk
     * that refers to it; that it is far longer keeps renewals rare.
     */
    public static final Duration DICTIONARY_KEPT = Duration.ofDays(30);

    private Limits() {}
}
