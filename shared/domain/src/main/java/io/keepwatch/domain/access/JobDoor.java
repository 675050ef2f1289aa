package io.keepwatch.domain.access;

import io.keepwatch.domain.TenantId;

/**
 * Lets our own functions in. The proof is where the text comes from: only AWS invokes a function
 * with a stream record or queue message, and only our own roles can write those. Never give this
 * anything that came in over HTTP.
 */
public final class JobDoor {

    /** The caller for a stream's record of a row of this tenant. */
    public JobCaller admitRecord(TenantId tenant) {
        return new JobCaller(tenant);
    }

    /** The caller for a queue message that one of our functions wrote for this tenant. */
    public JobCaller admitMessage(TenantId tenant) {
        return new JobCaller(tenant);
    }
}
