package io.keepwatch.support;

import io.keepwatch.domain.storage.Notices;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One tenant's notices in memory. */
final class InMemoryNotices implements Notices {

    private record Row(Notice notice, Instant expiresAt) {}

    private final InMemoryTenancy tenancy;
    private final Map<Kind, Row> byKind = new EnumMap<>(Kind.class);

    InMemoryNotices(InMemoryTenancy tenancy) {
        this.tenancy = tenancy;
    }

    @Override
    public boolean raise(Notice notice, Instant expiresAt) {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            Row there = byKind.get(notice.kind());
            if (there != null && isLive(there)) {
                return false;
            }
            Instant raisedAt = notice.raisedAt().truncatedTo(ChronoUnit.MILLIS);
            byKind.put(
                    notice.kind(),
                    new Row(
                            new Notice(notice.kind(), notice.text(), raisedAt),
                            expiresAt.truncatedTo(ChronoUnit.SECONDS)));
            return true;
        }
    }

    @Override
    public List<Notice> standing() {
        synchronized (tenancy) {
            tenancy.checkNotBusy();
            return byKind.values().stream().filter(this::isLive).map(Row::notice).toList();
        }
    }

    private boolean isLive(Row row) {
        return tenancy.clock().instant().isBefore(row.expiresAt());
    }
}
