package io.keepwatch.localstack;

import io.keepwatch.aws.Aws;
import io.keepwatch.aws.Environment;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The running LocalStack: clients of its services. Ours are made as the functions make them. */
final class LocalStack {

    static final String ACCOUNT = "000000000000";
    static final String REGION = "eu-central-1";
    private static final String KEY = "test";
    static final String URL = property("keepwatch.localstack.url");
    private static final Aws AWS =
            new Aws(
                    new Environment(
                            Map.of(
                                    "AWS_REGION", REGION,
                                    "AWS_ACCESS_KEY_ID", KEY,
                                    "AWS_SECRET_ACCESS_KEY", KEY,
                                    "AWS_ENDPOINT_URL_DYNAMODB", URL,
                                    "AWS_ENDPOINT_URL_SQS", URL),
                            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)));

    static final DynamoDbClient DYNAMO = AWS.dynamo();
    static final SqsClient SQS = AWS.sqs();
    static final IamClient IAM = client(IamClient.builder());
    static final S3Client S3 = client(S3Client.builder().forcePathStyle(true));

    private LocalStack() {}

    /** A setting that {@code ./keepwatch test} gives. */
    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new AssertionError(
                    "no -D%s: these tests need the LocalStack that ./keepwatch test starts"
                            .formatted(name));
        }
        return value;
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder) {
        return builder.endpointOverride(URI.create(URL))
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, KEY)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }
}
