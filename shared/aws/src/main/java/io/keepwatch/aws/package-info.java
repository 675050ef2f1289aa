/** What touches AWS: settings, DynamoDB, queues and JSON. Functions start at {@code Live}. */
package io.keepwatch.aws;
