/** The doors: the only places where a proof of identity becomes a {@link Caller}. */
package io.keepwatch.domain.access;
