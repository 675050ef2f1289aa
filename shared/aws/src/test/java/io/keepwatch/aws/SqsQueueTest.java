package io.keepwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.storage.StorageBusy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

class SqsQueueTest {

    record Message(int number) {}

    /** Takes batches, but refuses the first {@code refusals} messages that it is offered. */
    private static final class FakeSqs implements SqsClient {

        private final List<Integer> batches = new ArrayList<>();
        private final List<String> taken = new ArrayList<>();
        private int refusals;
        private boolean senderFault;

        @Override
        public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
            batches.add(request.entries().size());
            List<BatchResultErrorEntry> failed = new ArrayList<>();
            for (SendMessageBatchRequestEntry entry : request.entries()) {
                if (refusals > 0) {
                    refusals--;
                    failed.add(
                            BatchResultErrorEntry.builder()
                                    .id(entry.id())
                                    .code("Refused")
                                    .senderFault(senderFault)
                                    .build());
                } else {
                    taken.add(entry.messageBody());
                }
            }
            return SendMessageBatchResponse.builder().failed(failed).build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private final FakeSqs sqs = new FakeSqs();
    private final Queue queue = new SqsQueue(sqs, "https://queue");

    @Test
    void sendsOneMessageAsJson() {
        queue.send(new Message(7));

        assertThat(sqs.taken).containsExactly("{\"number\":7}");
    }

    @Test
    void sendsManyInBatchesOfTen() {
        queue.sendAll(messages(25));

        assertThat(sqs.batches).containsExactly(10, 10, 5);
        assertThat(sqs.taken).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void sendsNothingForNoMessages() {
        queue.sendAll(List.of());

        assertThat(sqs.batches).isEmpty();
    }

    @Test
    void sendsAgainOnlyWhatWasNotTaken() {
        sqs.refusals = 3;

        queue.sendAll(messages(5));

        assertThat(sqs.batches).containsExactly(5, 3);
        assertThat(sqs.taken).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void isBusyWhenSomeAreNeverTaken() {
        sqs.refusals = 1_000;

        assertThatThrownBy(() -> queue.sendAll(messages(5))).isInstanceOf(StorageBusy.class);
        assertThat(sqs.batches).containsExactly(5, 5, 5);
    }

    @Test
    void doesNotTryAgainWhatIsItsOwnFault() {
        sqs.refusals = 1;
        sqs.senderFault = true;

        assertThatThrownBy(() -> queue.sendAll(messages(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Refused");
        assertThat(sqs.batches).containsExactly(5);
    }

    private static List<Message> messages(int count) {
        return IntStream.range(0, count).mapToObj(Message::new).toList();
    }
}
