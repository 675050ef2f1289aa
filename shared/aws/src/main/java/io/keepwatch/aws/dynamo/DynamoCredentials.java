package io.keepwatch.aws.dynamo;

import io.keepwatch.aws.Calls;
import io.keepwatch.aws.dynamo.DirectoryTable.Kind;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.access.Credential;
import io.keepwatch.domain.access.Credentials;
import io.keepwatch.domain.access.KeyHash;
import io.keepwatch.domain.access.Scope;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Issued keys: in table Directory by hash, and their mirror in table Tenants, by which the erasure
 * of a tenant finds them.
 *
 * <pre>
 * Directory
 * pk         key#9f86d0…                    hash, 64 hex digits
 * sk         key
 * tenant     t-acme000000
 * scope      ingest                         or read
 * boundHost  web-1                          not if it is good for any host
 * name       acme-agents                    what its owner calls it
 * v          1
 *
 * Tenants
 * pk         t-acme000000#keys              tenant
 * sk         9f86d0…                        hash
 * scope, boundHost, name, v                 as above
 * </pre>
 */
public final class DynamoCredentials implements Credentials {

    private static final int VERSION = 1;
    private static final String SORT_KEY = "key";
    private static final String MIRROR = "keys";

    private final DynamoDbClient dynamo;
    private final DirectoryTable directory;
    private final DynamoDbTable<EnhancedDocument> tenants;

    public DynamoCredentials(DynamoDbClient dynamo, Tables tables) {
        this.dynamo = dynamo;
        this.directory = new DirectoryTable(Row.table(dynamo, tables.directory()));
        this.tenants = Row.table(dynamo, tables.tenants());
    }

    /** Reads consistently, so that a key works from the moment that it is issued. */
    @Override
    public Optional<Credential> find(KeyHash hash) {
        return directory
                .getConsistently(Kind.KEY, hash.value(), SORT_KEY)
                .map(DynamoCredentials::fromRow);
    }

    @Override
    public void add(KeyHash hash, Credential credential) {
        List<TransactWriteItem> parts =
                List.of(
                        directory.putting(toRow(hash, credential)),
                        new TenantTable(tenants, credential.tenant())
                                .putting(toMirrorRow(hash, credential)));
        Calls.answer(() -> dynamo.transactWriteItems(write -> write.transactItems(parts)));
    }

    private EnhancedDocument toRow(KeyHash hash, Credential credential) {
        return directory.row(
                Kind.KEY,
                hash.value(),
                SORT_KEY,
                attributes ->
                        describe(attributes, credential)
                                .putString("tenant", credential.tenant().value()));
    }

    private EnhancedDocument toMirrorRow(KeyHash hash, Credential credential) {
        return new TenantTable(tenants, credential.tenant())
                .row(MIRROR, hash.value(), attributes -> describe(attributes, credential));
    }

    private static EnhancedDocument.Builder describe(
            EnhancedDocument.Builder attributes, Credential credential) {
        credential.boundHost().ifPresent(host -> attributes.putString("boundHost", host.value()));
        return attributes
                .putString("scope", scope(credential.scope()))
                .putString("name", credential.name().value())
                .putNumber(Row.VERSION, VERSION);
    }

    private static Credential fromRow(EnhancedDocument row) {
        int version = Row.version(row);
        if (version != VERSION) {
            throw Row.unknownVersion("key", version);
        }
        return new Credential(
                new TenantId(row.getString("tenant")),
                scope(row.getString("scope")),
                Optional.ofNullable(row.getString("boundHost")).map(HostName::new),
                new HostName(row.getString("name")));
    }

    private static String scope(Scope scope) {
        return switch (scope) {
            case INGEST -> "ingest";
            case READ -> "read";
        };
    }

    private static Scope scope(String text) {
        return switch (text) {
            case "ingest" -> Scope.INGEST;
            case "read" -> Scope.READ;
            default -> throw new IllegalStateException("a key of an unknown scope: " + text);
        };
    }
}
