package io.keepwatch.rollup;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Folding;
import io.keepwatch.telemetry.chunk.Malformed;
import io.keepwatch.telemetry.chunk.Tidying;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Writes a host's list of series anew once the dead fill it, so that a host whose series change all
 * the time finds room for new ones. The chunks that name the list before stay readable: they name
 * it only as long as it outlives them ({@link Limits#DICTIONARY_LEFT_MIN}).
 */
final class Tidy {

    /**
     * So many of the newest chunks are looked at, one number after the other, until they tell. One
     * is enough for most lists that are alive; a few for a host that sends all it has at a time;
     * the most are two scrapes of a host near its limit, in pushes of 500 series.
     */
    private static final int[] LOOKS = {1, 16, 128};

    private final Clock clock;

    Tidy(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param segments of the host, in the order of their versions
     * @return whether its list was written anew; not if another call wrote that version first: then
     *     the next hour looks again
     * @throws Malformed if the list or a chunk cannot be read
     */
    boolean tidy(TenantScope scope, HostId host, List<DictionarySegment> segments)
            throws Malformed {
        Instant now = clock.instant();
        Instant until = now.plus(Limits.DICTIONARY_KEPT);
        if (!Folding.mayBeTidied(segments) || isFresh(DictionaryHistory.of(segments), now)) {
            return false;
        }
        for (int chunks : LOOKS) {
            // The chunks first: a version that one of them names is then surely in the history.
            List<StoredChunk> newest = scope.chunks().newest(host, chunks);
            DictionaryHistory history = DictionaryHistory.of(scope.dictionaries().segments(host));
            switch (Folding.tidied(history, history.decode(newest), now, until)) {
                case Tidying.Anew(DictionarySegment segment) -> {
                    return scope.dictionaries().add(host, segment);
                }
                case Tidying.Needless() -> {
                    return false;
                }
                case Tidying.Unclear() -> {
                    if (newest.size() < chunks) {
                        return false; // there are no more
                    }
                }
            }
        }
        return false;
    }

    /** Whether too little can be dead, whatever the chunks show. */
    private static boolean isFresh(DictionaryHistory history, Instant now) {
        return Folding.tidied(history, List.of(), now, now) instanceof Tidying.Needless;
    }
}
