/**
 * The gate between functions and the services that they call: knows who calls, checks the
 * template's rights, counts.
 */
package io.keepwatch.local.gate;
