package io.keepwatch.local.functions;

import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.Log;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Names;
import io.keepwatch.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All functions of the template. */
public final class Functions implements Invoker, AutoCloseable {

    private final Map<String, FunctionPool> pools = new LinkedHashMap<>();

    /**
     * @param dynamoDb where functions find DynamoDB
     * @param sqs where functions find SQS
     * @throws IOException if a function's code is not there
     */
    public Functions(Template template, URI dynamoDb, URI sqs, Clock clock, Log log)
            throws IOException {
        for (Function function : template.functions()) {
            pools.put(
                    function.logicalId(),
                    new FunctionPool(function, settings(function, dynamoDb, sqs), clock, log));
        }
    }

    /** Makes an environment of each function, so that nobody waits for the first call. */
    public void warm() throws InterruptedException {
        List<Thread> threads =
                pools.values().stream()
                        .map(pool -> Thread.ofVirtual().name("warm").start(() -> warm(pool)))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public Invocation invoke(String function, byte[] event) throws InterruptedException {
        FunctionPool pool = pools.get(function);
        if (pool == null) {
            throw new IllegalArgumentException(
                    "the template has no function %s; it has %s"
                            .formatted(function, pools.keySet()));
        }
        return pool.invoke(event);
    }

    @Override
    public void close() {
        pools.values().forEach(FunctionPool::close);
    }

    /**
     * The access key by which the gate to storage knows a function. DynamoDB Local takes letters
     * and digits only, which logical ids are made of.
     */
    public static String accessKey(Function function) {
        return "LOCAL" + function.logicalId();
    }

    /** The settings by which AWS's SDK finds its services here. */
    public static Map<String, String> access(String accessKey, URI dynamoDb, URI sqs) {
        return Map.of(
                "AWS_REGION",
                Names.REGION,
                "AWS_DEFAULT_REGION",
                Names.REGION,
                "AWS_ACCESS_KEY_ID",
                accessKey,
                "AWS_SECRET_ACCESS_KEY",
                "local",
                "AWS_ENDPOINT_URL_DYNAMODB",
                dynamoDb.toString(),
                "AWS_ENDPOINT_URL_SQS",
                sqs.toString());
    }

    private static void warm(FunctionPool pool) {
        try {
            pool.warm();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process environment that Lambda would give it; the names that Lambda reserves win. */
    private static Map<String, String> settings(Function function, URI dynamoDb, URI sqs) {
        Map<String, String> settings = new LinkedHashMap<>(function.environment());
        settings.putAll(access(accessKey(function), dynamoDb, sqs));
        settings.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        settings.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        settings.put(
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMegabytes()));
        return settings;
    }
}
