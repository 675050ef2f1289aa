package io.keepwatch.aws.dynamo;

import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.HostDirectoryContract;
import java.security.SecureRandom;
import java.time.Clock;

class DynamoHostDirectoryTest extends HostDirectoryContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return new DynamoTenancy(
                DynamoDbLocal.client(), DynamoDbLocal.TABLES, clock, new SecureRandom());
    }

    @Override
    protected HostDirectory directory() {
        return new DynamoHostDirectory(DynamoDbLocal.client(), DynamoDbLocal.TABLES);
    }
}
