package io.keepwatch.aws.dynamo;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.enhanced.dynamodb.AttributeConverterProvider;
import software.amazon.awssdk.enhanced.dynamodb.AttributeValueType;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.TableMetadata;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What rows of all tables have in common.
 *
 * <pre>
 * pk         partition key, a string
 * sk         sort key, a string
 * v          version of the row's form
 * expiresAt  epoch seconds from which the row no longer exists (TTL deletes it later); not in all
 * </pre>
 */
final class Row {

    static final String PARTITION_KEY = "pk";
    static final String SORT_KEY = "sk";
    static final String VERSION = "v";
    static final String EXPIRES_AT = "expiresAt";

    static final int FIRST_VERSION = 1;

    /** The condition that there is no such row. */
    static final String ABSENT = "attribute_not_exists(" + PARTITION_KEY + ")";

    private static final AttributeConverterProvider CONVERTERS =
            AttributeConverterProvider.defaultProvider();

    static final TableSchema<EnhancedDocument> SCHEMA =
            TableSchema.documentSchemaBuilder()
                    .addIndexPartitionKey(
                            TableMetadata.primaryIndexName(), PARTITION_KEY, AttributeValueType.S)
                    .addIndexSortKey(
                            TableMetadata.primaryIndexName(), SORT_KEY, AttributeValueType.S)
                    .attributeConverterProviders(CONVERTERS)
                    .build();

    private Row() {}

    static DynamoDbTable<EnhancedDocument> table(DynamoDbClient dynamo, String name) {
        return DynamoDbEnhancedClient.builder()
                .dynamoDbClient(dynamo)
                // Its default extensions serve annotated beans, which we have none of.
                .extensions(List.of())
                .build()
                .table(name, SCHEMA);
    }

    static EnhancedDocument.Builder builder() {
        return EnhancedDocument.builder().attributeConverterProviders(CONVERTERS);
    }

    /**
     * The version of a row's form; each {@code fromRow} switches on it.
     *
     * @throws IllegalStateException if the row has none, so that nobody guesses
     */
    static int version(EnhancedDocument row) {
        if (!row.isPresent(VERSION)) {
            throw new IllegalStateException(
                    "a row without a version under sort key " + row.getString(SORT_KEY));
        }
        return row.getNumber(VERSION).intValue();
    }

    /** For a row of a form that is newer than this code, or broken. */
    static IllegalStateException unknownVersion(String what, int version) {
        return new IllegalStateException(
                "a %s of version %d, which this code does not know: deploy the newer code first"
                        .formatted(what, version));
    }

    /** The condition that there is no such row, or only one that TTL has yet to delete. */
    static Expression absentOrExpired(Clock clock) {
        return Expression.builder()
                .expression(ABSENT + " OR " + EXPIRES_AT + " <= :now")
                .putExpressionValue(":now", now(clock))
                .build();
    }

    /** The condition that there is such a row, and that it goes before {@code expiresAt}. */
    static Expression liveAndGoingBefore(Instant expiresAt, Clock clock) {
        return Expression.builder()
                .expression(EXPIRES_AT + " > :now AND " + EXPIRES_AT + " < :later")
                .putExpressionValue(":now", now(clock))
                .putExpressionValue(":later", seconds(expiresAt))
                .build();
    }

    /** TTL deletes late (AWS: within days), so each read asks this as well. */
    static boolean isLive(EnhancedDocument row, Clock clock) {
        return clock.instant().getEpochSecond() < row.getNumber(EXPIRES_AT).longValue();
    }

    static Instant expiresAt(EnhancedDocument row) {
        return Instant.ofEpochSecond(row.getNumber(EXPIRES_AT).longValue());
    }

    static Instant time(EnhancedDocument row, String attribute) {
        return Instant.ofEpochMilli(row.getNumber(attribute).longValue());
    }

    private static AttributeValue now(Clock clock) {
        return seconds(clock.instant());
    }

    private static AttributeValue seconds(Instant time) {
        return AttributeValue.fromN(Long.toString(time.getEpochSecond()));
    }
}
