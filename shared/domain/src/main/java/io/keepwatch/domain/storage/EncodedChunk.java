package io.keepwatch.domain.storage;

/**
 * What one push said of one host, encoded. Storage does not look inside.
 *
 * @param firstTime time of the earliest sample, epoch milliseconds
 * @param hash of the content, base64url: the same samples pushed twice are one chunk
 * @param bytes at most {@link #BYTES_MAX}
 */
public record EncodedChunk(long firstTime, String hash, byte[] bytes) {

    /** Well below DynamoDB's 400 KB an item, with room for keys. */
    public static final int BYTES_MAX = 380 * 1024;

    /** A push that spans more is cut, so that a reader of a range knows how far back to look. */
    public static final long SPAN_MILLIS_MAX = 120_000;
}
