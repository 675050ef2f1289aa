package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.keepwatch.local.TestLog;
import io.keepwatch.local.template.Queue;
import io.keepwatch.support.MovableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** What the real SDK sees, which checks every digest itself. */
class SqsEndpointTest {

    private static final Queue WORK =
            Settings.queue("work", Optional.of(new Queue.Redrive("dead", 2)));
    private static final Queue ORDERED = Settings.fifo("ordered", true);

    @TempDir private Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private MessageStore store;
    private SqsEndpoint endpoint;
    private SqsClient sqs;

    @BeforeEach
    void start() throws IOException {
        store =
                new MessageStore(
                        List.of(WORK, Settings.queue("dead"), ORDERED),
                        folder.resolve("journal"),
                        clock);
        endpoint = new SqsEndpoint(store, new TestLog());
        sqs =
                SqsClient.builder()
                        .endpointOverride(endpoint.uri())
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("key", "secret")))
                        .build();
    }

    @AfterEach
    void stop() throws IOException {
        sqs.close();
        endpoint.close();
        store.close();
    }

    @Test
    void carriesBodyAndAttributesThereAndBack() {
        var sent =
                sqs.sendMessage(
                        m ->
                                m.queueUrl(WORK.url())
                                        .messageBody("Grüße \u4e16\u754c \ud83d\ude00")
                                        .messageAttributes(
                                                Map.of(
                                                        "kind",
                                                        MessageAttributeValue.builder()
                                                                .dataType("String")
                                                                .stringValue("shard")
                                                                .build(),
                                                        "bytes",
                                                        MessageAttributeValue.builder()
                                                                .dataType("Binary")
                                                                .binaryValue(
                                                                        SdkBytes.fromByteArray(
                                                                                new byte[] {0, -1}))
                                                                .build())));

        var received =
                sqs.receiveMessage(
                                m ->
                                        m.queueUrl(WORK.url())
                                                .messageAttributeNames("All")
                                                .messageSystemAttributeNames(
                                                        MessageSystemAttributeName.ALL))
                        .messages()
                        .getFirst();

        assertThat(received.messageId()).isEqualTo(sent.messageId());
        assertThat(received.body()).isEqualTo("Grüße \u4e16\u754c \ud83d\ude00");
        assertThat(received.messageAttributes().get("kind").stringValue()).isEqualTo("shard");
        assertThat(received.messageAttributes().get("bytes").binaryValue().asByteArray())
                .containsExactly(0, -1);
        assertThat(received.attributesAsStrings())
                .containsEntry("ApproximateReceiveCount", "1")
                .containsEntry("SentTimestamp", "1772366400000")
                .containsEntry("ApproximateFirstReceiveTimestamp", "1772366400000");
    }

    @Test
    void takesBatchesAndAnswersForEachEntry() {
        var sent =
                sqs.sendMessageBatch(
                        b ->
                                b.queueUrl(WORK.url())
                                        .entries(
                                                List.of(
                                                        entry("good", "a"),
                                                        entry("bad", "\u0001"))));

        assertThat(sent.successful()).extracting(e -> e.id()).containsExactly("good");
        assertThat(sent.failed())
                .singleElement()
                .satisfies(
                        failed -> {
                            assertThat(failed.id()).isEqualTo("bad");
                            assertThat(failed.code()).isEqualTo("InvalidMessageContents");
                        });
        var handles =
                sqs.receiveMessage(m -> m.queueUrl(WORK.url()).maxNumberOfMessages(10)).messages();
        sqs.deleteMessageBatch(
                b ->
                        b.queueUrl(WORK.url())
                                .entries(
                                        DeleteMessageBatchRequestEntry.builder()
                                                .id("1")
                                                .receiptHandle(handles.getFirst().receiptHandle())
                                                .build()));
        assertThat(store.counts(WORK.name())).isEqualTo(new MessageStore.Counts(0, 0, 0));
    }

    @Test
    void refusesABatchOfElevenAndKeepsNothing() {
        assertThatThrownBy(
                        () ->
                                sqs.sendMessageBatch(
                                        b ->
                                                b.queueUrl(WORK.url())
                                                        .entries(
                                                                IntStream.range(0, 11)
                                                                        .mapToObj(
                                                                                i ->
                                                                                        entry(
                                                                                                "e"
                                                                                                        + i,
                                                                                                "a"))
                                                                        .toList())))
                .isInstanceOf(SqsException.class);
        assertThat(store.counts(WORK.name()).visible()).isZero();
    }

    @Test
    void numbersTheMessagesOfAFifoQueue() {
        var first = ordered("1");
        var second = ordered("2");
        var again = ordered("2");

        assertThat(second.sequenceNumber()).isGreaterThan(first.sequenceNumber());
        assertThat(again.messageId()).isEqualTo(second.messageId());
        assertThat(
                        sqs.receiveMessage(
                                        m ->
                                                m.queueUrl(ORDERED.url())
                                                        .maxNumberOfMessages(10)
                                                        .messageSystemAttributeNames(
                                                                MessageSystemAttributeName.ALL))
                                .messages())
                .extracting(m -> m.attributesAsStrings().get("MessageGroupId"), m -> m.body())
                .containsExactly(tuple("g", "1"), tuple("g", "2"));
    }

    @Test
    void saysWhatAQueueIs() {
        sqs.sendMessage(m -> m.queueUrl(WORK.url()).messageBody("a"));

        var attributes =
                sqs.getQueueAttributes(
                                a -> a.queueUrl(WORK.url()).attributeNames(QueueAttributeName.ALL))
                        .attributes();

        assertThat(attributes)
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1")
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30")
                .containsEntry(QueueAttributeName.QUEUE_ARN, WORK.arn())
                .containsEntry(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":2}"
                                .formatted(Settings.queue("dead").arn()));
        assertThat(sqs.getQueueUrl(u -> u.queueName(WORK.name())).queueUrl()).isEqualTo(WORK.url());
        sqs.purgeQueue(p -> p.queueUrl(WORK.url()));
        assertThat(store.counts(WORK.name()).visible()).isZero();
    }

    @Test
    void throwsWhatSqsThrows() {
        assertThatThrownBy(
                        () ->
                                sqs.sendMessage(
                                        m -> m.queueUrl(WORK.url() + "-other").messageBody("a")))
                .isInstanceOf(QueueDoesNotExistException.class);
        assertThatThrownBy(
                        () -> sqs.deleteMessage(d -> d.queueUrl(WORK.url()).receiptHandle("junk")))
                .isInstanceOf(ReceiptHandleIsInvalidException.class);
        assertThatThrownBy(
                        () ->
                                sqs.sendMessage(
                                        m -> m.queueUrl(ORDERED.url()).messageBody("groupless")))
                .isInstanceOf(SqsException.class)
                .hasMessageContaining("MessageGroupId");
    }

    @Test
    void waitsForAMessageAsLongAsAsked() throws Exception {
        Thread sender =
                Thread.ofVirtual()
                        .start(() -> sqs.sendMessage(m -> m.queueUrl(WORK.url()).messageBody("a")));

        var received =
                sqs.receiveMessage(m -> m.queueUrl(WORK.url()).waitTimeSeconds(10)).messages();

        assertThat(received).hasSize(1);
        sender.join();
    }

    @Test
    void answersWithinMilliseconds() {
        int calls = 200;
        sqs.sendMessage(m -> m.queueUrl(WORK.url()).messageBody("warm"));
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            sqs.sendMessage(m -> m.queueUrl(WORK.url()).messageBody("a"));
        }

        // A delayed acknowledgement would make 40 ms of each.
        assertThat(Duration.ofNanos(System.nanoTime() - start).dividedBy(calls))
                .isLessThan(Duration.ofMillis(30));
    }

    private SendMessageResponse ordered(String body) {
        return sqs.sendMessage(
                m -> m.queueUrl(ORDERED.url()).messageBody(body).messageGroupId("g"));
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }
}
