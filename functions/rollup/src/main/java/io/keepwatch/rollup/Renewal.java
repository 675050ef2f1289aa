package io.keepwatch.rollup;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.TenantScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Keeps the dictionary of a host that still reports from expiring. Only the newest list is renewed:
 * chunks name what came before it only as long as it outlives them ({@link
 * Limits#DICTIONARY_LEFT_MIN}).
 */
final class Renewal {

    /** Renewing bills the whole item, so it is done about once in two weeks and not by the hour. */
    static final Duration RENEWED_WITHIN = Limits.DICTIONARY_KEPT.dividedBy(2);

    private final Clock clock;

    Renewal(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param segments of the host, in the order of their versions
     * @return how many of them were renewed
     */
    int renew(TenantScope scope, HostId host, List<DictionarySegment> segments) {
        Instant now = clock.instant();
        List<DictionarySegment> due =
                newestList(segments).stream()
                        .filter(each -> each.expiresAt().isBefore(now.plus(RENEWED_WITHIN)))
                        .toList();
        if (due.isEmpty() || scope.chunks().newest(host, 1).isEmpty()) {
            return 0;
        }
        Instant until = now.plus(Limits.DICTIONARY_KEPT);
        due.forEach(segment -> scope.dictionaries().renew(host, segment.version(), until));
        return due.size();
    }

    private static List<DictionarySegment> newestList(List<DictionarySegment> segments) {
        int start = 0;
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).start() == 0) {
                start = i;
            }
        }
        return segments.subList(start, segments.size());
    }
}
