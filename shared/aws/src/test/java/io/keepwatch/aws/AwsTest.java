package io.keepwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

class AwsTest {

    private final Map<String, String> settings = new HashMap<>(Map.of("AWS_REGION", "eu-west-1"));

    @Test
    void takesRegionEndPointsAndCredentialsFromTheSettings() {
        settings.put("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1");
        settings.put("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:2");
        settings.put("AWS_ACCESS_KEY_ID", "id");
        settings.put("AWS_SECRET_ACCESS_KEY", "secret");

        try (var dynamo = aws().dynamo();
                var sqs = aws().sqs()) {
            var ofDynamo = dynamo.serviceClientConfiguration();
            assertThat(ofDynamo.region().id()).isEqualTo("eu-west-1");
            assertThat(ofDynamo.endpointOverride()).contains(URI.create("http://127.0.0.1:1"));
            assertThat(sqs.serviceClientConfiguration().endpointOverride())
                    .contains(URI.create("http://127.0.0.1:2"));
            var credentials =
                    ((AwsCredentialsProvider) ofDynamo.credentialsProvider()).resolveCredentials();
            assertThat(credentials.accessKeyId()).isEqualTo("id");
            assertThat(credentials.secretAccessKey()).isEqualTo("secret");
            assertThat(credentials).isNotInstanceOf(AwsSessionCredentials.class);
        }
    }

    @Test
    void takesASessionTokenIfThereIsOne() {
        settings.put("AWS_ACCESS_KEY_ID", "id");
        settings.put("AWS_SECRET_ACCESS_KEY", "secret");
        settings.put("AWS_SESSION_TOKEN", "token");

        try (var dynamo = aws().dynamo()) {
            var provider =
                    (AwsCredentialsProvider)
                            dynamo.serviceClientConfiguration().credentialsProvider();
            assertThat(provider.resolveCredentials())
                    .isInstanceOfSatisfying(
                            AwsSessionCredentials.class,
                            session -> assertThat(session.sessionToken()).isEqualTo("token"));
        }
    }

    @Test
    void leavesCredentialsToTheSdkWhereTheSettingsHaveNone() {
        try (var dynamo = aws().dynamo()) {
            assertThat(dynamo.serviceClientConfiguration().credentialsProvider())
                    .isInstanceOf(DefaultCredentialsProvider.class);
            assertThat(dynamo.serviceClientConfiguration().endpointOverride()).isEmpty();
        }
    }

    @Test
    void givesUpWellBeforeAFunctionsTimeIsOver() {
        var configuration = aws().configuration().build();

        assertThat(configuration.apiCallAttemptTimeout()).contains(Duration.ofSeconds(3));
        assertThat(configuration.apiCallTimeout()).contains(Duration.ofSeconds(8));
        assertThat(configuration.retryStrategy().orElseThrow().maxAttempts()).isEqualTo(3);
    }

    @Test
    void namesWhatIsMissing() {
        settings.put("AWS_ACCESS_KEY_ID", "id");
        assertThatThrownBy(() -> aws().dynamo()).hasMessageContaining("AWS_SECRET_ACCESS_KEY");

        settings.clear();
        assertThatThrownBy(() -> aws().dynamo()).hasMessageContaining("AWS_REGION");
    }

    private Aws aws() {
        return new Aws(new Environment(settings, Clock.systemUTC()));
    }
}
