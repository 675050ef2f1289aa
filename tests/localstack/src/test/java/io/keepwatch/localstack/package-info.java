/**
 * {@code template.yaml} deployed to LocalStack through CloudFormation, and the storage contracts on
 * the tables that this makes. {@code ./keepwatch test} starts LocalStack and says where it is.
 */
package io.keepwatch.localstack;
