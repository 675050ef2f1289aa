package io.keepwatch.domain.storage;

import io.keepwatch.domain.HostId;
import java.time.Instant;
import java.util.List;

/** The series dictionaries of one tenant's hosts. */
public interface Dictionaries {

    /** All unexpired segments of a host's dictionary, in the order of their versions. */
    List<DictionarySegment> segments(HostId host);

    /**
     * Adds a segment, unless that version exists already: then {@code false}, and nothing changes.
     * A segment that has expired no longer exists, though it may not be deleted yet.
     */
    boolean add(HostId host, DictionarySegment segment);

    /** Lets a segment live until {@code expiresAt}, if it is still there and would go before. */
    void renew(HostId host, int version, Instant expiresAt);
}
