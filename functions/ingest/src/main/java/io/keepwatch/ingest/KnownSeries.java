package io.keepwatch.ingest;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Remembered;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.chunk.Dictionary;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The newest dictionary of a host, remembered. A remembered one that has been superseded is still
 * right, only less thrifty, so it is read anew once an hour; or after a minute, if a push has
 * series that it does not list, since {@code evaluate} may have listed them by then. One that
 * expires too soon is none.
 */
final class KnownSeries {

    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final Duration REREAD_AFTER = Duration.ofMinutes(1);
    private static final int REMEMBERED_MAX = 1_000;

    private record Read(Dictionary dictionary, Instant at) {}

    private final Remembered<TenantHost, Read> remembered;
    private final Clock clock;

    KnownSeries(Clock clock) {
        this.remembered = new Remembered<>(REMEMBERED, REMEMBERED_MAX, clock);
        this.clock = clock;
    }

    Dictionary dictionaryFor(
            AgentCaller agent, TenantScope scope, HostId host, List<SeriesPoints> points) {
        TenantHost key = new TenantHost(agent.tenant(), host);
        Instant now = clock.instant();
        Optional<Read> known =
                remembered
                        .get(key)
                        .filter(
                                read ->
                                        read.dictionary().mayBeNamedAt(now)
                                                && (now.isBefore(read.at().plus(REREAD_AFTER))
                                                        || listsAll(read.dictionary(), points)));
        if (known.isPresent()) {
            return known.get().dictionary();
        }
        Dictionary newest = newest(scope, host, now);
        remembered.put(key, new Read(newest, now));
        return newest;
    }

    private static Dictionary newest(TenantScope scope, HostId host, Instant now) {
        try {
            return DictionaryHistory.of(scope.dictionaries().segments(host)).nameableAt(now);
        } catch (Malformed e) {
            throw new IllegalStateException("a stored dictionary cannot be read", e);
        }
    }

    private static boolean listsAll(Dictionary dictionary, List<SeriesPoints> points) {
        return points.stream().allMatch(each -> dictionary.indexOf(each.series()) >= 0);
    }
}
