package io.keepwatch.aws.dynamo;

import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.DictionariesContract;
import java.security.SecureRandom;
import java.time.Clock;

class DynamoDictionariesTest extends DictionariesContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return new DynamoTenancy(
                DynamoDbLocal.client(), DynamoDbLocal.TABLES, clock, new SecureRandom());
    }
}
