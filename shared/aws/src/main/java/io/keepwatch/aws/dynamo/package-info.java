/**
 * The ports to storage on DynamoDB. Each class has its key chart in its docs, and its rows' {@code
 * toRow} and {@code fromRow} beside each other. Only {@link TenantTable} and {@link DirectoryTable}
 * know keys.
 */
package io.keepwatch.aws.dynamo;
