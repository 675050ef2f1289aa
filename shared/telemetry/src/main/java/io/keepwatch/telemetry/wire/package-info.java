/**
 * Protobuf's wire format, and what readers of bytes have in common: all that the formats in which
 * agents push share, so that each of them reads without making objects.
 */
package io.keepwatch.telemetry.wire;
