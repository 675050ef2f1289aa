package io.keepwatch.support;

import io.keepwatch.domain.access.Credentials;

class InMemoryCredentialsTest extends CredentialsContract {

    private final InMemoryCredentials credentials = new InMemoryCredentials();

    @Override
    protected Credentials credentials() {
        return credentials;
    }
}
