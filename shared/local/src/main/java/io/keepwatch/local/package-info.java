/**
 * The cloud on one machine: reads {@code template.yaml} and gives each function what it declares.
 * {@code LocalCloud} puts the parts together; {@link io.keepwatch.local.Cloud} is what the parts
 * see of each other.
 */
package io.keepwatch.local;
