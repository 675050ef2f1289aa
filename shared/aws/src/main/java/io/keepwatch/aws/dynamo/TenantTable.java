package io.keepwatch.aws.dynamo;

import io.keepwatch.aws.Calls;
import io.keepwatch.domain.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * One tenant's rows of one table. Nothing else in the code base writes a tenant's partition key,
 * and this class always starts it with its own tenant: {@code <tenant>#<collection>}.
 */
final class TenantTable {

    private final DynamoDbTable<EnhancedDocument> table;
    private final TenantId tenant;

    TenantTable(DynamoDbTable<EnhancedDocument> table, TenantId tenant) {
        this.table = table;
        this.tenant = tenant;
    }

    /** The keys go in last, so that {@code attributes} cannot change whose row this is. */
    EnhancedDocument row(
            String collection, String sortKey, UnaryOperator<EnhancedDocument.Builder> attributes) {
        return attributes
                .apply(Row.builder())
                .putString(Row.PARTITION_KEY, partition(collection))
                .putString(Row.SORT_KEY, sortKey)
                .build();
    }

    /** One plain PutItem: no condition, nothing read, one answer. */
    void put(EnhancedDocument row) {
        Calls.make(() -> table.putItem(row));
    }

    /** Puts the row if the condition holds for what is there; else {@code false}. */
    boolean putIf(EnhancedDocument row, Expression condition) {
        try {
            Calls.make(() -> table.putItem(put -> put.item(row).conditionExpression(condition)));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /**
     * Sets the attributes that {@code row} has and leaves the others, if the condition holds for
     * what is there; else {@code false}.
     */
    boolean updateIf(EnhancedDocument row, Expression condition) {
        try {
            Calls.answer(
                    () ->
                            table.updateItem(
                                    update -> update.item(row).conditionExpression(condition)));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /** The row as the last write that was answered left it. */
    Optional<EnhancedDocument> getConsistently(String collection, String sortKey) {
        return get(collection, sortKey, true);
    }

    /** The row as it was a moment ago, at half the price. */
    Optional<EnhancedDocument> get(String collection, String sortKey) {
        return get(collection, sortKey, false);
    }

    /** Starts a query of rows whose sort keys lie between two, both included. */
    Range between(String collection, String first, String last) {
        return new Range(
                table, QueryConditional.sortBetween(key(collection, first), key(collection, last)));
    }

    /** Starts a query of rows whose sort keys come after one. */
    Range after(String collection, String sortKey) {
        return new Range(table, QueryConditional.sortGreaterThan(key(collection, sortKey)));
    }

    /** Starts a query of all rows of a collection. */
    Range all(String collection) {
        return new Range(
                table,
                QueryConditional.keyEqualTo(
                        Key.builder().partitionValue(partition(collection)).build()));
    }

    /** A part of a transaction: puts the row, whatever was there. */
    TransactWriteItem putting(EnhancedDocument row) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.tableName()).item(row.toMap()))
                .build();
    }

    /** A part of a transaction: puts the row if there is none, else the transaction fails. */
    TransactWriteItem puttingNew(EnhancedDocument row) {
        return TransactWriteItem.builder()
                .put(
                        put ->
                                put.tableName(table.tableName())
                                        .item(row.toMap())
                                        .conditionExpression(Row.ABSENT))
                .build();
    }

    /** A part of a transaction: adds one to a counter below {@code cap}, else that fails. */
    TransactWriteItem countingUpTo(int cap, String collection, String sortKey, String counter) {
        EnhancedDocument key = row(collection, sortKey, attributes -> attributes);
        return TransactWriteItem.builder()
                .update(
                        update ->
                                update.tableName(table.tableName())
                                        .key(key.toMap())
                                        .updateExpression("SET #v = :v ADD #counter :one")
                                        .conditionExpression(
                                                "attribute_not_exists(#counter) OR #counter < :cap")
                                        .expressionAttributeNames(
                                                Map.of("#v", Row.VERSION, "#counter", counter))
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":v", number(Row.FIRST_VERSION),
                                                        ":one", number(1),
                                                        ":cap", number(cap))))
                .build();
    }

    private Optional<EnhancedDocument> get(
            String collection, String sortKey, boolean consistently) {
        return Optional.ofNullable(
                Calls.answer(
                        () ->
                                table.getItem(
                                        get ->
                                                get.key(key(collection, sortKey))
                                                        .consistentRead(consistently))));
    }

    private Key key(String collection, String sortKey) {
        return Key.builder().partitionValue(partition(collection)).sortValue(sortKey).build();
    }

    private String partition(String collection) {
        return tenant.value() + "#" + collection;
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
