/** DynamoDB Local in a process of its own, and the template's tables in it. */
package io.keepwatch.local.dynamodb;
