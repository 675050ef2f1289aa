package io.keepwatch.domain.access;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import java.util.Optional;

/**
 * What is on record about a key: whose it is, what for, the one host that it is bound to (if any)
 * and the name that its owner gave it.
 */
public record Credential(
        TenantId tenant, Scope scope, Optional<HostName> boundHost, HostName name) {}
