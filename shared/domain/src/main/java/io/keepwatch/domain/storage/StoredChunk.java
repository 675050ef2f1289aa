package io.keepwatch.domain.storage;

import java.time.Instant;

/** A chunk as it was put, and when that was: the later arrival wins where two name one sample. */
public record StoredChunk(EncodedChunk chunk, Instant arrivedAt) {}
