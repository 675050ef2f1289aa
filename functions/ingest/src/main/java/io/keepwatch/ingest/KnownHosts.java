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

/** Which host a name is. An unknown one is registered under its tenant's cap; then remembered. */
final class KnownHosts {

    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int REMEMBERED_MAX = 10_000;

    /** After this long the owner is told again, should it still be so. */
    private static final Duration NOTICE_KEPT = Duration.ofDays(7);

    private record TenantHostName(TenantId tenant, HostName name) {}

    private final Remembered<TenantHostName, HostId> remembered;
    private final Clock clock;
    private final int cap;

    KnownHosts(Clock clock, int cap) {
        this.remembered = new Remembered<>(REMEMBERED, REMEMBERED_MAX, clock);
        this.clock = clock;
        this.cap = cap;
    }

    /** Empty if the tenant has as many hosts as it may; then its owner has a notice. */
    Optional<HostId> admit(AgentCaller agent, TenantScope scope, HostName name) {
        TenantHostName key = new TenantHostName(agent.tenant(), name);
        Optional<HostId> known = remembered.get(key);
        if (known.isPresent()) {
            return known;
        }
        Optional<HostId> admitted =
                switch (scope.hosts().admit(name, cap)) {
                    case Hosts.Admission.Known(Host host) -> Optional.of(host.id());
                    case Hosts.Admission.Added(Host host) -> Optional.of(host.id());
                    case Hosts.Admission.OverCap() -> Optional.empty();
                };
        admitted.ifPresentOrElse(host -> remembered.put(key, host), () -> raise(scope, name));
        return admitted;
    }

    private void raise(TenantScope scope, HostName name) {
        String text =
                "The host \"%s\" is not watched: the account has %d hosts, as many as it may have. Remove a host that is gone, or ask for more."
                        .formatted(name.value(), cap);
        Notices.Notice notice =
                new Notices.Notice(Notices.Kind.HOSTS_OVER_CAP, text, clock.instant());
        scope.notices().raise(notice, clock.instant().plus(NOTICE_KEPT));
    }

    static KnownHosts live(Clock clock) {
        return new KnownHosts(clock, Limits.HOSTS_MAX);
    }
}
