/**
 * By the hour: goes through all hosts, shard by shard, renews what is still referenced, and tidies
 * lists of series that the dead fill.
 */
package io.keepwatch.rollup;
