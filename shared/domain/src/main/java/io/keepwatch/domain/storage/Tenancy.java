package io.keepwatch.domain.storage;

import io.keepwatch.domain.access.Caller;

/** Opens a tenant's scope to a proven caller: the only way to stored data. */
public interface Tenancy {

    TenantScope enter(Caller caller);
}
