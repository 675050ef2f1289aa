/**
 * What people see: the API that reads a tenant's hosts and their metrics, and a first page that
 * shows them. Described for its users in {@code openapi.yaml}.
 */
package io.keepwatch.cabinet;
