package io.keepwatch.aws.dynamo;

import io.keepwatch.aws.Aws;
import io.keepwatch.aws.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * DynamoDB Local in memory, in a process of its own with our tables in it: one for all tests of
 * this module, started by the first that asks. It ends with the process that runs the tests.
 */
final class DynamoDbLocal {

    static final Tables TABLES = new Tables("tenants", "raw", "rollup", "directory");

    private static final Duration START_MAX = Duration.ofSeconds(60);

    private static Environment running;
    private static DynamoDbClient client;

    private DynamoDbLocal() {}

    /** The settings with which {@link Aws} finds it. */
    static synchronized Environment environment() {
        if (running == null) {
            Environment starting = start();
            try (DynamoDbClient dynamo = new Aws(starting).dynamo()) {
                create(dynamo, TABLES);
            }
            running = starting;
        }
        return running;
    }

    /** The client that tests share. */
    static synchronized DynamoDbClient client() {
        if (client == null) {
            client = new Aws(environment()).dynamo();
        }
        return client;
    }

    /** A client whose calls an interceptor sees. */
    static DynamoDbClient client(ExecutionInterceptor interceptor) {
        Aws aws = new Aws(environment());
        return aws.dynamo(aws.configuration().addExecutionInterceptor(interceptor).build());
    }

    /** Four more tables, for a test that would disturb the others. */
    static Tables extraTables(String prefix) {
        Tables tables =
                new Tables(
                        prefix + "-tenants",
                        prefix + "-raw",
                        prefix + "-rollup",
                        prefix + "-directory");
        create(client(), tables);
        return tables;
    }

    private static Environment start() {
        Path home = Path.of(System.getProperty("keepwatch.dynamodb")).normalize();
        int port = freePort();
        ProcessBuilder command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.library.path=" + home.resolve("target/lib"),
                        "-cp",
                        home.resolve("target/lib") + "/*",
                        home.resolve("Loopback.java").toString(),
                        "-inMemory",
                        "-sharedDb",
                        "-disableTelemetry",
                        "-port",
                        Integer.toString(port));
        command.environment().put("DDB_LOCAL_TELEMETRY", "0");
        Path log = Path.of("target", "dynamodb-local.log").toAbsolutePath();
        command.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            Process process = command.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            Environment environment = environment(port);
            awaitAnswer(environment, process, log);
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException("DynamoDB Local does not start", e);
        }
    }

    private static Environment environment(int port) {
        return new Environment(
                Map.of(
                        "AWS_REGION", "eu-central-1",
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + port),
                Clock.systemUTC());
    }

    private static void awaitAnswer(Environment environment, Process process, Path log) {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        try (DynamoDbClient dynamo = new Aws(environment).dynamo()) {
            while (!answers(dynamo)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("DynamoDB Local does not answer: see " + log);
                }
            }
        }
    }

    // The client's own tries and pauses keep this from spinning.
    private static boolean answers(DynamoDbClient dynamo) {
        try {
            dynamo.listTables();
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    private static void create(DynamoDbClient dynamo, Tables tables) {
        List.of(tables.tenants(), tables.raw(), tables.rollup(), tables.directory())
                .forEach(table -> create(dynamo, table));
    }

    private static void create(DynamoDbClient dynamo, String table) {
        dynamo.createTable(
                create ->
                        create.tableName(table)
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(text("pk"), text("sk"))
                                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
