package io.keepwatch.local.template;

import java.util.List;

/**
 * One statement of a policy.
 *
 * @param actions with {@code *} and {@code ?}, such as {@code dynamodb:Get*}
 * @param resources ARNs, with {@code *} and {@code ?}
 */
record Statement(boolean allows, List<String> actions, List<String> resources) {}
