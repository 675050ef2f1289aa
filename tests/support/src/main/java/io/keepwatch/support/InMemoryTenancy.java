package io.keepwatch.support;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.access.Caller;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.Page;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * All tenants' data in memory, as lasting as the object. Host ids come from a fixed seed. Safe for
 * use by several threads.
 */
public final class InMemoryTenancy implements Tenancy {

    private static final Comparator<HostDirectory.TenantHost> BY_TENANT_AND_HOST =
            Comparator.comparing((HostDirectory.TenantHost row) -> row.tenant().value())
                    .thenComparing(row -> row.host().value());

    private final Map<TenantId, Scope> scopes = new HashMap<>();
    private final TreeSet<HostDirectory.TenantHost> directory = new TreeSet<>(BY_TENANT_AND_HOST);
    private final RandomGenerator random = new Random(1);
    private final Clock clock;
    private boolean busy;

    public InMemoryTenancy(Clock clock) {
        this.clock = clock;
    }

    private record Scope(Hosts hosts, Chunks chunks, Dictionaries dictionaries, Notices notices)
            implements TenantScope {}

    @Override
    public synchronized TenantScope enter(Caller caller) {
        return scopes.computeIfAbsent(
                caller.tenant(),
                tenant ->
                        new Scope(
                                new InMemoryHosts(this, tenant),
                                new InMemoryChunks(this),
                                new InMemoryDictionaries(this),
                                new InMemoryNotices(this)));
    }

    /** The list of all tenants' hosts. */
    public HostDirectory directory() {
        return this::listed;
    }

    /** From now on everything fails with {@link StorageBusy}, or no longer does. */
    public synchronized void turnBusy(boolean busy) {
        this.busy = busy;
    }

    Clock clock() {
        return clock;
    }

    /** Each operation of the fakes begins with this, holding this object's monitor. */
    void checkNotBusy() {
        if (busy) {
            throw new StorageBusy("turned busy by a test", new IllegalStateException("throttled"));
        }
    }

    HostId newHostId() {
        return HostId.random(random);
    }

    void list(TenantId tenant, HostId host) {
        directory.add(new HostDirectory.TenantHost(tenant, host));
    }

    private synchronized Page<HostDirectory.TenantHost> listed(
            int shard, Optional<HostDirectory.TenantHost> after, int max) {
        checkNotBusy();
        List<HostDirectory.TenantHost> rest =
                directory.stream()
                        .filter(row -> HostDirectory.shardOf(row.host()) == shard)
                        .filter(
                                row ->
                                        after.isEmpty()
                                                || BY_TENANT_AND_HOST.compare(row, after.get()) > 0)
                        .toList();
        return new Page<>(rest.stream().limit(max).toList(), rest.size() > max);
    }
}
