package io.keepwatch.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.aws.Parallel;
import io.keepwatch.aws.dynamo.ScriptedDynamo.Answer;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Hosts.Admission;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.support.Cast;
import io.keepwatch.support.MovableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** How a registration can be refused, in DynamoDB's own words. */
class RegistrationRaceTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final Answer KNOWN =
            new Answer(
                    200,
                    """
                    {"Item":{"pk":{"S":"t-acme000000#hostnames"},"sk":{"S":"web-1"},
                     "host":{"S":"h-0000000001"},"firstSeenAt":{"N":"1772366400000"},"v":{"N":"1"}}}
                    """);

    @Test
    void triesAgainAfterAConflictUntilItIsDone() {
        try (ScriptedDynamo dynamo =
                refusing(3, "TransactionConflict", "TransactionConflict", "None", "None")) {
            assertThat(admit(dynamo)).isInstanceOf(Admission.Added.class);
            assertThat(dynamo.operations())
                    .containsExactly(
                            "GetItem",
                            "TransactWriteItems",
                            "TransactWriteItems",
                            "TransactWriteItems",
                            "TransactWriteItems");
        }
    }

    @Test
    void isBusyWhenConflictsNeverEnd() {
        try (ScriptedDynamo dynamo =
                refusing(1_000, "None", "TransactionConflict", "None", "None")) {
            assertThatThrownBy(() -> admit(dynamo)).isInstanceOf(StorageBusy.class);
            assertThat(dynamo.operations()).hasSize(11);
        }
    }

    /** The counter may be full just because of the one that is registering this very name. */
    @Test
    void asksAgainBeforeItSaysOverCapWhileTheNameIsContested() {
        try (ScriptedDynamo dynamo =
                refusing(1, "TransactionConflict", "ConditionalCheckFailed", "None", "None")) {
            assertThat(admit(dynamo)).isInstanceOf(Admission.Added.class);
        }
    }

    @Test
    void takesTheWinnersHostWhenTheNameWasTakenMeanwhileThoughTheCapIsReachedToo() {
        try (ScriptedDynamo dynamo =
                refusing(
                        1_000,
                        "ConditionalCheckFailed",
                        "ConditionalCheckFailed",
                        "None",
                        "None")) {
            assertThat(admit(dynamo))
                    .isInstanceOfSatisfying(
                            Admission.Known.class,
                            known ->
                                    assertThat(known.host().id().value())
                                            .isEqualTo("h-0000000001"));
            assertThat(dynamo.operations())
                    .containsExactly("GetItem", "TransactWriteItems", "GetItem");
        }
    }

    @Test
    void isOverCapWhenOnlyTheCounterIsFull() {
        try (ScriptedDynamo dynamo =
                refusing(1_000, "None", "ConditionalCheckFailed", "None", "None")) {
            assertThat(admit(dynamo)).isEqualTo(new Admission.OverCap());
            assertThat(dynamo.operations()).containsExactly("GetItem", "TransactWriteItems");
        }
    }

    @Test
    void isBusyWhenAPartIsThrottled() {
        try (ScriptedDynamo dynamo = refusing(1_000, "None", "None", "ThrottlingError", "None")) {
            assertThatThrownBy(() -> admit(dynamo)).isInstanceOf(StorageBusy.class);
        }
    }

    @Test
    void isBrokenWhenAPartIsInvalid() {
        try (ScriptedDynamo dynamo = refusing(1_000, "None", "None", "ValidationError", "None")) {
            assertThatThrownBy(() -> admit(dynamo))
                    .isInstanceOf(TransactionCanceledException.class);
        }
    }

    /** Since all of them count up one and the same row. */
    @Test
    void registersTheHostsOfOnePushOneByOneThoughTheyAreAdmittedAtOnce() {
        try (ScriptedDynamo dynamo =
                new ScriptedDynamo(Duration.ofMillis(20), (operation, number) -> Answer.EMPTY)) {
            Hosts hosts = hosts(dynamo);
            List<HostName> names =
                    IntStream.range(0, 8).mapToObj(i -> new HostName("web-" + i)).toList();

            assertThat(Parallel.map(names, 8, name -> hosts.admit(name, 8)))
                    .allSatisfy(each -> assertThat(each).isInstanceOf(Admission.Added.class));

            assertThat(dynamo.mostAtOnce("TransactWriteItems")).isEqualTo(1);
            assertThat(dynamo.operations()).hasSize(2 * 8);
        }
    }

    private static Admission admit(ScriptedDynamo dynamo) {
        return hosts(dynamo).admit(Cast.WEB_1, 5);
    }

    private static Hosts hosts(ScriptedDynamo dynamo) {
        return new DynamoTenancy(
                        dynamo.client(),
                        DynamoDbLocal.TABLES,
                        new MovableClock(NOON),
                        new SecureRandom())
                .enter(Cast.ACME_JOB)
                .hosts();
    }

    /** Refuses the first {@code times} transactions; the name is known from the second read on. */
    private static ScriptedDynamo refusing(int times, String... reasons) {
        String codes =
                Arrays.stream(reasons)
                        .map("{\"Code\":\"%s\"}"::formatted)
                        .collect(Collectors.joining(",", ",\"CancellationReasons\":[", "]"));
        Answer refusal = Answer.error(400, "TransactionCanceledException", codes);
        return new ScriptedDynamo(
                Duration.ZERO,
                (operation, number) ->
                        switch (operation) {
                            case "GetItem" -> number == 1 ? Answer.EMPTY : KNOWN;
                            case "TransactWriteItems" -> number <= times ? refusal : Answer.EMPTY;
                            default -> throw new IllegalStateException("unexpected " + operation);
                        });
    }
}
