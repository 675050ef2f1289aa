package io.keepwatch.localstack;

import io.keepwatch.aws.dynamo.DynamoCredentials;
import io.keepwatch.domain.access.Credentials;
import io.keepwatch.support.CredentialsContract;

class CredentialsOnLocalStackTest extends CredentialsContract {

    @Override
    protected Credentials credentials() {
        return new DynamoCredentials(LocalStack.DYNAMO, Deployment.forContracts().tables());
    }
}
