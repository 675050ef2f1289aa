/** What a kill at any moment leaves: the local cloud as a process, and everything that was put. */
package io.keepwatch.integration.kill;
