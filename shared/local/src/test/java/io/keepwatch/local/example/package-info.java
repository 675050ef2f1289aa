/** Small functions, each with one property of handlers that the local cloud must keep. */
package io.keepwatch.local.example;
