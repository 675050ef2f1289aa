package io.keepwatch.aws.dynamo;

import io.keepwatch.domain.access.Credentials;
import io.keepwatch.support.CredentialsContract;

class DynamoCredentialsTest extends CredentialsContract {

    @Override
    protected Credentials credentials() {
        return new DynamoCredentials(DynamoDbLocal.client(), DynamoDbLocal.TABLES);
    }
}
