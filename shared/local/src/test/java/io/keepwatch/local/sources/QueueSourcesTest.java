package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.sources.MessageStore.Counts;
import io.keepwatch.local.sources.MessageStore.Outgoing;
import io.keepwatch.local.sources.SourceSettings.Harshness;
import io.keepwatch.local.template.EventSource.QueueMessages;
import io.keepwatch.local.template.Queue;
import io.keepwatch.local.template.Template;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueSourcesTest {

    private static final Queue WORK =
            Settings.queue("Work", Optional.of(new Queue.Redrive("Dead", 3)));
    private static final Queue ORDERED = Settings.fifo("Ordered", true);

    @TempDir private Path folder;

    private final FakeFunctions functions = new FakeFunctions();

    @Test
    void handsAFunctionItsMessagesAsLambdaShapesThem() throws Exception {
        try (Machine machine = start(Settings.messages("Work"))) {
            machine.store()
                    .send(
                            WORK.name(),
                            new Outgoing(
                                    "hello",
                                    new TreeMap<>(
                                            Map.of(
                                                    "kind",
                                                    new Message.Attribute(
                                                            "String",
                                                            Optional.of("shard"),
                                                            Optional.empty()))),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()));
            machine.awaitIdle();

            JsonNode record = functions.records("Worker").getFirst();
            assertThat(record.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly(
                            "messageId",
                            "receiptHandle",
                            "body",
                            "attributes",
                            "messageAttributes",
                            "md5OfMessageAttributes",
                            "md5OfBody",
                            "eventSource",
                            "eventSourceARN",
                            "awsRegion");
            assertThat(record.path("body").asText()).isEqualTo("hello");
            assertThat(record.path("md5OfBody").asText())
                    .isEqualTo("5d41402abc4b2a76b9719d911017c592");
            assertThat(record.path("eventSource").asText()).isEqualTo("aws:sqs");
            assertThat(record.path("eventSourceARN").asText()).isEqualTo(WORK.arn());
            assertThat(record.path("awsRegion").asText()).isEqualTo("eu-central-1");
            assertThat(record.path("attributes").path("ApproximateReceiveCount").asText())
                    .isEqualTo("1");
            assertThat(record.path("attributes").path("SentTimestamp").asText()).matches("\\d{13}");
            assertThat(record.path("messageAttributes").path("kind").toString())
                    .isEqualTo(
                            "{\"stringValue\":\"shard\",\"stringListValues\":[],\"binaryListValues\":[],\"dataType\":\"String\"}");
            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 0, 0));
        }
    }

    @Test
    void takesUpToABatchAtOnce() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        functions.on(
                "Worker",
                event -> {
                    first.await();
                    return FakeFunctions.DONE;
                });
        try (Machine machine = start(withConcurrency(2))) {
            for (int i = 0; i < 25; i++) {
                send(machine, "m" + i);
            }
            first.countDown();
            machine.awaitIdle();

            assertThat(bodies()).hasSize(25);
            assertThat(functions.events("Worker"))
                    .allSatisfy(event -> assertThat(event.path("Records").size()).isBetween(1, 10));
        }
    }

    @Test
    void callsNoMoreAtOnceThanTheTemplateAllows() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        functions.on(
                "Worker",
                event -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.sleep(2);
                    now.decrementAndGet();
                    return FakeFunctions.DONE;
                });
        try (Machine machine = start(withConcurrency(2))) {
            for (int i = 0; i < 60; i++) {
                send(machine, "m" + i);
            }
            machine.awaitIdle();

            assertThat(bodies()).hasSize(60);
            assertThat(most).hasValueBetween(1, 2);
        }
    }

    @Test
    void bringsBackOnlyWhatWasReportedOnceItsVisibilityTimeIsOver() throws Exception {
        functions.on(
                "Worker",
                event ->
                        FakeFunctions.failures(
                                FakeFunctions.records(event).stream()
                                        .filter(r -> r.path("body").asText().equals("bad"))
                                        .filter(r -> receives(r) < 2)
                                        .map(r -> r.path("messageId").asText())
                                        .toList()));
        try (Machine machine = start(Settings.messages("Work"))) {
            send(machine, "good");
            send(machine, "bad");
            machine.awaitIdle();
            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 1, 0));

            machine.clock().advance(Settings.HIDDEN);
            machine.awaitIdle();

            assertThat(bodies()).containsExactlyInAnyOrder("good", "bad", "bad");
            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 0, 0));
        }
    }

    @Test
    void takesAnAnswerThatItCannotReadForAFailureOfAll() throws Exception {
        functions.on("Worker", event -> FakeFunctions.returned("{\"batchItemFailures\":[{}]}"));
        try (Machine machine = start(Settings.messages("Work"))) {
            send(machine, "a");
            machine.awaitIdle();

            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 1, 0));
        }
    }

    @Test
    void ignoresWhatAFunctionAnswersThatReportsNoFailures() throws Exception {
        functions.on("Worker", event -> FakeFunctions.returned("{\"batchItemFailures\":[{}]}"));
        try (Machine machine =
                start(
                        Settings.messages(
                                "Work",
                                10,
                                Duration.ZERO,
                                List.of(),
                                false,
                                OptionalInt.empty()))) {
            send(machine, "a");
            machine.awaitIdle();

            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 0, 0));
        }
    }

    @Test
    void leavesAmongTheDeadLettersWhatFailsThreeTimes() throws Exception {
        functions.on("Worker", event -> FakeFunctions.failed());
        try (Machine machine = start(Settings.messages("Work"))) {
            send(machine, "poison");
            for (int i = 0; i < 4; i++) {
                machine.awaitIdle();
                machine.clock().advance(Settings.HIDDEN);
            }
            machine.awaitIdle();

            assertThat(bodies()).containsExactly("poison", "poison", "poison");
            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 0, 0));
            assertThat(machine.store().counts(Settings.DEAD.name())).isEqualTo(new Counts(1, 0, 0));
        }
    }

    @Test
    void keepsTheOrderOfAGroupThoughOneOfItFails() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        functions.on(
                "Worker",
                event ->
                        calls.incrementAndGet() == 1
                                ? FakeFunctions.failures(
                                        FakeFunctions.records(event).stream()
                                                .map(r -> r.path("messageId").asText())
                                                .toList())
                                : FakeFunctions.DONE);
        try (Machine machine =
                start(
                        Settings.messages(
                                "Ordered",
                                1,
                                Duration.ZERO,
                                List.of(),
                                true,
                                OptionalInt.empty()))) {
            for (int i = 0; i < 5; i++) {
                machine.store()
                        .send(
                                ORDERED.name(),
                                new Outgoing(
                                        "m" + i,
                                        new TreeMap<>(),
                                        Optional.empty(),
                                        Optional.of("group"),
                                        Optional.empty()));
            }
            machine.awaitIdle();
            assertThat(bodies()).containsExactly("m0");
            machine.clock().advance(Settings.HIDDEN);
            machine.awaitIdle();

            assertThat(bodies()).containsExactly("m0", "m0", "m1", "m2", "m3", "m4");
            assertThat(
                            functions
                                    .records("Worker")
                                    .getFirst()
                                    .path("attributes")
                                    .has("MessageGroupId"))
                    .isTrue();
        }
    }

    @Test
    void waitsForAFullerBatchAsLongAsTheWindowSays() throws Exception {
        QueueMessages windowed =
                Settings.messages(
                        "Work", 10, Duration.ofSeconds(20), List.of(), true, OptionalInt.empty());
        try (Machine machine = start(windowed)) {
            send(machine, "a");
            send(machine, "b");
            assertThat(machine.sources().awaitIdle(Duration.ofMillis(200))).isFalse();
            assertThat(functions.events("Worker")).isEmpty();

            machine.clock().advance(Duration.ofSeconds(20));
            machine.awaitIdle();

            assertThat(functions.events("Worker")).hasSize(1);
            assertThat(bodies()).containsExactly("a", "b");
        }
    }

    @Test
    void deletesWhatNoFilterWants() throws Exception {
        QueueMessages filtered =
                Settings.messages(
                        "Work",
                        10,
                        Duration.ZERO,
                        List.of("{\"body\":{\"kind\":[\"shard\"]}}"),
                        true,
                        OptionalInt.empty());
        try (Machine machine = start(filtered)) {
            send(machine, "{\"kind\":\"shard\"}");
            send(machine, "{\"kind\":\"other\"}");
            send(machine, "plain");
            machine.awaitIdle();

            assertThat(bodies()).containsExactly("{\"kind\":\"shard\"}");
            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 0, 0));
        }
    }

    @Test
    void waitsWhileTheFunctionIsTooBusyAndCountsNoFailure() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        functions.on(
                "Worker",
                event ->
                        calls.incrementAndGet() < 4
                                ? new Invocation.Throttled()
                                : FakeFunctions.DONE);
        try (Machine machine = start(Settings.messages("Work"))) {
            send(machine, "a");
            machine.awaitIdle();

            assertThat(calls).hasValue(4);
            assertThat(receives(functions.records("Worker").getLast())).isOne();
            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 0, 0));
        }
    }

    @Test
    void deliversTwiceWhereToldToBeHarsh() throws Exception {
        try (Machine machine =
                Machine.start(
                        folder,
                        template(Settings.messages("Work")),
                        functions,
                        Machine.GENTLE.with(new Harshness(7, 1, 0)))) {
            send(machine, "a");
            machine.awaitIdle();

            assertThat(bodies()).containsExactly("a", "a");
            assertThat(machine.store().counts(WORK.name())).isEqualTo(new Counts(0, 0, 0));
            assertThat(machine.store().counts(Settings.DEAD.name())).isEqualTo(new Counts(0, 0, 0));
        }
    }

    @Test
    void deliversAfterARestartWhatWasUnderWay() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        functions.on(
                "Worker",
                event -> {
                    called.countDown();
                    never.await();
                    return FakeFunctions.DONE;
                });
        Machine first = start(Settings.messages("Work"));
        send(first, "a");
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        first.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));

        functions.on("Worker", event -> FakeFunctions.DONE);
        try (Machine second = start(Settings.messages("Work"))) {
            second.clock().advance(Settings.HIDDEN);
            second.awaitIdle();

            assertThat(bodies()).containsExactly("a", "a");
            assertThat(second.store().counts(WORK.name())).isEqualTo(new Counts(0, 0, 0));
        }
    }

    @Test
    void failsAtStartNamingAFilterThatItDoesNotKnow() {
        QueueMessages unknown =
                Settings.messages(
                        "Work",
                        10,
                        Duration.ZERO,
                        List.of("{\"body\":[{\"sounds-like\":\"shard\"}]}"),
                        true,
                        OptionalInt.empty());

        assertThatThrownBy(() -> start(unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sounds-like")
                .hasMessageContaining("Messages of Worker");
    }

    private Machine start(QueueMessages messages) throws Exception {
        return Machine.start(folder, template(messages), functions, Machine.GENTLE);
    }

    private static Template template(QueueMessages messages) {
        return Settings.template(
                List.of(Settings.function("Worker", messages)),
                List.of(WORK, Settings.DEAD, ORDERED));
    }

    private static QueueMessages withConcurrency(int max) {
        return Settings.messages("Work", 10, Duration.ZERO, List.of(), true, OptionalInt.of(max));
    }

    private static void send(Machine machine, String body) {
        machine.store().send(WORK.name(), Outgoing.text(body));
    }

    private static int receives(JsonNode record) {
        return record.path("attributes").path("ApproximateReceiveCount").asInt();
    }

    private List<String> bodies() {
        return functions.records("Worker").stream().map(r -> r.path("body").asText()).toList();
    }
}
