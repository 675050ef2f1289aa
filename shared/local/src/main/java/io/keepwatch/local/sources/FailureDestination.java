package io.keepwatch.local.sources;

import io.keepwatch.local.Log;

/** Where that goes which a function failed on for good. */
sealed interface FailureDestination {

    /** Keeps it; once this returns, it is safe. */
    void keep(GivenUp failed);

    /** As an object. */
    record InBucket(Buckets buckets, String bucket) implements FailureDestination {

        @Override
        public void keep(GivenUp failed) {
            buckets.put(bucket, failed.key(), Tree.bytes(failed.object()));
        }
    }

    /** As a message. */
    record InQueue(MessageStore store, String queue) implements FailureDestination {

        @Override
        public void keep(GivenUp failed) {
            store.send(queue, MessageStore.Outgoing.text(Tree.text(failed.message())));
        }
    }

    /** The template names no destination. */
    record Nowhere(Log log) implements FailureDestination {

        @Override
        public void keep(GivenUp failed) {
            log.warn(
                    failed.description()
                            + " is lost: the template gives no DestinationConfig for what fails");
        }
    }
}
