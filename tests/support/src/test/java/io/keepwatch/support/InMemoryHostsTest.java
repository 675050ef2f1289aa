package io.keepwatch.support;

import io.keepwatch.domain.storage.Tenancy;
import java.time.Clock;

class InMemoryHostsTest extends HostsContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return new InMemoryTenancy(clock);
    }
}
