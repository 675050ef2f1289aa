package io.keepwatch.localstack;

import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.HostsContract;
import java.time.Clock;

class HostsOnLocalStackTest extends HostsContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return Deployment.forContracts().tenancyAt(clock);
    }
}
