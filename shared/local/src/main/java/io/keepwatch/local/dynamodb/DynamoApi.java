package io.keepwatch.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.local.template.Names;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * DynamoDB's JSON protocol, for what the local cloud itself asks of it. Not the SDK: loading that
 * takes as long as all the rest of a start. Safe for use by several threads.
 */
public final class DynamoApi implements AutoCloseable {

    private static final Duration WAIT_MAX = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** DynamoDB refused. */
    public static final class Refused extends IOException {

        private static final long serialVersionUID = 1;

        private final String type;

        Refused(String type, String message) {
            super(type + ": " + message);
            this.type = type;
        }

        /** Such as {@code ResourceNotFoundException}. */
        public String type() {
            return type;
        }
    }

    public DynamoApi(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * @param action such as {@code DescribeTable}
     * @throws Refused if DynamoDB answers with an error
     */
    public JsonNode call(String action, JsonNode input) throws IOException, InterruptedException {
        return send("DynamoDB_20120810." + action, input);
    }

    /**
     * @param action of the tables' streams, such as {@code GetRecords}
     * @throws Refused if DynamoDB answers with an error
     */
    public JsonNode callStreams(String action, JsonNode input)
            throws IOException, InterruptedException {
        return send("DynamoDBStreams_20120810." + action, input);
    }

    private JsonNode send(String target, JsonNode input) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(endpoint)
                        .timeout(WAIT_MAX)
                        .header("Content-Type", "application/x-amz-json-1.0")
                        .header("X-Amz-Target", target)
                        .header("Authorization", authorization("dynamodb"))
                        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(input)))
                        .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        JsonNode output = JSON.readTree(response.body());
        if (response.statusCode() != 200) {
            String type = output.path("__type").asText();
            throw new Refused(
                    type.substring(type.indexOf('#') + 1),
                    output.path("message").asText(output.path("Message").asText()));
        }
        return output;
    }

    /** Local services want to see a signature but check none. */
    private static String authorization(String service) {
        return "AWS4-HMAC-SHA256 Credential=local/20260101/%s/%s/aws4_request, SignedHeaders=host, Signature=0"
                .formatted(Names.REGION, service);
    }

    @Override
    public void close() {
        http.close();
    }
}
