package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.sources.SourceSettings.Harshness;
import io.keepwatch.local.sources.SourceSettings.Ttl;
import io.keepwatch.local.template.EventSource.Destination;
import io.keepwatch.local.template.Function;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of a real DynamoDB Local, and functions made up by the test. */
class StreamSourcesTest {

    @TempDir private Path folder;

    private final FakeFunctions functions = new FakeFunctions();
    private StreamTable things;

    @BeforeEach
    void makeTable() throws Exception {
        things = StreamTable.make();
    }

    @AfterEach
    void closeTable() {
        things.close();
    }

    @Test
    void handsAFunctionItsRecordsAsLambdaShapesThem() throws Exception {
        try (Machine machine = start(things.stream().read("Reader"))) {
            long before = machine.clock().instant().getEpochSecond();
            things.put("a", 1);
            things.put("a", 1, 1_900_000_000);
            things.delete("a", 1);
            machine.awaitIdle();

            List<JsonNode> records = functions.records("Reader");
            assertThat(records)
                    .extracting(record -> record.path("eventName").asText())
                    .containsExactly("INSERT", "MODIFY", "REMOVE");
            JsonNode modify = records.get(1);
            long created = modify.path("dynamodb").path("ApproximateCreationDateTime").longValue();
            assertThat(created).isBetween(before, before + 60);
            String stream = modify.path("eventSourceARN").asText();
            assertThat(stream).startsWith(things.table().arn() + "/stream/20");
            assertThat(modify.toString())
                    .isEqualTo(
                            "{\"eventID\":%s,\"eventName\":\"MODIFY\",\"eventVersion\":\"1.1\",\"eventSource\":\"aws:dynamodb\",\"awsRegion\":\"eu-central-1\",\"dynamodb\":{\"ApproximateCreationDateTime\":%d,\"Keys\":%s,\"NewImage\":%s,\"OldImage\":%s,\"SequenceNumber\":%s,\"SizeBytes\":%s,\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"},\"eventSourceARN\":\"%s\"}"
                                    .formatted(
                                            modify.get("eventID"),
                                            created,
                                            modify.at("/dynamodb/Keys"),
                                            modify.at("/dynamodb/NewImage"),
                                            modify.at("/dynamodb/OldImage"),
                                            modify.at("/dynamodb/SequenceNumber"),
                                            modify.at("/dynamodb/SizeBytes"),
                                            stream));
            assertThat(modify.at("/dynamodb/Keys/pk/S").asText()).isEqualTo("a");
            assertThat(modify.at("/dynamodb/NewImage/expiresAt/N").asText())
                    .isEqualTo("1900000000");
            assertThat(modify.at("/dynamodb/OldImage/text/S").asText()).isEqualTo("a1");
            assertThat(modify.at("/dynamodb/SizeBytes").isIntegralNumber()).isTrue();
            assertThat(modify.at("/dynamodb/SequenceNumber").asText()).matches("\\d{21,40}");
        }
    }

    @Test
    void handsOverEveryRecordOnceInOrderInBatchesOfTheSizeAskedFor() throws Exception {
        try (Machine machine = start(things.stream().batches(7).read("Reader"))) {
            putAll("a", 50);
            machine.awaitIdle();

            assertThat(numbers("Reader")).isEqualTo(IntStream.range(0, 50).boxed().toList());
            assertThat(functions.events("Reader"))
                    .allSatisfy(e -> assertThat(e.path("Records").size()).isBetween(1, 7));
        }
    }

    @Test
    void handsOverWhatIsOlderThanTheMapping() throws Exception {
        putAll("a", 3);

        try (Machine machine = start(things.stream().read("Reader"))) {
            machine.awaitIdle();

            assertThat(numbers("Reader")).containsExactly(0, 1, 2);
        }
    }

    @Test
    void servesSeveralReadersOfOneStream() throws Exception {
        Function all = things.stream().read("All");
        Function removals = things.stream().filter("{\"eventName\":[\"REMOVE\"]}").read("Removals");
        try (Machine machine = start(all, removals)) {
            putAll("a", 3);
            things.delete("a", 1);
            machine.awaitIdle();

            assertThat(functions.records("All")).hasSize(4);
            assertThat(numbers("Removals")).containsExactly(1);
        }
    }

    @Test
    void waitsForAFullerBatchAsLongAsTheWindowSays() throws Exception {
        try (Machine machine =
                start(things.stream().batches(5).window(Duration.ofMinutes(1)).read("Reader"))) {
            putAll("a", 3);
            assertThat(machine.sources().awaitIdle(Duration.ofMillis(300))).isFalse();
            assertThat(functions.events("Reader")).isEmpty();
            machine.clock().advance(Duration.ofMinutes(1));
            machine.awaitIdle();
            assertThat(functions.events("Reader")).hasSize(1);

            putAll("b", 5);
            machine.awaitIdle();
            assertThat(functions.events("Reader")).hasSize(2);
        }
    }

    @Test
    void findsTheOneBadRecordAndKeepsItWholeWhileTheRestGetThrough() throws Exception {
        functions.on(
                "Reader", event -> has(event, 23) ? FakeFunctions.failed() : FakeFunctions.DONE);
        putAll("a", 40);
        try (Machine machine =
                start(
                        things.stream()
                                .onFailure(new Destination.ToBucket("DeadRecords"))
                                .read("Reader"))) {
            machine.awaitIdle();

            assertThat(done(23)).containsExactlyElementsOf(others(40, 23));
            Path object = onlyObject();
            assertThat(
                            folder.resolve("buckets/keepwatch-dead-records")
                                    .relativize(object)
                                    .toString())
                    .matches(
                            "aws/lambda/[0-9a-f-]{36}/shardId-[0-9a-f-]+/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d-[0-9a-f-]{36}");
            JsonNode kept = Tree.read(Files.readAllBytes(object)).orElseThrow();
            assertThat(kept.at("/requestContext/condition").asText())
                    .isEqualTo("RetryAttemptsExhausted");
            assertThat(kept.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(3);
            assertThat(kept.at("/requestContext/functionArn").asText())
                    .isEqualTo(
                            "arn:aws:lambda:eu-central-1:000000000000:function:keepwatch-Reader");
            assertThat(kept.at("/responseContext/functionError").asText()).isEqualTo("Unhandled");
            assertThat(kept.at("/version").asText()).isEqualTo("1.0");
            assertThat(kept.at("/DDBStreamBatchInfo/batchSize").asInt()).isOne();
            JsonNode payload = Tree.read(kept.path("payload").asText()).orElseThrow();
            assertThat(FakeFunctions.records(payload))
                    .singleElement()
                    .satisfies(
                            record -> {
                                assertThat(number(record)).isEqualTo(23);
                                assertThat(record.at("/dynamodb/NewImage/text/S").asText())
                                        .isEqualTo("a23");
                                assertThat(record.at("/dynamodb/SequenceNumber"))
                                        .isEqualTo(
                                                kept.at("/DDBStreamBatchInfo/startSequenceNumber"))
                                        .isEqualTo(
                                                kept.at("/DDBStreamBatchInfo/endSequenceNumber"));
                            });
        }
    }

    @Test
    void findsTheOneBadRecordThatAFunctionReports() throws Exception {
        functions.on("Reader", event -> FakeFunctions.failures(sequences(event, 23)));
        putAll("a", 40);
        try (Machine machine =
                start(
                        things.stream()
                                .onFailure(new Destination.ToBucket("DeadRecords"))
                                .read("Reader"))) {
            machine.awaitIdle();

            assertThat(new HashSet<>(numbers("Reader"))).hasSize(40);
            JsonNode kept = Tree.read(Files.readAllBytes(onlyObject())).orElseThrow();
            JsonNode payload = Tree.read(kept.path("payload").asText()).orElseThrow();
            assertThat(FakeFunctions.records(payload).stream().map(StreamSourcesTest::number))
                    .containsExactly(23);
        }
    }

    @Test
    void goesOnFromTheFirstRecordThatWasReported() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        functions.on(
                "Reader",
                event ->
                        calls.incrementAndGet() == 1
                                ? FakeFunctions.failures(
                                        Stream.of(7, 4)
                                                .flatMap(n -> sequences(event, n).stream())
                                                .toList())
                                : FakeFunctions.DONE);
        putAll("a", 10);
        try (Machine machine = start(things.stream().bisects(false).read("Reader"))) {
            machine.awaitIdle();

            assertThat(functions.events("Reader")).hasSize(2);
            assertThat(numbers(functions.events("Reader").get(1)))
                    .containsExactly(4, 5, 6, 7, 8, 9);
        }
    }

    @Test
    void takesAnAnswerThatItCannotReadForAFailureOfAll() throws Exception {
        List<String> answers =
                List.of(
                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
                        "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
                        "{\"batchItemFailures\":[{\"wrong\":\"1\"}]}",
                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"000000000000000000000\"}]}",
                        "{\"batchItemFailures\":\"all\"}",
                        "\"fine\"",
                        "{");
        AtomicInteger calls = new AtomicInteger();
        functions.on(
                "Reader",
                event -> {
                    int call = calls.getAndIncrement();
                    return call < answers.size()
                            ? FakeFunctions.returned(answers.get(call))
                            : FakeFunctions.DONE;
                });
        putAll("a", 3);
        try (Machine machine =
                start(things.stream().bisects(false).retries(OptionalInt.empty()).read("Reader"))) {
            machine.awaitIdle();

            assertThat(functions.events("Reader")).hasSize(answers.size() + 1);
            assertThat(functions.events("Reader"))
                    .allSatisfy(event -> assertThat(numbers(event)).containsExactly(0, 1, 2));
        }
    }

    @Test
    void takesAnyOfAwssWaysToSayNothingFailed() throws Exception {
        List<String> answers =
                List.of("null", "{}", "{\"batchItemFailures\":[]}", "{\"batchItemFailures\":null}");
        AtomicInteger calls = new AtomicInteger();
        functions.on(
                "Reader", event -> FakeFunctions.returned(answers.get(calls.getAndIncrement())));
        putAll("a", 4);
        try (Machine machine = start(things.stream().batches(1).read("Reader"))) {
            machine.awaitIdle();

            assertThat(numbers("Reader")).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void tellsAQueueWhereTheRecordsAreButNotWhatIsInThem() throws Exception {
        functions.on("Reader", event -> FakeFunctions.failed());
        putAll("a", 3);
        try (Machine machine =
                start(
                        things.stream()
                                .bisects(false)
                                .onFailure(new Destination.ToQueue("Dead"))
                                .read("Reader"))) {
            machine.awaitIdle();

            List<Message> dead = machine.received(Settings.DEAD);
            assertThat(dead).hasSize(1);
            JsonNode kept = Tree.read(dead.getFirst().body()).orElseThrow();
            assertThat(kept.at("/DDBStreamBatchInfo/batchSize").asInt()).isEqualTo(3);
            assertThat(kept.has("payload")).isFalse();
            assertThat(functions.events("Reader")).hasSize(3);
        }
    }

    @Test
    void givesUpWhatIsTooOldAndGoesOn() throws Exception {
        functions.on("Reader", event -> FakeFunctions.failed());
        try (Machine machine =
                start(
                        things.stream()
                                .retries(OptionalInt.empty())
                                .age(Duration.ofHours(1))
                                .onFailure(new Destination.ToBucket("DeadRecords"))
                                .read("Reader"))) {
            putAll("a", 1);
            // Once it was read it is known when that was, whatever becomes of the clock.
            while (functions.events("Reader").isEmpty()) {
                Thread.sleep(1);
            }
            machine.clock().advance(Duration.ofMinutes(61));
            machine.awaitIdle();
            functions.on("Reader", event -> FakeFunctions.DONE);
            putAll("b", 1);
            machine.awaitIdle();

            JsonNode kept = Tree.read(Files.readAllBytes(onlyObject())).orElseThrow();
            assertThat(kept.at("/requestContext/condition").asText())
                    .isEqualTo("RecordAgeExceeded");
            assertThat(functions.records("Reader").getLast().at("/dynamodb/Keys/pk/S").asText())
                    .isEqualTo("b");
        }
    }

    @Test
    void countsNoTryWhileTheFunctionIsTooBusy() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        functions.on(
                "Reader",
                event ->
                        calls.incrementAndGet() < 6
                                ? new Invocation.Throttled()
                                : FakeFunctions.DONE);
        putAll("a", 2);
        try (Machine machine = start(things.stream().retries(OptionalInt.of(0)).read("Reader"))) {
            machine.awaitIdle();

            assertThat(calls).hasValue(6);
            assertThat(machine.log().lines()).noneMatch(line -> line.contains("lost"));
        }
    }

    @Test
    void goesOnAfterARestartWhereItStopped() throws Exception {
        try (Machine machine = start(things.stream().read("Reader"))) {
            putAll("a", 5);
            machine.awaitIdle();
        }
        putAll("b", 5);
        try (Machine machine = start(things.stream().read("Reader"))) {
            machine.awaitIdle();

            assertThat(functions.records("Reader")).hasSize(10);
        }
    }

    @Test
    void handsOverAgainWhatWasUnderWayWhenItDied() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        functions.on(
                "Reader",
                event -> {
                    if (calls.incrementAndGet() == 2) {
                        called.countDown();
                        never.await();
                    }
                    return FakeFunctions.DONE;
                });
        putAll("a", 6);
        Machine killed = start(things.stream().batches(3).read("Reader"));
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        FakeFunctions after = new FakeFunctions();
        // The first one is not closed before the next one starts: to that, it was killed.
        try (Machine machine =
                Machine.start(
                        folder,
                        things.template(List.of(things.stream().batches(3).read("Reader"))),
                        StreamTable.uri(),
                        after,
                        Machine.GENTLE)) {
            machine.awaitIdle();

            assertThat(after.events("Reader")).hasSize(1);
            assertThat(numbers(after.events("Reader").getFirst())).containsExactly(3, 4, 5);
        }
        long start = System.nanoTime();
        killed.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void isHarsherThanAwsUsuallyIsWhereTold() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        functions.on(
                "Reader",
                event -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.sleep(20);
                    now.decrementAndGet();
                    return FakeFunctions.DONE;
                });
        for (int i = 0; i < 5; i++) {
            for (int item = 0; item < 8; item++) {
                things.put("a", item, 1_900_000_000L + i);
            }
        }
        try (Machine machine =
                start(
                        Machine.GENTLE.with(new Harshness(3, 1, 1)),
                        things.stream().read("Reader"))) {
            machine.awaitIdle();

            assertThat(most).hasValue(2);
            assertThat(functions.records("Reader")).hasSize(80);
            assertThat(new HashSet<>(functions.records("Reader"))).hasSize(40);
            // Within a call and item, in order; and all of an item's records in one call.
            for (JsonNode event : functions.events("Reader")) {
                Map<Integer, List<String>> versions = new HashMap<>();
                for (JsonNode record : FakeFunctions.records(event)) {
                    versions.computeIfAbsent(number(record), n -> new ArrayList<>())
                            .add(record.at("/dynamodb/NewImage/expiresAt/N").asText());
                }
                assertThat(versions.values())
                        .allSatisfy(values -> assertThat(values).hasSize(5).isSorted());
            }
        }
    }

    @Test
    void hasAsManyCallsAtOnceAsTheParallelizationSays() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        functions.on(
                "Reader",
                event -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.sleep(20);
                    now.decrementAndGet();
                    return FakeFunctions.DONE;
                });
        putAll("a", 60);
        try (Machine machine = start(things.stream().batches(5).parallel(3).read("Reader"))) {
            machine.awaitIdle();

            assertThat(most).hasValueBetween(2, 3);
            assertThat(numbers("Reader")).hasSize(60).doesNotHaveDuplicates();
        }
    }

    @Test
    void deletesWhatHasExpiredOnceTheClockIsMovedByAYear() throws Exception {
        try (Machine machine = start(things.stream().read("Reader"))) {
            long now = machine.clock().instant().getEpochSecond();
            things.put("a", 1, now + Duration.ofDays(364).toSeconds());
            things.put("a", 2, now + Duration.ofDays(366).toSeconds());
            things.put("a", 3);
            things.put("b", 1);
            things.delete("b", 1);
            machine.clock().advance(Duration.ofDays(365));
            machine.awaitIdle();

            assertThat(things.items().stream().map(item -> item.at("/sk/N").asInt()))
                    .containsExactlyInAnyOrder(2, 3);
            List<JsonNode> removals =
                    functions.records("Reader").stream()
                            .filter(r -> r.path("eventName").asText().equals("REMOVE"))
                            .toList();
            assertThat(removals).hasSize(2);
            assertThat(removals.get(0).has("userIdentity")).isFalse();
            JsonNode expired = removals.get(1);
            assertThat(expired.at("/dynamodb/Keys/pk/S").asText()).isEqualTo("a");
            assertThat(expired.path("userIdentity").toString())
                    .isEqualTo("{\"principalId\":\"dynamodb.amazonaws.com\",\"type\":\"Service\"}");
            assertThat(expired.at("/dynamodb/OldImage/sk/N").asText()).isEqualTo("1");
            assertThat(
                            Instant.ofEpochSecond(
                                    expired.at("/dynamodb/ApproximateCreationDateTime").asLong()))
                    .isAfter(Instant.ofEpochSecond(now).plus(Duration.ofDays(365)).minusSeconds(5));
        }
    }

    @Test
    void leavesWhatIsNoTimeOrFiveYearsPast() throws Exception {
        try (Machine machine = start(things.stream().read("Reader"))) {
            long now = machine.clock().instant().getEpochSecond();
            things.put("a", 1, now - Duration.ofDays(6 * 365).toSeconds());
            things.put("a", 2, now - 1);

            machine.sources().deleteExpired();

            assertThat(things.items()).hasSize(1);
        }
    }

    @Test
    void deletesLateOrNeverWhereTold() throws Exception {
        long now;
        try (Machine machine =
                start(Machine.GENTLE.with(new Ttl.Never()), things.stream().read("Reader"))) {
            now = machine.clock().instant().getEpochSecond();
            things.put("a", 1, now + 1);
            machine.clock().advance(Duration.ofDays(2));
            machine.awaitIdle();
            assertThat(machine.sources().deleteExpired()).isZero();
            assertThat(things.items()).hasSize(1);
        }
        try (Machine machine =
                start(
                        Machine.GENTLE.with(new Ttl.After(Duration.ofDays(3))),
                        things.stream().read("Reader"))) {
            assertThat(machine.sources().deleteExpired()).isZero();
            machine.clock().advance(Duration.ofDays(2));
            machine.awaitIdle();
            assertThat(things.items()).isEmpty();
        }
    }

    @Test
    void knowsAfterARestartWhichRemovalsWereByTimeToLive() throws Exception {
        functions.on("Reader", event -> FakeFunctions.failed());
        try (Machine machine = start(things.stream().retries(OptionalInt.empty()).read("Reader"))) {
            long now = machine.clock().instant().getEpochSecond();
            things.put("a", 1, now - 1);
            machine.sources().deleteExpired();
            assertThat(things.items()).isEmpty();
        }
        functions.on("Reader", event -> FakeFunctions.DONE);
        try (Machine machine = start(things.stream().read("Reader"))) {
            machine.awaitIdle();

            assertThat(functions.records("Reader").getLast().path("eventName").asText())
                    .isEqualTo("REMOVE");
            assertThat(functions.records("Reader").getLast().has("userIdentity")).isTrue();
        }
    }

    @Test
    void callsTheFunctionSoonAfterTheWrite() throws Exception {
        Map<Integer, Long> called = Collections.synchronizedMap(new HashMap<>());
        functions.on(
                "Reader",
                event -> {
                    numbers(event).forEach(n -> called.putIfAbsent(n, System.nanoTime()));
                    return FakeFunctions.DONE;
                });
        try (Machine machine = start(SourceSettings.gentle(), things.stream().read("Reader"))) {
            List<Duration> delays = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                things.put("a", i);
                long written = System.nanoTime();
                machine.sources().tableWritten("some-other-table");
                while (!called.containsKey(i)) {
                    Thread.sleep(1);
                }
                delays.add(Duration.ofNanos(called.get(i) - written));
            }
            Collections.sort(delays);

            assertThat(delays.get(delays.size() / 2)).isLessThan(Duration.ofMillis(300));
        }
    }

    @Test
    void failsAtStartNamingAFilterThatItDoesNotKnow() {
        assertThatThrownBy(
                        () ->
                                start(
                                        things.stream()
                                                .filter("{\"eventName\":[{\"like\":\"I*\"}]}")
                                                .read("Reader")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("like")
                .hasMessageContaining("Changes of Reader");
    }

    private Machine start(Function... readers) throws Exception {
        return start(Machine.GENTLE, readers);
    }

    private Machine start(SourceSettings settings, Function... readers) throws Exception {
        return Machine.start(
                folder, things.template(List.of(readers)), StreamTable.uri(), functions, settings);
    }

    private void putAll(String host, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            things.put(host, i);
        }
    }

    /** The numbers of the calls that did not have the bad one among theirs, in order. */
    private List<Integer> done(int bad) {
        return functions.events("Reader").stream()
                .filter(event -> !has(event, bad))
                .flatMap(event -> numbers(event).stream())
                .toList();
    }

    private static List<Integer> others(int count, int bad) {
        return IntStream.range(0, count).filter(n -> n != bad).boxed().toList();
    }

    private List<Integer> numbers(String function) {
        return functions.records(function).stream().map(StreamSourcesTest::number).toList();
    }

    private static List<Integer> numbers(JsonNode event) {
        return FakeFunctions.records(event).stream().map(StreamSourcesTest::number).toList();
    }

    private static int number(JsonNode record) {
        return record.at("/dynamodb/Keys/sk/N").asInt();
    }

    private static boolean has(JsonNode event, int number) {
        return numbers(event).contains(number);
    }

    private static List<String> sequences(JsonNode event, int number) {
        return FakeFunctions.records(event).stream()
                .filter(record -> number(record) == number)
                .map(record -> record.at("/dynamodb/SequenceNumber").asText())
                .toList();
    }

    private Path onlyObject() throws Exception {
        assertThat(objects()).hasSize(1);
        return objects().iterator().next();
    }

    private Set<Path> objects() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("buckets"))) {
            return new HashSet<>(files.filter(Files::isRegularFile).toList());
        }
    }
}
