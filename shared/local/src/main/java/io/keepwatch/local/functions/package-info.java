/** Runs functions as Lambda does: in class loaders, environments and limits of their own. */
package io.keepwatch.local.functions;
