package io.keepwatch.local.template;

import java.util.List;
import java.util.Optional;

/** Finds the resource that a resolved ARN stands for. */
record References(List<Table> tables, List<Queue> queues, List<Bucket> buckets) {

    /** The logical id of the table whose stream has this ARN. */
    Optional<Table> tableOfStream(String arn) {
        return tables.stream()
                .filter(table -> Names.streamArn(table.name()).equals(arn))
                .findFirst();
    }

    Optional<Queue> queue(String arn) {
        return queues.stream().filter(queue -> queue.arn().equals(arn)).findFirst();
    }

    Optional<Bucket> bucket(String arn) {
        return buckets.stream().filter(bucket -> bucket.arn().equals(arn)).findFirst();
    }
}
