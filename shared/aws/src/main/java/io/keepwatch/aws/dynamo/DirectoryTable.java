package io.keepwatch.aws.dynamo;

import io.keepwatch.aws.Calls;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The Directory table: the only rows that belong to no tenant's partition. Its partitions are
 * {@code <kind>#<hash or shard>}; no tenant id looks like a kind.
 */
final class DirectoryTable {

    /** What the Directory has rows of. */
    enum Kind {
        KEY("key"),
        HOSTS("hosts");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private final DynamoDbTable<EnhancedDocument> table;

    DirectoryTable(DynamoDbTable<EnhancedDocument> table) {
        this.table = table;
    }

    /** The keys go in last, so that {@code attributes} cannot change which row this is. */
    EnhancedDocument row(
            Kind kind,
            String part,
            String sortKey,
            UnaryOperator<EnhancedDocument.Builder> attributes) {
        return attributes
                .apply(Row.builder())
                .putString(Row.PARTITION_KEY, partition(kind, part))
                .putString(Row.SORT_KEY, sortKey)
                .build();
    }

    /** A part of a transaction: puts the row, whatever was there. */
    TransactWriteItem putting(EnhancedDocument row) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.tableName()).item(row.toMap()))
                .build();
    }

    /** The row as the last write that was answered left it. */
    Optional<EnhancedDocument> getConsistently(Kind kind, String part, String sortKey) {
        Key key = key(kind, part, sortKey);
        return Optional.ofNullable(
                Calls.answer(() -> table.getItem(get -> get.key(key).consistentRead(true))));
    }

    /** Starts a query of rows whose sort keys come after one. */
    Range after(Kind kind, String part, String sortKey) {
        return new Range(table, QueryConditional.sortGreaterThan(key(kind, part, sortKey)));
    }

    /** Starts a query of all rows of a partition. */
    Range all(Kind kind, String part) {
        return new Range(
                table,
                QueryConditional.keyEqualTo(
                        Key.builder().partitionValue(partition(kind, part)).build()));
    }

    private static Key key(Kind kind, String part, String sortKey) {
        return Key.builder().partitionValue(partition(kind, part)).sortValue(sortKey).build();
    }

    private static String partition(Kind kind, String part) {
        return kind.prefix + "#" + part;
    }
}
