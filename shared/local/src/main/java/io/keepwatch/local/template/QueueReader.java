package io.keepwatch.local.template;

import io.keepwatch.local.template.Queue.Redrive;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code AWS::SQS::Queue}. */
final class QueueReader {

    // AWS::SQS::Queue's defaults and ranges, in seconds.
    private static final int VISIBILITY = 30;
    private static final int VISIBILITY_MAX = 43_200;
    private static final int KEPT = 345_600;
    private static final int KEPT_MIN = 60;
    private static final int KEPT_MAX = 1_209_600;
    private static final int DELAY_MAX = 900;
    private static final int WAIT_MAX = 20;
    private static final int RECEIVES_MAX = 1_000;

    private QueueReader() {}

    static Queue queue(String logicalId, String name, Properties properties) {
        Queue queue =
                new Queue(
                        logicalId,
                        name,
                        properties.truth("FifoQueue", false),
                        properties.truth("ContentBasedDeduplication", false),
                        properties.seconds("VisibilityTimeout", VISIBILITY, 0, VISIBILITY_MAX),
                        properties.seconds("MessageRetentionPeriod", KEPT, KEPT_MIN, KEPT_MAX),
                        properties.seconds("DelaySeconds", 0, 0, DELAY_MAX),
                        properties.seconds("ReceiveMessageWaitTimeSeconds", 0, 0, WAIT_MAX),
                        properties.properties("RedrivePolicy").map(QueueReader::redrive));
        properties
                .ignore(
                        "QueueName",
                        "SqsManagedSseEnabled",
                        "KmsMasterKeyId",
                        "KmsDataKeyReusePeriodSeconds",
                        "RedriveAllowPolicy",
                        "Tags")
                .finish();
        return queue;
    }

    /** The ARN is turned into a logical id once all queues are known. */
    private static Redrive redrive(Properties properties) {
        Redrive redrive =
                new Redrive(
                        properties.requiredText("deadLetterTargetArn"),
                        properties.number("maxReceiveCount", 10, 1, RECEIVES_MAX));
        properties.finish();
        return redrive;
    }

    /** The same queues with logical ids in place of the ARNs of their dead letters. */
    static List<Queue> linked(List<Queue> queues, Path file) {
        return queues.stream().map(queue -> linked(queue, queues, file)).toList();
    }

    private static Queue linked(Queue queue, List<Queue> queues, Path file) {
        Optional<Redrive> redrive =
                queue.redrive()
                        .map(
                                by ->
                                        new Redrive(
                                                logicalId(
                                                        by.deadLetterQueue(), queue, queues, file),
                                                by.maxReceiveCount()));
        return new Queue(
                queue.logicalId(),
                queue.name(),
                queue.fifo(),
                queue.contentBasedDeduplication(),
                queue.visibilityTimeout(),
                queue.kept(),
                queue.delay(),
                queue.receiveWait(),
                redrive);
    }

    private static String logicalId(String arn, Queue of, List<Queue> queues, Path file) {
        return queues.stream()
                .filter(queue -> queue.arn().equals(arn))
                .map(Queue::logicalId)
                .findFirst()
                .orElseThrow(
                        () ->
                                new TemplateException(
                                        file,
                                        1,
                                        "the dead letters of %s go to %s, which is no queue of this template"
                                                .formatted(of.logicalId(), arn)));
    }
}
