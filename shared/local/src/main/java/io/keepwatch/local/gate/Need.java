package io.keepwatch.local.gate;

/**
 * A right that a call needs.
 *
 * @param action such as {@code dynamodb:PutItem}
 * @param resource ARN, or {@code *} for an action on no resource in particular
 * @param name what the resource is called, for counts
 */
record Need(String action, String resource, String name) {}
