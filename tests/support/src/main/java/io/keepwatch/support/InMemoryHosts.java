package io.keepwatch.support;

import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Page;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One tenant's hosts in memory. */
final class InMemoryHosts implements Hosts {

    private final InMemoryTenancy tenancy;
    private final TenantId tenant;
    private final TreeMap<String, Host> byId = new TreeMap<>();
    private final Map<HostName, Host> byName = new HashMap<>();

    InMemoryHosts(InMemoryTenancy tenancy, TenantId tenant) {
        this.tenancy = tenancy;
        this.tenant = tenant;
    }

    @Override
    public Optional<Host> find(HostId id) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            return Optional.ofNullable(byId.get(id.value()));
        }
    }

    @Override
    public Optional<Host> find(HostName name) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            return Optional.ofNullable(byName.get(name));
        }
    }

    @Override
    public Admission admit(HostName name, int cap) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            Host known = byName.get(name);
            if (known != null) {
                return new Admission.Known(known);
            }
            if (byId.size() >= cap) {
                return new Admission.OverCap();
            }
            Host added =
                    new Host(
                            tenancy.newHostId(),
                            name,
                            tenancy.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            byId.put(added.id().value(), added);
            byName.put(name, added);
            tenancy.list(tenant, added.id());
            return new Admission.Added(added);
        }
    }

    @Override
    public Page<Host> page(Optional<HostId> after, int max) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            var rest = after.map(id -> byId.tailMap(id.value(), false)).orElse(byId);
            List<Host> items = rest.values().stream().limit(max).toList();
            return new Page<>(items, rest.size() > max);
        }
    }
}
