package io.keepwatch.domain.access;

import io.keepwatch.domain.TenantId;

/**
 * Someone whose identity has been proved, and the one tenant that proof is good for. The
 * constructors are package-private: only the doors in this package can make a caller.
 */
public sealed interface Caller permits AgentCaller, ApiCaller, JobCaller {

    TenantId tenant();
}
