package io.keepwatch.domain.storage;

/**
 * Storage cannot take or give this now, and may in a moment: throttled, slow or briefly down. What
 * was asked for may or may not have happened. Doors answer 503 with Retry-After; streams and queues
 * try again.
 */
public final class StorageBusy extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StorageBusy(String message, Throwable cause) {
        super(message, cause);
    }
}
