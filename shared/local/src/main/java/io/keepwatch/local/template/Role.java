package io.keepwatch.local.template;

import java.util.Set;

/**
 * {@code AWS::IAM::Role}.
 *
 * @param services that may take it, such as {@code lambda.amazonaws.com}
 */
record Role(String logicalId, String name, Set<String> services, Rights rights) {

    static final String LAMBDA = "lambda.amazonaws.com";
    static final String SCHEDULER = "scheduler.amazonaws.com";

    String arn() {
        return Names.roleArn(name);
    }
}
