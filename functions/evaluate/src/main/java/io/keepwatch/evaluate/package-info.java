/** Wakes on each chunk of a host and does what follows from it. */
package io.keepwatch.evaluate;
