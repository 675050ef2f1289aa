package io.keepwatch.local.template;

import java.time.Duration;
import java.util.Optional;

/** {@code AWS::SQS::Queue}; what the template leaves out has AWS's default. */
public record Queue(
        String logicalId,
        String name,
        boolean fifo,
        boolean contentBasedDeduplication,
        Duration visibilityTimeout,
        Duration kept,
        Duration delay,
        Duration receiveWait,
        Optional<Redrive> redrive) {

    /** Where a message goes that was received {@code maxReceiveCount} times in vain. */
    public record Redrive(String deadLetterQueue, int maxReceiveCount) {}

    public String arn() {
        return Names.queueArn(name);
    }

    public String url() {
        return Names.queueUrl(name);
    }
}
