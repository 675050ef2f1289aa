package io.keepwatch.aws;

import io.keepwatch.aws.dynamo.DynamoCredentials;
import io.keepwatch.aws.dynamo.DynamoHostDirectory;
import io.keepwatch.aws.dynamo.DynamoTenancy;
import io.keepwatch.aws.dynamo.Tables;
import io.keepwatch.domain.access.KeyDoor;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.Tenancy;
import java.security.SecureRandom;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The real parts that functions are made of, from the {@link Environment}. A handler's constructor
 * without arguments asks for each once, when Lambda starts an execution environment; all share one
 * client, and so its connections.
 */
public final class Live {

    private static DynamoDbClient dynamo;
    private static SqsClient sqs;

    private Live() {}

    public static Clock clock() {
        return Environment.current().clock();
    }

    public static Tenancy tenancy() {
        return new DynamoTenancy(dynamo(), tables(), clock(), new SecureRandom());
    }

    /** A door with a memory of its own: a function has one. */
    public static KeyDoor keyDoor() {
        return new KeyDoor(new DynamoCredentials(dynamo(), tables()), clock());
    }

    /** For scheduled functions only. */
    public static HostDirectory hostDirectory() {
        return new DynamoHostDirectory(dynamo(), tables());
    }

    /**
     * The queue whose URL a setting has.
     *
     * @param setting its name, e.g. {@code ROLLUP_QUEUE}
     */
    public static Queue queue(String setting) {
        Environment environment = Environment.current();
        return new SqsQueue(sqs(), environment.required(setting));
    }

    /**
     * Ends the clients and their threads, which else keep this class loader in memory: for {@code
     * shared/local}, which throws functions' class loaders away. On Lambda nobody calls it.
     */
    public static synchronized void close() {
        if (dynamo != null) {
            dynamo.close();
            dynamo = null;
        }
        if (sqs != null) {
            sqs.close();
            sqs = null;
        }
    }

    private static Tables tables() {
        return Tables.of(Environment.current());
    }

    private static synchronized DynamoDbClient dynamo() {
        if (dynamo == null) {
            dynamo = new Aws(Environment.current()).dynamo();
        }
        return dynamo;
    }

    private static synchronized SqsClient sqs() {
        if (sqs == null) {
            sqs = new Aws(Environment.current()).sqs();
        }
        return sqs;
    }
}
