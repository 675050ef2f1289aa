package io.keepwatch.ingest;

import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.Remembered;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.TenantScope;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Which host a name is. An unknown one is registered under its tenant's cap; then remembered. That
 * a tenant has as many as it may is remembered too: until it is asked for again, an unknown name
 * costs one read at most, and nothing if it was refused before.
 */
final class KnownHosts {

    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int REMEMBERED_MAX = 10_000;

    /** How soon there is room for a host after another is removed or the cap raised. */
    private static final Duration FULL_REMEMBERED = Duration.ofMinutes(1);

    private static final int TENANTS_REMEMBERED_MAX = 1_000;

    /** After this long the owner is told again, should it still be so. */
    private static final Duration NOTICE_KEPT = Duration.ofDays(7);

    private record TenantHostName(TenantId tenant, HostName name) {}

    private enum Known {
        THAT_IT_IS_SO
    }

    private final Remembered<TenantHostName, HostId> remembered;
    private final Remembered<TenantId, Known> full;
    private final Remembered<TenantHostName, Known> refused;
    private final Remembered<TenantId, Known> told;
    private final Clock clock;
    private final int cap;

    KnownHosts(Clock clock, int cap) {
        this.remembered = new Remembered<>(REMEMBERED, REMEMBERED_MAX, clock);
        this.full = new Remembered<>(FULL_REMEMBERED, TENANTS_REMEMBERED_MAX, clock);
        this.refused = new Remembered<>(FULL_REMEMBERED, REMEMBERED_MAX, clock);
        this.told = new Remembered<>(FULL_REMEMBERED, TENANTS_REMEMBERED_MAX, clock);
        this.clock = clock;
        this.cap = cap;
    }

    /** Whether {@link #admit} needs no storage for this name. */
    boolean knows(AgentCaller agent, HostName name) {
        return remembered.get(new TenantHostName(agent.tenant(), name)).isPresent();
    }

    /** Empty if the tenant has as many hosts as it may. */
    Optional<HostId> admit(AgentCaller agent, TenantScope scope, HostName name) {
        TenantHostName key = new TenantHostName(agent.tenant(), name);
        Optional<HostId> known = remembered.get(key);
        if (known.isPresent()) {
            return known;
        }
        boolean isFull = full.get(agent.tenant()).isPresent();
        if (isFull && refused.get(key).isPresent()) {
            return Optional.empty();
        }
        Optional<HostId> admitted =
                isFull
                        ? scope.hosts().find(name).map(Host::id)
                        : register(agent.tenant(), scope, name);
        admitted.ifPresentOrElse(
                host -> remembered.put(key, host), () -> refused.put(key, Known.THAT_IT_IS_SO));
        return admitted;
    }

    private Optional<HostId> register(TenantId tenant, TenantScope scope, HostName name) {
        return switch (scope.hosts().admit(name, cap)) {
            case Hosts.Admission.Known(Host host) -> Optional.of(host.id());
            case Hosts.Admission.Added(Host host) -> Optional.of(host.id());
            case Hosts.Admission.OverCap() -> {
                full.put(tenant, Known.THAT_IT_IS_SO);
                yield Optional.empty();
            }
        };
    }

    /** Lets the owner have a notice that a host is over the cap, once for several pushes. */
    void tellOwner(AgentCaller agent, TenantScope scope, HostName name) {
        if (told.get(agent.tenant()).isPresent()) {
            return;
        }
        String text =
                "The host \"%s\" is not watched: the account has %d hosts, as many as it may have. Remove a host that is gone, or ask for more."
                        .formatted(name.value(), cap);
        Notices.Notice notice =
                new Notices.Notice(Notices.Kind.HOSTS_OVER_CAP, text, clock.instant());
        scope.notices().raise(notice, clock.instant().plus(NOTICE_KEPT));
        told.put(agent.tenant(), Known.THAT_IT_IS_SO);
    }

    static KnownHosts live(Clock clock) {
        return new KnownHosts(clock, Limits.HOSTS_MAX);
    }
}
