package io.keepwatch.integration.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The HTTP API of a local cloud that is ready, with the keys of its data folder. */
public final class Api {

    private static final int PAGE = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonNode demo;

    private Api(JsonNode demo) {
        this.demo = demo;
    }

    /**
     * @param data the folder
     */
    public static Api of(Path data) throws IOException {
        return new Api(JSON.readTree(data.resolve("demo.json").toFile()));
    }

    /** All hosts' ids by name. */
    public Map<String, String> hosts() throws IOException, InterruptedException {
        Map<String, String> ids = new LinkedHashMap<>();
        JsonNode answer = get("/v1/hosts?limit=" + PAGE);
        assertThat(answer.hasNonNull("cursor")).isFalse();
        answer.path("hosts")
                .forEach(host -> ids.put(host.path("name").asText(), host.path("id").asText()));
        return ids;
    }

    /** Sends metrics and returns the status; fails if there is no answer. */
    public int push(String json) throws IOException, InterruptedException {
        HttpRequest request =
                request("/v1/metrics", "agentKey")
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request(path, "apiKey").build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create(demo.path("url").asText() + path))
                .header("authorization", "Bearer " + demo.path(key).asText());
    }
}
