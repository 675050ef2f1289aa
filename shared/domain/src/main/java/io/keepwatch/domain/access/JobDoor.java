package io.keepwatch.domain.access;

import io.keepwatch.domain.TenantId;

/**
 * Lets our own functions in. The proof is where the text comes from: only AWS invokes a function
 * with a stream record or queue message, and only our own roles can write those. Never give this
 * anything that came in over HTTP.
 */
public final class JobDoor {

    /**
     * The caller for a stream record, by its table's partition key {@code <tenant>#<rest>}.
     *
     * @throws IllegalArgumentException if the key does not start with a tenant
     */
    public JobCaller admitRecord(String partitionKey) {
        int end = partitionKey.indexOf('#');
        if (end < 0) {
            throw new IllegalArgumentException("a partition key without a tenant");
        }
        return new JobCaller(new TenantId(partitionKey.substring(0, end)));
    }

    /** The caller for a queue message that one of our functions wrote for this tenant. */
    public JobCaller admitMessage(TenantId tenant) {
        return new JobCaller(tenant);
    }
}
