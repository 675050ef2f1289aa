package io.keepwatch.domain.access;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import java.util.Optional;

/** An agent that may hand in what it measured, and nothing else. */
public final class AgentCaller implements Caller {

    private final TenantId tenant;
    private final Credential credential;

    AgentCaller(Credential credential) {
        this.tenant = credential.tenant();
        this.credential = credential;
    }

    @Override
    public TenantId tenant() {
        return tenant;
    }

    /** The one host that this agent may speak for; empty: any, by the names it sends. */
    public Optional<HostName> boundHost() {
        return credential.boundHost();
    }

    /** The name to use for a host when nothing that the agent sends names one. */
    public HostName fallbackName() {
        return credential.name();
    }
}
