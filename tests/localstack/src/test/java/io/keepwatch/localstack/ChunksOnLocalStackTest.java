package io.keepwatch.localstack;

import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.ChunksContract;
import java.time.Clock;

class ChunksOnLocalStackTest extends ChunksContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return Deployment.forContracts().tenancyAt(clock);
    }
}
