package io.keepwatch.rollup;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import java.util.Optional;

/**
 * One piece of the hour's work: a page of one shard of hosts.
 *
 * @param after the last host of the page before; empty for the first page
 */
record ShardMessage(int shard, Optional<After> after) {

    /** The host that a page starts behind. */
    record After(String tenant, String host) {}

    ShardMessage {
        if (shard < 0 || shard >= HostDirectory.SHARDS) {
            throw new IllegalArgumentException("no such shard");
        }
    }

    static ShardMessage first(int shard) {
        return new ShardMessage(shard, Optional.empty());
    }

    ShardMessage startingBehind(TenantHost last) {
        return new ShardMessage(
                shard, Optional.of(new After(last.tenant().value(), last.host().value())));
    }

    Optional<TenantHost> position() {
        return after.map(at -> new TenantHost(new TenantId(at.tenant()), new HostId(at.host())));
    }
}
