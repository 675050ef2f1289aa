/**
 * What makes functions run besides HTTP: table streams, queues and schedules, and the deletion of
 * items whose time to live is over. {@link io.keepwatch.local.sources.Queues} and {@link
 * io.keepwatch.local.sources.Sources} are the ways in.
 */
package io.keepwatch.local.sources;
