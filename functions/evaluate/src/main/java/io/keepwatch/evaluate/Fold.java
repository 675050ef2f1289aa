package io.keepwatch.evaluate;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Folding;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lists the series of a host that still travel inline in its dictionary, where that pays. */
final class Fold {

    /** Two calls may meet at one host; whoever loses looks again at what the other has written. */
    private static final int TRIES_MAX = 3;

    private final Clock clock;

    Fold(Clock clock) {
        this.clock = clock;
    }

    FoldOutcome fold(TenantScope scope, HostId host) throws Malformed {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Instant now = clock.instant();
            // The chunks first: a version that one of them names is then surely in the history.
            List<StoredChunk> newest = scope.chunks().newest(host, Folding.RECENT_CHUNKS);
            DictionaryHistory history = DictionaryHistory.of(scope.dictionaries().segments(host));
            Optional<DictionarySegment> next =
                    Folding.next(
                            history, history.decode(newest), now, now.plus(Limits.DICTIONARY_KEPT));
            if (next.isEmpty()) {
                return new FoldOutcome.NothingToFold();
            }
            if (scope.dictionaries().add(host, next.get())) {
                return new FoldOutcome.Folded(next.get().version());
            }
        }
        return new FoldOutcome.LostToOthers();
    }
}
