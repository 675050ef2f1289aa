package io.keepwatch.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes clients of AWS services from an {@link Environment}: region, end points and credentials if
 * it has them (else the SDK finds credentials as it does on Lambda). Nothing is read from files in
 * a home folder, so that a machine's own AWS profile changes nothing. One call's time-outs end well
 * before any function's.
 */
public final class Aws {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(3);
    private static final Duration CALL_MAX = Duration.ofSeconds(8);
    private static final int ATTEMPTS_MAX = 3;

    private static final ProfileFile NO_PROFILES =
            ProfileFile.builder().content("").type(ProfileFile.Type.CONFIGURATION).build();

    private final Environment environment;

    public Aws(Environment environment) {
        this.environment = environment;
    }

    public DynamoDbClient dynamo() {
        return dynamo(configuration().build());
    }

    /** With a configuration of its own, made from {@link #configuration()}. */
    public DynamoDbClient dynamo(ClientOverrideConfiguration configuration) {
        return prepare(DynamoDbClient.builder(), "AWS_ENDPOINT_URL_DYNAMODB", configuration)
                .build();
    }

    public SqsClient sqs() {
        return prepare(SqsClient.builder(), "AWS_ENDPOINT_URL_SQS", configuration().build())
                .build();
    }

    /** Time-outs and tries as all our clients have them. */
    public ClientOverrideConfiguration.Builder configuration() {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(ATTEMPT_MAX)
                .apiCallTimeout(CALL_MAX)
                .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS_MAX)
                                .build())
                .defaultProfileFile(NO_PROFILES);
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B prepare(
            B builder, String endpointSetting, ClientOverrideConfiguration configuration) {
        environment.optional(endpointSetting).map(URI::create).ifPresent(builder::endpointOverride);
        return builder.region(Region.of(environment.required("AWS_REGION")))
                .credentialsProvider(credentials())
                .overrideConfiguration(configuration)
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(CONNECT_MAX)
                                .socketTimeout(ATTEMPT_MAX));
    }

    private AwsCredentialsProvider credentials() {
        Optional<String> id = environment.optional("AWS_ACCESS_KEY_ID");
        if (id.isEmpty()) {
            return DefaultCredentialsProvider.builder().profileFile(NO_PROFILES).build();
        }
        String secret = environment.required("AWS_SECRET_ACCESS_KEY");
        AwsCredentials credentials =
                environment
                        .optional("AWS_SESSION_TOKEN")
                        .<AwsCredentials>map(
                                token -> AwsSessionCredentials.create(id.get(), secret, token))
                        .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret));
        return StaticCredentialsProvider.create(credentials);
    }
}
