/**
 * How samples are stored: the chunk, the dictionary of series that chunks refer to, and when a
 * dictionary is worth extending. Nothing here does input or output, and everything is exact: what
 * is read back has the bits that were written.
 */
package io.keepwatch.telemetry.chunk;
