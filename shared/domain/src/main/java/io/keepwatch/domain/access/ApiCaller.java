package io.keepwatch.domain.access;

import io.keepwatch.domain.TenantId;

/** A program or person with an API key that may read its tenant's data. */
public final class ApiCaller implements Caller {

    private final TenantId tenant;

    ApiCaller(TenantId tenant) {
        this.tenant = tenant;
    }

    @Override
    public TenantId tenant() {
        return tenant;
    }
}
