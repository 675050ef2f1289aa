/**
 * The cloud on one machine: reads {@code template.yaml} and gives each function what it declares.
 * {@link io.keepwatch.local.LocalCloud} puts the parts together; {@link io.keepwatch.local.Cloud}
 * is what the parts see of each other.
 */
package io.keepwatch.local;
