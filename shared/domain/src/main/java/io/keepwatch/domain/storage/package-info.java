/** The ports to one tenant's stored data, reached only through {@link Tenancy}. */
package io.keepwatch.domain.storage;
