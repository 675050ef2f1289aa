/** This machine's own metrics, sent as any agent would send them. */
package io.keepwatch.local.self;
