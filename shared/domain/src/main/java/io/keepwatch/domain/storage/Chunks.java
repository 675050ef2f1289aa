package io.keepwatch.domain.storage;

import io.keepwatch.domain.HostId;
import java.time.Instant;
import java.util.List;

/**
 * Raw samples, a chunk a push and host. A chunk is there until {@link
 * io.keepwatch.domain.Limits#RAW_KEPT} after its first sample (rounded down to a second, as TTL has
 * it), and is not shown a moment longer.
 */
public interface Chunks {

    /** How much {@link #between} reads at most: what a function's memory can take. */
    long READ_BYTES_MAX = 64L * 1024 * 1024;

    /** More than {@link #READ_BYTES_MAX} in the range. Ask for a shorter one. */
    final class RangeTooLarge extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public RangeTooLarge() {
            super("more than %d bytes of chunks in the range".formatted(READ_BYTES_MAX));
        }
    }

    /**
     * Stores one chunk; returns only once it is safe. The same chunk twice is stored once, with the
     * later call's {@code arrivedAt}.
     */
    void put(HostId host, EncodedChunk chunk, Instant arrivedAt);

    /**
     * Unexpired chunks whose first sample lies in {@code [from, until)}, oldest first. A chunk that
     * starts up to {@link EncodedChunk#SPAN_MILLIS_MAX} before a moment may still reach into it:
     * who wants all samples from a moment on asks from that much earlier.
     *
     * @throws RangeTooLarge if they are more than {@link #READ_BYTES_MAX}
     */
    List<StoredChunk> between(HostId host, Instant from, Instant until);

    /** Up to {@code max} unexpired chunks, those with the newest first sample first. */
    List<StoredChunk> newest(HostId host, int max);

    /**
     * All unexpired chunks, those with the newest first sample first, page by page; each page is
     * read when it is asked for. The first is of up to {@code first} chunks, each that follows of
     * up to twice as many as the one before, and one may be empty: who stops early has read little
     * more than was needed, in few pages.
     */
    Iterable<List<StoredChunk>> backwards(HostId host, int first);
}
