package io.keepwatch.local.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.keepwatch.aws.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Puts an item with the time of the clock, and on other paths tries what it has no right to.
 * Answers with the status that DynamoDB gave.
 */
public final class StoringHandler implements RequestStreamHandler {

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        Environment settings = Environment.current();
        String item =
                "\"TableName\":\"%s\",\"%s\":{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"%s\"}}"
                        .formatted(
                                settings.required("THINGS_TABLE"),
                                event.contains("/delete") ? "Key" : "Item",
                                settings.clock().instant());
        int status = call(event.contains("/delete") ? "DeleteItem" : "PutItem", item);
        output.write(("{\"statusCode\":" + status + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static int call(String operation, String input) {
        try {
            Environment settings = Environment.current();
            HttpURLConnection connection =
                    (HttpURLConnection)
                            URI.create(settings.required("AWS_ENDPOINT_URL_DYNAMODB"))
                                    .toURL()
                                    .openConnection();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
            connection.setRequestProperty("X-Amz-Target", "DynamoDB_20120810." + operation);
            connection.setRequestProperty(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=%s/20260101/x/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
                            .formatted(settings.required("AWS_ACCESS_KEY_ID")));
            connection
                    .getOutputStream()
                    .write(("{" + input + "}").getBytes(StandardCharsets.UTF_8));
            return connection.getResponseCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
