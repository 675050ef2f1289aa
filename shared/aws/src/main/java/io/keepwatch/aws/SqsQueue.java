package io.keepwatch.aws;

import io.keepwatch.domain.storage.StorageBusy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** A queue of SQS. */
public final class SqsQueue implements Queue {

    private static final int BATCH_MESSAGES_MAX = 10; // SQS's own limit
    private static final int BATCH_TRIES_MAX = 3;

    private final SqsClient sqs;
    private final String url;

    public SqsQueue(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    @Override
    public void sendAll(List<?> messages) {
        List<String> bodies = messages.stream().map(Json::write).toList();
        for (int start = 0; start < bodies.size(); start += BATCH_MESSAGES_MAX) {
            int end = Math.min(start + BATCH_MESSAGES_MAX, bodies.size());
            sendBatch(bodies.subList(start, end));
        }
    }

    private void sendBatch(List<String> bodies) {
        List<String> left = bodies;
        for (int tries = 0; !left.isEmpty(); tries++) {
            if (tries == BATCH_TRIES_MAX) {
                throw new StorageBusy(
                        "%d messages unsent after %d tries".formatted(left.size(), tries), null);
            }
            left = unsent(left, send(left));
        }
    }

    private SendMessageBatchResponse send(List<String> bodies) {
        List<SendMessageBatchRequestEntry> entries =
                IntStream.range(0, bodies.size())
                        .mapToObj(
                                i ->
                                        SendMessageBatchRequestEntry.builder()
                                                .id(Integer.toString(i))
                                                .messageBody(bodies.get(i))
                                                .build())
                        .toList();
        return Calls.answer(
                () -> sqs.sendMessageBatch(batch -> batch.queueUrl(url).entries(entries)));
    }

    /** What SQS says it could not take. What is the sender's fault would fail again. */
    private static List<String> unsent(List<String> bodies, SendMessageBatchResponse response) {
        List<String> unsent = new ArrayList<>();
        for (BatchResultErrorEntry error : response.failed()) {
            if (error.senderFault()) {
                throw new IllegalArgumentException("SQS refuses a message: " + error.code());
            }
            unsent.add(bodies.get(Integer.parseInt(error.id())));
        }
        return unsent;
    }
}
