package io.keepwatch.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.keepwatch.aws.Aws;
import io.keepwatch.aws.Environment;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.support.Cast;
import io.keepwatch.support.MovableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** What is busy and what is broken, against a database that answers what it is told to. */
class StorageBusyTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final HostId HOST = new HostId("h-0000000000");

    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException",
        "400, ProvisionedThroughputExceededException",
        "400, RequestLimitExceeded",
        "400, TransactionConflictException",
        "500, InternalServerError",
        "503, ServiceUnavailable",
    })
    void isBusyWhenDynamoDbSaysSoAndTriesNoMoreThanThreeTimes(int status, String error)
            throws IOException {
        Chunks chunks = answering(status, error, Duration.ZERO);

        assertThatThrownBy(() -> put(chunks)).isInstanceOf(StorageBusy.class);
        assertThat(calls.get()).isBetween(1, 3);
    }

    @Test
    void isBusyForReadersToo() throws IOException {
        Chunks chunks = answering(400, "TransactionConflictException", Duration.ZERO);

        assertThatThrownBy(() -> chunks.newest(HOST, 1)).isInstanceOf(StorageBusy.class);
        assertThatThrownBy(() -> chunks.between(HOST, NOON, NOON.plusSeconds(1)))
                .isInstanceOf(StorageBusy.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException",
        "400, ResourceNotFoundException",
        "400, AccessDeniedException",
        "400, UnrecognizedClientException",
    })
    void isBrokenWhenTryingAgainCannotHelp(int status, String error) throws IOException {
        Chunks chunks = answering(status, error, Duration.ZERO);

        assertThatThrownBy(() -> put(chunks)).isInstanceOf(DynamoDbException.class);
        assertThat(calls.get()).isEqualTo(1);
    }

    @Test
    void isBusyWhenNoAnswerComesInTime() throws IOException {
        Chunks chunks = answering(200, "", Duration.ofSeconds(2));

        assertThatThrownBy(() -> put(chunks)).isInstanceOf(StorageBusy.class);
    }

    @Test
    void isBusyWhenNobodyIsThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> put(at(port))).isInstanceOf(StorageBusy.class);
    }

    private static void put(Chunks chunks) {
        chunks.put(HOST, new EncodedChunk(0, "a", new byte[1]), NOON);
    }

    private Chunks answering(int status, String error, Duration after) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        byte[] body =
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"told to\"}"
                        .formatted(error)
                        .getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    calls.incrementAndGet();
                    pause(after);
                    exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return at(server.getAddress().getPort());
    }

    private static Chunks at(int port) {
        Aws aws =
                new Aws(
                        new Environment(
                                Map.of(
                                        "AWS_REGION", "eu-central-1",
                                        "AWS_ACCESS_KEY_ID", "test",
                                        "AWS_SECRET_ACCESS_KEY", "test",
                                        "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + port),
                                Clock.systemUTC()));
        // All but the two time-outs is as in production.
        DynamoDbClient dynamo =
                aws.dynamo(
                        aws.configuration()
                                .apiCallAttemptTimeout(Duration.ofMillis(700))
                                .apiCallTimeout(Duration.ofSeconds(4))
                                .build());
        return new DynamoTenancy(
                        dynamo, DynamoDbLocal.TABLES, new MovableClock(NOON), new SecureRandom())
                .enter(Cast.ACME_JOB)
                .chunks();
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
