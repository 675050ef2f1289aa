package io.keepwatch.cabinet;

import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import java.time.Instant;
import java.util.List;

/**
 * What is stored of one host.
 *
 * <p>Chunks are to be read before the dictionary: one of them may name a version that was written
 * just before it.
 */
record HostData(TenantHost host, TenantScope scope, KnownDictionaries known) {

    /** As {@link Chunks#between}. */
    List<StoredChunk> between(Instant from, Instant until) {
        return scope.chunks().between(host.host(), from, until);
    }

    /** As {@link Chunks#backwards}. */
    Iterable<List<StoredChunk>> backwards(int first) {
        return scope.chunks().backwards(host.host(), first);
    }

    /** These chunks with what of the dictionary they need, to be decoded. */
    StoredSamples samples(List<StoredChunk> chunks) {
        return StoredSamples.of(dictionaryOf(chunks), chunks);
    }

    /** What of the dictionary these chunks need. */
    List<DictionarySegment> dictionaryOf(List<StoredChunk> chunks) {
        return known.namedBy(chunks, host, scope.dictionaries());
    }

    /** The dictionary as it is now. */
    List<DictionarySegment> dictionary() {
        return known.read(host, scope.dictionaries());
    }
}
