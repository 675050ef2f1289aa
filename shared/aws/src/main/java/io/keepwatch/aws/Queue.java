package io.keepwatch.aws;

import java.util.List;

/** A queue that takes messages of ours, as JSON. What takes them out is a function's trigger. */
@FunctionalInterface
public interface Queue {

    /**
     * Sends each message (a record) at least once, in no order; returns once all are safe.
     *
     * @throws io.keepwatch.domain.storage.StorageBusy if some may not have been sent
     */
    void sendAll(List<?> messages);

    default void send(Object message) {
        sendAll(List.of(message));
    }
}
