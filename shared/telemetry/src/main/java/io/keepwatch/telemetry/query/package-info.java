/**
 * Questions to stored samples: which series, and their samples as a set or in steps of time. Pure
 * arithmetic on what storage and the chunk codec hand over.
 */
package io.keepwatch.telemetry.query;
