/** The one entry, {@code ./keepwatch}, called as a user calls it. */
package io.keepwatch.integration.entry;
