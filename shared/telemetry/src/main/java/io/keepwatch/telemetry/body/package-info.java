/** From the bytes that a sender put on the wire to plain bytes, within fixed bounds. */
package io.keepwatch.telemetry.body;
