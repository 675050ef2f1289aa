package io.keepwatch.localstack;

import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.DictionariesContract;
import java.time.Clock;

class DictionariesOnLocalStackTest extends DictionariesContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return Deployment.forContracts().tenancyAt(clock);
    }
}
