/**
 * The names under which Keepwatch knows what agents measure. They are a table that a person can
 * read: {@code canonical-names.txt}.
 */
package io.keepwatch.telemetry.names;
