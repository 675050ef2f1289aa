package io.keepwatch.domain;

import java.time.Instant;

/** A host that has reported at least once. */
public record Host(HostId id, HostName name, Instant firstSeenAt) {}
