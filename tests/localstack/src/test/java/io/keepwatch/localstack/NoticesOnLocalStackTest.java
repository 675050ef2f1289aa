package io.keepwatch.localstack;

import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.NoticesContract;
import java.time.Clock;

class NoticesOnLocalStackTest extends NoticesContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return Deployment.forContracts().tenancyAt(clock);
    }
}
