package io.keepwatch.local.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A function's answer as API Gateway's HTTP APIs understand it: payload format 2.0, with the parts
 * that it infers where the answer has no {@code statusCode}.
 */
record HttpAnswer(int status, List<Map.Entry<String, String>> headers, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STATUS_MIN = 100;
    private static final int STATUS_MAX = 599;

    /** The gateway's own. */
    private static final Set<String> NOT_THE_FUNCTIONS =
            Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade");

    /** Empty if the gateway could make nothing of it, which it answers with 500. */
    static Optional<HttpAnswer> parse(byte[] response) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(response);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (!json.isObject() || !json.has("statusCode")) {
            return Optional.of(inferred(json, response));
        }
        int status = json.path("statusCode").asInt();
        if (status < STATUS_MIN || status > STATUS_MAX) {
            return Optional.empty();
        }
        List<Map.Entry<String, String>> headers = headers(json);
        return body(json).map(body -> new HttpAnswer(status, headers, body));
    }

    private static HttpAnswer inferred(JsonNode json, byte[] response) {
        byte[] body =
                json.isTextual() ? json.textValue().getBytes(StandardCharsets.UTF_8) : response;
        return new HttpAnswer(200, List.of(Map.entry("Content-Type", "application/json")), body);
    }

    private static List<Map.Entry<String, String>> headers(JsonNode json) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        boolean typed = false;
        for (Map.Entry<String, JsonNode> header : json.path("headers").properties()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!NOT_THE_FUNCTIONS.contains(name)) {
                headers.add(Map.entry(header.getKey(), header.getValue().asText()));
                typed |= name.equals("content-type");
            }
        }
        if (!typed) {
            headers.add(Map.entry("Content-Type", "text/plain;charset=utf-8"));
        }
        json.path("cookies")
                .forEach(cookie -> headers.add(Map.entry("Set-Cookie", cookie.asText())));
        return headers;
    }

    private static Optional<byte[]> body(JsonNode json) {
        JsonNode body = json.path("body");
        if (body.isMissingNode() || body.isNull()) {
            return Optional.of(new byte[0]);
        }
        String text = body.isTextual() ? body.textValue() : body.toString();
        if (!json.path("isBase64Encoded").asBoolean()) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
