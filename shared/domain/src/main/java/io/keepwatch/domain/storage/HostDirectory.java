package io.keepwatch.domain.storage;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.TenantId;
import java.util.Optional;

/**
 * Every host of every tenant, ids only, in {@link #SHARDS} lists: where scheduled work finds what
 * there is to do. For our own scheduled functions, never for anything that came in over HTTP.
 */
public interface HostDirectory {

    /** How many lists there are. Changing this means moving every row. */
    int SHARDS = 16;

    /** A host, and whose it is. */
    record TenantHost(TenantId tenant, HostId host) {}

    /**
     * Up to {@code max} hosts of a shard in an order that stays, after {@code after} if given.
     *
     * @param shard 0 to {@link #SHARDS} - 1
     */
    Page<TenantHost> hosts(int shard, Optional<TenantHost> after, int max);

    /** The shard that lists a host. */
    static int shardOf(HostId host) {
        return Math.floorMod(host.value().hashCode(), SHARDS);
    }
}
