package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.keepwatch.local.sources.MessageStore.Counts;
import io.keepwatch.local.sources.MessageStore.Outgoing;
import io.keepwatch.local.template.Queue;
import io.keepwatch.support.MovableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageStoreTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String WORK = "keepwatch-work";
    private static final String DEAD = "keepwatch-dead";
    private static final String ORDERED = "keepwatch-ordered.fifo";
    private static final String HASHED = "keepwatch-hashed.fifo";

    private static final List<Queue> QUEUES =
            List.of(
                    Settings.queue("work", Optional.of(new Queue.Redrive("dead", 2))),
                    Settings.queue("dead"),
                    Settings.fifo("ordered", false),
                    Settings.fifo("hashed", true));

    @TempDir private Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private MessageStore store;

    @BeforeEach
    void open() throws IOException {
        store = new MessageStore(QUEUES, folder.resolve("journal"), clock);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void hidesWhatWasReceivedUntilItsVisibilityTimeIsOver() throws Exception {
        send("a");

        assertThat(receive(WORK)).extracting(Message::body).containsExactly("a");
        assertThat(receive(WORK)).isEmpty();
        clock.move(Settings.HIDDEN.minusMillis(1));
        assertThat(receive(WORK)).isEmpty();
        clock.move(Duration.ofMillis(1));
        assertThat(receive(WORK)).extracting(Message::receives).containsExactly(2);
    }

    @Test
    void deletesByTheNewestReceiptOnly() throws Exception {
        send("a");
        String first = receive(WORK).getFirst().receiptHandle();
        clock.move(Settings.HIDDEN);
        String second = receive(WORK).getFirst().receiptHandle();

        store.delete(WORK, first);
        assertThat(store.counts(WORK)).isEqualTo(new Counts(0, 1, 0));
        store.delete(WORK, second);
        assertThat(store.counts(WORK)).isEqualTo(new Counts(0, 0, 0));
        store.delete(WORK, second);
    }

    @Test
    void refusesAReceiptHandleThatItNeverGave() {
        assertThatThrownBy(() -> store.delete(WORK, "junk")).isInstanceOf(SqsFault.class);
    }

    @Test
    void movesToTheDeadLettersWhatWasReceivedTooOften() throws Exception {
        send("poison");
        for (int i = 0; i < 2; i++) {
            assertThat(receive(WORK)).hasSize(1);
            clock.move(Settings.HIDDEN);
        }

        assertThat(receive(WORK)).isEmpty();
        assertThat(store.counts(WORK)).isEqualTo(new Counts(0, 0, 0));
        assertThat(receive(DEAD))
                .singleElement()
                .satisfies(
                        dead -> {
                            assertThat(dead.body()).isEqualTo("poison");
                            assertThat(dead.receives()).isOne();
                            assertThat(dead.deadLetterSource())
                                    .contains(store.settings(WORK).arn());
                        });
    }

    @Test
    void keepsNothingLongerThanTheQueueSays() throws Exception {
        send("old");
        clock.move(Duration.ofDays(4));

        assertThat(receive(WORK)).isEmpty();
        assertThat(store.counts(WORK)).isEqualTo(new Counts(0, 0, 0));
    }

    @Test
    void delaysByTheClock() throws Exception {
        store.send(
                WORK,
                new Outgoing(
                        "later",
                        Collections.emptySortedMap(),
                        Optional.of(Duration.ofMinutes(10)),
                        Optional.empty(),
                        Optional.empty()));

        assertThat(store.counts(WORK)).isEqualTo(new Counts(0, 0, 1));
        assertThat(store.hasReceivable(WORK)).isFalse();
        clock.move(Duration.ofMinutes(10));
        assertThat(store.hasReceivable(WORK)).isTrue();
        assertThat(receive(WORK)).hasSize(1);
    }

    @Test
    void makesAMessageVisibleAgainAtOnceIfTold() throws Exception {
        send("a");
        store.changeVisibility(WORK, receive(WORK).getFirst().receiptHandle(), Duration.ZERO);

        Message again = receive(WORK).getFirst();

        assertThat(again.receives()).isEqualTo(2);
        clock.move(Settings.HIDDEN);
        assertThatThrownBy(() -> store.changeVisibility(WORK, again.receiptHandle(), SECOND))
                .isInstanceOf(SqsFault.class)
                .hasMessageContaining("not in flight");
    }

    @Test
    void handsOutAGroupInOrderAndHoldsItBackWhileOneIsInFlight() throws Exception {
        ordered("a", "1");
        ordered("a", "2");
        ordered("b", "3");

        assertThat(store.receive(ORDERED, 1, Long.MAX_VALUE, Optional.empty(), Duration.ZERO))
                .extracting(Message::body)
                .containsExactly("1");
        List<Message> others = receive(ORDERED);
        assertThat(others).extracting(Message::body).containsExactly("3");
        clock.move(Settings.HIDDEN);
        assertThat(receive(ORDERED)).extracting(Message::body).containsExactly("1", "2", "3");
    }

    @Test
    void takesADeduplicationIdOnceInFiveMinutesThoughTheMessageIsGone() throws Exception {
        var first = ordered("a", "1");
        store.delete(ORDERED, receive(ORDERED).getFirst().receiptHandle());
        reopen();

        assertThat(ordered("a", "1")).isEqualTo(first);
        assertThat(receive(ORDERED)).isEmpty();
        clock.move(Duration.ofMinutes(5));
        assertThat(ordered("a", "1")).isNotEqualTo(first);
        assertThat(receive(ORDERED)).hasSize(1);
    }

    @Test
    void takesTheBodyForItsDeduplicationIdWhereTheQueueSaysSo() throws Exception {
        for (int i = 0; i < 2; i++) {
            store.send(
                    HASHED,
                    new Outgoing(
                            "same",
                            Collections.emptySortedMap(),
                            Optional.empty(),
                            Optional.of("a"),
                            Optional.empty()));
        }

        assertThat(receive(HASHED)).hasSize(1);
    }

    @Test
    void findsEverythingAgainAfterAKill() throws Exception {
        send("in flight");
        assertThat(receive(WORK)).hasSize(1);
        send("waiting");
        Path file = folder.resolve("journal");
        // As a kill leaves it: nothing was closed, and the last line is not whole.
        Files.writeString(file, "{\"op\":\"gone\",\"que", StandardOpenOption.APPEND);

        MessageStore second = new MessageStore(QUEUES, file, clock);

        assertThat(second.counts(WORK)).isEqualTo(new Counts(1, 1, 0));
        clock.move(Settings.HIDDEN);
        assertThat(second.receive(WORK, 10, Long.MAX_VALUE, Optional.empty(), Duration.ZERO))
                .extracting(Message::body, Message::receives)
                .containsExactlyInAnyOrder(tuple("in flight", 2), tuple("waiting", 1));
        second.close();
    }

    @Test
    void saysWhichFileIsDamagedAndWhatToDo() throws Exception {
        store.close();
        Files.writeString(folder.resolve("journal"), "junk\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> new MessageStore(QUEUES, folder.resolve("journal"), clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal is damaged")
                .hasMessageContaining("--fresh");
    }

    @Test
    void rewritesItsJournalBeforeThatGrowsWithoutEnd() throws Exception {
        String large = "x".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            send(large);
            store.delete(WORK, receive(WORK).getFirst().receiptHandle());
        }
        send("last");

        assertThat(Files.size(folder.resolve("journal"))).isLessThan(5_000_000);
        reopen();
        assertThat(receive(WORK)).extracting(Message::body).containsExactly("last");
    }

    @Test
    void wakesAReceiverAsSoonAsAMessageIsSent() throws Exception {
        Thread sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    send("now");
                                });

        List<Message> received =
                store.receive(WORK, 1, Long.MAX_VALUE, Optional.empty(), Duration.ofSeconds(10));

        assertThat(received).hasSize(1);
        sender.join();
    }

    @Test
    void refusesWhatSqsCannotCarryAndKeepsNothing() {
        assertThatThrownBy(() -> send("bell \u0007")).isInstanceOf(SqsFault.class);
        assertThatThrownBy(() -> send("half \ud83d")).isInstanceOf(SqsFault.class);
        assertThatThrownBy(() -> send("")).isInstanceOf(SqsFault.class);
        assertThatThrownBy(() -> send("x".repeat(MessageStore.MESSAGE_BYTES_MAX + 1)))
                .isInstanceOf(SqsFault.class);
        assertThat(store.counts(WORK)).isEqualTo(new Counts(0, 0, 0));
        send("whole \ud83d\ude00\n");
        send("x".repeat(MessageStore.MESSAGE_BYTES_MAX));
        assertThat(store.counts(WORK)).isEqualTo(new Counts(2, 0, 0));
    }

    private void reopen() throws IOException {
        store.close();
        open();
    }

    private void send(String body) {
        store.send(WORK, Outgoing.text(body));
    }

    private MessageStore.Sent ordered(String group, String body) {
        return store.send(
                ORDERED,
                new Outgoing(
                        body,
                        Collections.emptySortedMap(),
                        Optional.empty(),
                        Optional.of(group),
                        Optional.of("id-" + body)));
    }

    private List<Message> receive(String queue) throws InterruptedException {
        return store.receive(queue, 10, Long.MAX_VALUE, Optional.empty(), Duration.ZERO);
    }
}
