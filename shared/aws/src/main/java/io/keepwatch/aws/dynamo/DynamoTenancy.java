package io.keepwatch.aws.dynamo;

import io.keepwatch.domain.access.Caller;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import java.time.Clock;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Tenants' data in DynamoDB. One for each execution environment; safe for use by several threads.
 */
public final class DynamoTenancy implements Tenancy {

    private final DynamoDbClient dynamo;
    private final DynamoDbTable<EnhancedDocument> tenants;
    private final DynamoDbTable<EnhancedDocument> raw;
    private final DynamoDbTable<EnhancedDocument> rollup;
    private final DirectoryTable directory;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param random for ids of hosts: a {@link java.security.SecureRandom}, but in tests
     */
    public DynamoTenancy(
            DynamoDbClient dynamo, Tables tables, Clock clock, RandomGenerator random) {
        this.dynamo = dynamo;
        this.tenants = Row.table(dynamo, tables.tenants());
        this.raw = Row.table(dynamo, tables.raw());
        this.rollup = Row.table(dynamo, tables.rollup());
        this.directory = new DirectoryTable(Row.table(dynamo, tables.directory()));
        this.clock = clock;
        this.random = random;
    }

    private record Scope(Hosts hosts, Chunks chunks, Dictionaries dictionaries, Notices notices)
            implements TenantScope {}

    @Override
    public TenantScope enter(Caller caller) {
        TenantTable ofTenant = new TenantTable(tenants, caller.tenant());
        return new Scope(
                new DynamoHosts(dynamo, ofTenant, directory, caller.tenant(), clock, random),
                new DynamoChunks(
                        new TenantTable(raw, caller.tenant()), clock, Chunks.READ_BYTES_MAX),
                new DynamoDictionaries(new TenantTable(rollup, caller.tenant()), clock),
                new DynamoNotices(ofTenant, clock));
    }
}
