/** By the hour: goes through all hosts, shard by shard, and renews what is still referenced. */
package io.keepwatch.rollup;
