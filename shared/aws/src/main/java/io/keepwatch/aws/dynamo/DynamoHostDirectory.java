package io.keepwatch.aws.dynamo;

import io.keepwatch.aws.dynamo.DirectoryTable.Kind;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.Page;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Table Directory, lists of hosts.
 *
 * <pre>
 * pk         hosts#07                       shard, 2 digits
 * sk         t-acme000000#h-0000000001      tenant, host
 * v          1
 * </pre>
 *
 * Written with the host's own rows, in {@link DynamoHosts}.
 */
public final class DynamoHostDirectory implements HostDirectory {

    private static final int VERSION = 1;

    private final DirectoryTable table;

    public DynamoHostDirectory(DynamoDbClient dynamo, Tables tables) {
        this.table = new DirectoryTable(Row.table(dynamo, tables.directory()));
    }

    @Override
    public Page<TenantHost> hosts(int shard, Optional<TenantHost> after, int max) {
        String part = part(shard);
        Range range =
                after.map(row -> table.after(Kind.HOSTS, part, sortKey(row.tenant(), row.host())))
                        .orElseGet(() -> table.all(Kind.HOSTS, part));
        List<TenantHost> hosts =
                range.first(max + 1, row -> true).stream()
                        .map(DynamoHostDirectory::fromRow)
                        .toList();
        return new Page<>(hosts.subList(0, Math.min(max, hosts.size())), hosts.size() > max);
    }

    static EnhancedDocument toRow(DirectoryTable table, TenantId tenant, HostId host) {
        return table.row(
                Kind.HOSTS,
                part(HostDirectory.shardOf(host)),
                sortKey(tenant, host),
                attributes -> attributes.putNumber(Row.VERSION, VERSION));
    }

    private static TenantHost fromRow(EnhancedDocument row) {
        int version = Row.version(row);
        if (version != VERSION) {
            throw Row.unknownVersion("listed host", version);
        }
        String[] parts = row.getString(Row.SORT_KEY).split("#");
        return new TenantHost(new TenantId(parts[0]), new HostId(parts[1]));
    }

    private static String sortKey(TenantId tenant, HostId host) {
        return tenant.value() + "#" + host.value();
    }

    private static String part(int shard) {
        if (shard < 0 || shard >= SHARDS) {
            throw new IllegalArgumentException("no such shard: " + shard);
        }
        return (shard < 10 ? "0" : "") + shard;
    }
}
