package io.keepwatch.domain.storage;

import java.time.Instant;

/**
 * A stored part of a host's series dictionary. Dictionary {@code version} is the list of series
 * that starts with the newest segment at or before it whose {@code start} is 0, followed by each
 * segment up to and including its own: a new version costs only what it adds. Segments never
 * change.
 *
 * @param version 1, 2, 3 …
 * @param start the position of the segment's first series in the list; 0 starts a new list
 * @param bytes the series, encoded; storage does not look inside
 * @param expiresAt when it may go; later than any chunk that refers to it
 */
public record DictionarySegment(int version, int start, byte[] bytes, Instant expiresAt) {

    public DictionarySegment {
        if (version < 1 || start < 0) {
            throw new IllegalArgumentException("dictionary versions start at 1");
        }
    }
}
