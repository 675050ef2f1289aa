package io.keepwatch.domain.storage;

import java.time.Instant;
import java.util.List;

/** What the owner of a tenant should know, each kind once until it expires. */
public interface Notices {

    /**
     * @param kind what happened; the same kind raised again while it stands changes nothing
     * @param text one sentence for the owner, with what to do next
     */
    record Notice(Kind kind, String text, Instant raisedAt) {}

    /** What there can be a notice of. */
    enum Kind {
        /** A new host was turned away because the tenant has as many as it may. */
        HOSTS_OVER_CAP
    }

    /** Raises a notice for {@code kind}, unless one stands. {@code true} if it is new. */
    boolean raise(Notice notice, Instant expiresAt);

    List<Notice> standing();
}
