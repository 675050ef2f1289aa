package io.keepwatch.localstack;

import static io.keepwatch.localstack.LocalStack.SQS;
import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.aws.SqsQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** Our sender and the queues as the template makes them. */
class QueueOnLocalStackTest {

    private static final int MESSAGES_AT_ONCE_MAX = 10; // SQS's own limit

    private record Work(int number) {}

    private final Deployment deployment = Deployment.whole();
    private final String url = deployment.id("RollupQueue");
    private final String deadLetters = deployment.id("RollupDeadLetters");

    @AfterEach
    void empty() {
        SQS.purgeQueue(it -> it.queueUrl(url));
        SQS.purgeQueue(it -> it.queueUrl(deadLetters));
    }

    @Test
    void takesMoreMessagesThanOneBatchHolds() {
        List<Work> work = IntStream.range(0, 25).mapToObj(Work::new).toList();

        new SqsQueue(SQS, url).sendAll(work);

        assertThat(bodies(url))
                .containsExactlyInAnyOrderElementsOf(
                        work.stream().map(it -> "{\"number\":%d}".formatted(it.number())).toList());
    }

    @Test
    void movesAMessageToTheDeadLettersAfterItsLastTry() {
        int tries = deployment.asked("RollupQueue").at("/RedrivePolicy/maxReceiveCount").asInt();
        new SqsQueue(SQS, url).send(new Work(1));

        for (int i = 0; i < tries; i++) {
            assertThat(receive(url, 0)).hasSize(1);
            assertThat(receive(deadLetters, 0)).isEmpty();
        }

        assertThat(receive(url, 0)).isEmpty();
        assertThat(receive(deadLetters, 0))
                .extracting(Message::body)
                .containsExactly("{\"number\":1}");
    }

    private static List<String> bodies(String queue) {
        List<String> bodies = new ArrayList<>();
        List<Message> received = receive(queue, 60);
        while (!received.isEmpty()) {
            received.forEach(message -> bodies.add(message.body()));
            received = receive(queue, 60);
        }
        return bodies;
    }

    /** Receives messages that are then hidden for a time. */
    private static List<Message> receive(String queue, int hiddenSeconds) {
        return SQS.receiveMessage(
                        it ->
                                it.queueUrl(queue)
                                        .maxNumberOfMessages(MESSAGES_AT_ONCE_MAX)
                                        .visibilityTimeout(hiddenSeconds))
                .messages();
    }
}
