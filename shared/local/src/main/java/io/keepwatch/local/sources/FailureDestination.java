package io.keepwatch.local.sources;

import io.keepwatch.local.Log;

/** Where a stream mapping leaves what it gives up. */
sealed interface FailureDestination {

    /** Keeps the batch; once this returns, it is safe. */
    void keep(FailedBatch batch);

    /** The whole of it, as an object. */
    record InBucket(Buckets buckets, String bucket) implements FailureDestination {

        @Override
        public void keep(FailedBatch batch) {
            buckets.put(bucket, batch.key(), Tree.bytes(batch.whole()));
        }
    }

    /** Its position, as a message. */
    record InQueue(MessageStore store, String queue) implements FailureDestination {

        @Override
        public void keep(FailedBatch batch) {
            store.send(queue, MessageStore.Outgoing.text(Tree.text(batch.metadata())));
        }
    }

    /** The template names no destination: the records are lost. */
    record Nowhere(Log log) implements FailureDestination {

        @Override
        public void keep(FailedBatch batch) {
            log.warn(
                    "%d records for %s are lost, since its mapping has no DestinationConfig"
                            .formatted(batch.records().size(), batch.function().logicalId()));
        }
    }
}
