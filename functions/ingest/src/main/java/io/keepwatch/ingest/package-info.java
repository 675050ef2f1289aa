/** The agents' door: a push becomes one chunk a host. */
package io.keepwatch.ingest;
