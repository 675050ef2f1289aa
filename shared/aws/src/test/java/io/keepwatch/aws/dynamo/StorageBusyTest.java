package io.keepwatch.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.aws.dynamo.ScriptedDynamo.Answer;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.support.Cast;
import io.keepwatch.support.MovableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** What is busy and what is broken. */
class StorageBusyTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final HostId HOST = new HostId("h-0000000000");

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException",
        "400, ProvisionedThroughputExceededException",
        "400, RequestLimitExceeded",
        "400, TransactionConflictException",
        "500, InternalServerError",
        "503, ServiceUnavailable",
    })
    void isBusyWhenDynamoDbSaysSoAndTriesNoMoreThanThreeTimes(int status, String error) {
        try (ScriptedDynamo dynamo = answering(Answer.error(status, error))) {
            assertThatThrownBy(() -> put(chunks(dynamo.client()))).isInstanceOf(StorageBusy.class);
            assertThat(dynamo.operations()).hasSizeBetween(1, 3).containsOnly("PutItem");
        }
    }

    @Test
    void isBusyForReadersToo() {
        try (ScriptedDynamo dynamo = answering(Answer.error(400, "TransactionConflictException"))) {
            Chunks chunks = chunks(dynamo.client());

            assertThatThrownBy(() -> chunks.newest(HOST, 1)).isInstanceOf(StorageBusy.class);
            assertThatThrownBy(() -> chunks.between(HOST, NOON, NOON.plusSeconds(1)))
                    .isInstanceOf(StorageBusy.class);
        }
    }

    @Test
    void isNotBusyWhenASecondTryHelps() {
        try (ScriptedDynamo dynamo =
                new ScriptedDynamo(
                        Duration.ZERO,
                        (operation, number) ->
                                number == 1
                                        ? Answer.error(500, "InternalServerError")
                                        : Answer.EMPTY)) {
            put(chunks(dynamo.client()));

            assertThat(dynamo.operations()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException",
        "400, ResourceNotFoundException",
        "400, AccessDeniedException",
        "400, UnrecognizedClientException",
    })
    void isBrokenWhenTryingAgainCannotHelp(int status, String error) {
        try (ScriptedDynamo dynamo = answering(Answer.error(status, error))) {
            assertThatThrownBy(() -> put(chunks(dynamo.client())))
                    .isInstanceOf(DynamoDbException.class);
            assertThat(dynamo.operations()).hasSize(1);
        }
    }

    @Test
    void isBusyWhenNoAnswerComesInTime() {
        try (ScriptedDynamo dynamo =
                new ScriptedDynamo(Duration.ofSeconds(3), (operation, number) -> Answer.EMPTY)) {
            assertThatThrownBy(() -> put(chunks(dynamo.client()))).isInstanceOf(StorageBusy.class);
        }
    }

    @Test
    void isBusyWhenNobodyIsThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> put(chunks(ScriptedDynamo.client(port))))
                .isInstanceOf(StorageBusy.class);
    }

    private static ScriptedDynamo answering(Answer answer) {
        return new ScriptedDynamo(Duration.ZERO, (operation, number) -> answer);
    }

    private static void put(Chunks chunks) {
        chunks.put(HOST, new EncodedChunk(0, "a", new byte[1]), NOON);
    }

    private static Chunks chunks(DynamoDbClient dynamo) {
        return new DynamoTenancy(
                        dynamo, DynamoDbLocal.TABLES, new MovableClock(NOON), new SecureRandom())
                .enter(Cast.ACME_JOB)
                .chunks();
    }
}
