package io.keepwatch.aws.dynamo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keepwatch.aws.Aws;
import io.keepwatch.aws.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A database that answers what a test tells it to, and remembers what it was asked. */
final class ScriptedDynamo implements AutoCloseable {

    /** An answer on the wire: the status, and JSON. */
    record Answer(int status, String body) {

        static final Answer EMPTY = new Answer(200, "{}");

        static Answer error(int status, String type) {
            return error(status, type, "");
        }

        /** {@code more} is further members of the JSON object, each after a comma. */
        static Answer error(int status, String type, String more) {
            return new Answer(
                    status,
                    "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"told to\"%s}"
                            .formatted(type, more));
        }
    }

    /** What to answer to the call of that number (from 1) of an operation, e.g. PutItem. */
    @FunctionalInterface
    interface Script {

        Answer answer(String operation, int number);
    }

    private final HttpServer server;
    private final Script script;
    private final Duration delay;
    private final List<String> operations = new ArrayList<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final Map<String, Integer> mostAtOnce = new HashMap<>();

    ScriptedDynamo(Duration delay, Script script) {
        this.script = script;
        this.delay = delay;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** A client with production's configuration, but shorter time-outs. */
    DynamoDbClient client() {
        return client(server.getAddress().getPort());
    }

    static DynamoDbClient client(int port) {
        Aws aws =
                new Aws(
                        new Environment(
                                Map.of(
                                        "AWS_REGION", "eu-central-1",
                                        "AWS_ACCESS_KEY_ID", "test",
                                        "AWS_SECRET_ACCESS_KEY", "test",
                                        "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + port),
                                Clock.systemUTC()));
        return aws.dynamo(
                aws.configuration()
                        .apiCallAttemptTimeout(Duration.ofMillis(900))
                        .apiCallTimeout(Duration.ofSeconds(4))
                        .build());
    }

    /** The operations asked for so far, in order. */
    synchronized List<String> operations() {
        return List.copyOf(operations);
    }

    /** How many calls of an operation were under way at the same time. */
    synchronized int mostAtOnce(String operation) {
        return mostAtOnce.getOrDefault(operation, 0);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String operation = target.substring(target.indexOf('.') + 1);
            Answer answer = answer(operation);
            Thread.sleep(delay);
            end(operation);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end(String operation) {
        underWay.merge(operation, -1, Integer::sum);
    }

    private synchronized Answer answer(String operation) {
        operations.add(operation);
        mostAtOnce.merge(operation, underWay.merge(operation, 1, Integer::sum), Math::max);
        int number = (int) operations.stream().filter(operation::equals).count();
        return script.answer(operation, number);
    }
}
