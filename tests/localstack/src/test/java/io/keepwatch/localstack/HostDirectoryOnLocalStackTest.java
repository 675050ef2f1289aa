package io.keepwatch.localstack;

import io.keepwatch.aws.dynamo.DynamoHostDirectory;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.HostDirectoryContract;
import java.time.Clock;

class HostDirectoryOnLocalStackTest extends HostDirectoryContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return Deployment.forContracts().tenancyAt(clock);
    }

    @Override
    protected HostDirectory directory() {
        return new DynamoHostDirectory(LocalStack.DYNAMO, Deployment.forContracts().tables());
    }
}
