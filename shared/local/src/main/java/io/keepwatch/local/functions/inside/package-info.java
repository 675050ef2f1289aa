/**
 * What is loaded anew inside each function's class loader. It speaks to the outside in types of the
 * JDK only.
 */
package io.keepwatch.local.functions.inside;
