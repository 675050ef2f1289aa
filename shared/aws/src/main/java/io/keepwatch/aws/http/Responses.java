package io.keepwatch.aws.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.keepwatch.aws.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers as API Gateway takes them (payload format 2.0). Each carries the headers that keep a
 * browser from guessing types, caching and telling others where it came from; {@link #withHeader}
 * replaces one where a page needs another.
 */
public final class Responses {

    private static final Map<String, String> SECURITY_HEADERS =
            Map.of(
                    "cache-control", "no-store",
                    "content-security-policy", "default-src 'none'; frame-ancestors 'none'",
                    "referrer-policy", "no-referrer",
                    "strict-transport-security", "max-age=31536000",
                    "x-content-type-options", "nosniff");

    private Responses() {}

    /** {@code body} (a record, map or list) as JSON. */
    public static APIGatewayV2HTTPResponse json(int status, Object body) {
        return answer(status, "application/json", Json.write(body), false);
    }

    /**
     * Problem details (RFC 9457).
     *
     * @param title what is wrong, the same for each problem of this sort
     * @param detail what is wrong this time and what to do about it
     */
    public static APIGatewayV2HTTPResponse problem(int status, String title, String detail) {
        return problem(new Problem(title, status, detail, Optional.empty(), Optional.empty()));
    }

    /** Problem details (RFC 9457) that name the parameter or member of the body at fault. */
    public static APIGatewayV2HTTPResponse problem(
            int status, String title, String detail, String field) {
        return problem(new Problem(title, status, detail, Optional.of(field), Optional.empty()));
    }

    /** 500 for a fault of ours: an id to quote, which the log has too, and nothing else. */
    public static APIGatewayV2HTTPResponse fault(String id) {
        return problem(
                new Problem(
                        "Internal error",
                        500,
                        "This is our fault. Quote the id when you report it.",
                        Optional.empty(),
                        Optional.of(id)));
    }

    /** 503 for overload and slow storage: the one "later" that every agent and program retries. */
    public static APIGatewayV2HTTPResponse busy(Duration retryAfter) {
        return withRetryAfter(
                problem(503, "Busy", "Too much at once. Try again in a moment."), retryAfter);
    }

    public static APIGatewayV2HTTPResponse text(int status, String contentType, String body) {
        return answer(status, contentType + "; charset=utf-8", body, false);
    }

    public static APIGatewayV2HTTPResponse bytes(int status, String contentType, byte[] body) {
        return answer(status, contentType, Base64.getEncoder().encodeToString(body), true);
    }

    /** Status and headers only, e.g. 204. */
    public static APIGatewayV2HTTPResponse empty(int status) {
        return response(status, new TreeMap<>(SECURITY_HEADERS), "", false);
    }

    /** The same answer with one header (named in lower case) set or replaced. */
    public static APIGatewayV2HTTPResponse withHeader(
            APIGatewayV2HTTPResponse response, String name, String value) {
        Map<String, String> headers = new TreeMap<>(response.getHeaders());
        headers.put(name, value);
        return response(
                response.getStatusCode(),
                headers,
                response.getBody(),
                response.getIsBase64Encoded());
    }

    /** The same answer with Retry-After, in whole seconds and at least one. */
    public static APIGatewayV2HTTPResponse withRetryAfter(
            APIGatewayV2HTTPResponse response, Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.toSeconds());
        return withHeader(response, "retry-after", Long.toString(seconds));
    }

    /** The body of an answer, decoded; for tests and for measuring. */
    public static byte[] body(APIGatewayV2HTTPResponse response) {
        return response.getIsBase64Encoded()
                ? Base64.getDecoder().decode(response.getBody())
                : response.getBody().getBytes(StandardCharsets.UTF_8);
    }

    @JsonPropertyOrder({"title", "status", "detail", "field", "id"})
    private record Problem(
            String title, int status, String detail, Optional<String> field, Optional<String> id) {}

    private static APIGatewayV2HTTPResponse problem(Problem problem) {
        return answer(problem.status(), "application/problem+json", Json.write(problem), false);
    }

    private static APIGatewayV2HTTPResponse answer(
            int status, String contentType, String body, boolean base64) {
        Map<String, String> headers = new TreeMap<>(SECURITY_HEADERS);
        headers.put("content-type", contentType);
        return response(status, headers, body, base64);
    }

    private static APIGatewayV2HTTPResponse response(
            int status, Map<String, String> headers, String body, boolean base64) {
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(status)
                .withHeaders(headers)
                .withBody(body)
                .withIsBase64Encoded(base64)
                .build();
    }
}
