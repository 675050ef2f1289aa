/**
 * What all formats in which agents push have in common: where samples go, why points are refused,
 * and which host they are about.
 */
package io.keepwatch.telemetry.push;
