/** Tenants, hosts and the words that everything else is said in. Pure Java, no AWS. */
package io.keepwatch.domain;
