/** What {@code template.yaml} must say of every function, table, queue and right. */
package io.keepwatch.integration.template;
