/** What {@code template.yaml} declares, read as AWS SAM reads it. */
package io.keepwatch.local.template;
