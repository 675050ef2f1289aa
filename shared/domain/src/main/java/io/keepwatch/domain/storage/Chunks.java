package io.keepwatch.domain.storage;

import io.keepwatch.domain.HostId;
import java.time.Instant;
import java.util.List;

/**
 * Raw samples, a chunk a push and host. A chunk is there until {@link
 * io.keepwatch.domain.Limits#RAW_KEPT} after its first sample, and is not shown a moment longer.
 */
public interface Chunks {

    /** Stores one chunk; returns only once it is safe. The same chunk twice is stored once. */
    void put(HostId host, EncodedChunk chunk, Instant arrivedAt);

    /**
     * Unexpired chunks whose first sample lies in {@code [from, until)}, oldest first. A chunk that
     * starts up to {@link EncodedChunk#SPAN_MILLIS_MAX} before a moment may still reach into it:
     * who wants all samples from a moment on asks from that much earlier.
     */
    List<StoredChunk> between(HostId host, Instant from, Instant until);

    /** Up to {@code max} unexpired chunks, those with the newest first sample first. */
    List<StoredChunk> newest(HostId host, int max);
}
