package io.keepwatch.support;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The dictionaries of one tenant's hosts in memory. */
final class InMemoryDictionaries implements Dictionaries {

    private final InMemoryTenancy tenancy;
    private final Map<HostId, TreeMap<Integer, DictionarySegment>> byHost = new HashMap<>();

    InMemoryDictionaries(InMemoryTenancy tenancy) {
        this.tenancy = tenancy;
    }

    @Override
    public List<DictionarySegment> segments(HostId host) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            return of(host).values().stream().filter(this::isLive).toList();
        }
    }

    @Override
    public boolean add(HostId host, DictionarySegment segment) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            DictionarySegment there = of(host).get(segment.version());
            if (there != null && isLive(there)) {
                return false;
            }
            of(host).put(segment.version(), until(segment, segment.expiresAt()));
            return true;
        }
    }

    @Override
    public void renew(HostId host, int version, Instant expiresAt) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            DictionarySegment there = of(host).get(version);
            if (there != null && isLive(there) && there.expiresAt().isBefore(expiresAt)) {
                of(host).put(version, until(there, expiresAt));
            }
        }
    }

    private TreeMap<Integer, DictionarySegment> of(HostId host) {
        return byHost.computeIfAbsent(host, each -> new TreeMap<>());
    }

    private boolean isLive(DictionarySegment segment) {
        return tenancy.clock().instant().isBefore(segment.expiresAt());
    }

    // Whole seconds, as TTL has it; the bytes are copied, so that nobody changes them afterwards.
    private static DictionarySegment until(DictionarySegment segment, Instant expiresAt) {
        return new DictionarySegment(
                segment.version(),
                segment.start(),
                segment.bytes().clone(),
                expiresAt.truncatedTo(ChronoUnit.SECONDS));
    }
}
