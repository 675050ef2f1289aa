package io.keepwatch.domain.access;

import io.keepwatch.domain.TenantId;

/** One of our own functions, at work on a record or message that names the tenant. */
public final class JobCaller implements Caller {

    private final TenantId tenant;

    JobCaller(TenantId tenant) {
        this.tenant = tenant;
    }

    @Override
    public TenantId tenant() {
        return tenant;
    }
}
