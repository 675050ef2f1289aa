package io.keepwatch.aws.dynamo;

import io.keepwatch.aws.Environment;

/** What the tables of one deployment are called. */
public record Tables(String tenants, String raw, String rollup, String directory) {

    /** As {@code template.yaml} tells every function. */
    public static Tables of(Environment environment) {
        return new Tables(
                environment.required("TENANTS_TABLE"),
                environment.required("RAW_TABLE"),
                environment.required("ROLLUP_TABLE"),
                environment.required("DIRECTORY_TABLE"));
    }
}
