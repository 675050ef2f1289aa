/** HTTP on loopback: the gateway in front of the functions, and what it is made of. */
package io.keepwatch.local.http;
