package io.keepwatch.support;

import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.Tenancy;
import java.time.Clock;

class InMemoryHostDirectoryTest extends HostDirectoryContract {

    private final InMemoryTenancy tenancy = new InMemoryTenancy(clock);

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return tenancy;
    }

    @Override
    protected HostDirectory directory() {
        return tenancy.directory();
    }
}
