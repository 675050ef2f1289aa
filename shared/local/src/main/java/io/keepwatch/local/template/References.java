package io.keepwatch.local.template;

import java.util.List;
import java.util.Optional;

/** Finds the resource that a resolved ARN, or a logical id, stands for. */
record References(List<Table> tables, List<Queue> queues, List<Bucket> buckets, List<Role> roles) {

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

    Optional<Role> role(String arn) {
        return roles.stream().filter(role -> role.arn().equals(arn)).findFirst();
    }

    String streamArn(String table) {
        return tables.stream()
                .filter(known -> known.logicalId().equals(table))
                .map(known -> Names.streamArn(known.name()))
                .findFirst()
                .orElseThrow();
    }

    String queueArn(String queue) {
        return queues.stream()
                .filter(known -> known.logicalId().equals(queue))
                .map(Queue::arn)
                .findFirst()
                .orElseThrow();
    }

    String bucketArn(String bucket) {
        return buckets.stream()
                .filter(known -> known.logicalId().equals(bucket))
                .map(Bucket::arn)
                .findFirst()
                .orElseThrow();
    }
}
