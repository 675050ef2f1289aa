/**
 * The names under which Keepwatch knows what agents measure, by a table that a person can read
 * ({@code canonical-names.txt}), and the vital signs of a host, computed from those.
 */
package io.keepwatch.telemetry.names;
