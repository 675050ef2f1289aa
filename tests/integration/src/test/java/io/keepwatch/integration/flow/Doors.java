package io.keepwatch.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.access.Key;
import io.keepwatch.local.LocalCloud;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A local cloud as agents and people see it, and what its functions called for that. */
final class Doors {

    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalCloud cloud;

    Doors(LocalCloud cloud) {
        this.cloud = cloud;
    }

    /** Pushes one sample each of some series of the host web-1, measured now; gives the answer. */
    String push(Iterable<String> names, int value) throws IOException, InterruptedException {
        long now = TimeUnit.MILLISECONDS.toNanos(cloud.clock().millis());
        StringBuilder metrics = new StringBuilder();
        for (String name : names) {
            metrics.append(metrics.isEmpty() ? "" : ",")
                    .append(
                            """
                            {"name":"%s","gauge":{"dataPoints":[{"timeUnixNano":"%d","asInt":"%d"}]}}"""
                                    .formatted(name, now, value));
        }
        return pushMetrics(metrics.toString());
    }

    /** Pushes metrics of the host web-1, as OTLP's JSON has them; gives the answer. */
    String pushMetrics(String metrics) throws IOException, InterruptedException {
        String json =
                """
                {"resourceMetrics":[{"resource":{"attributes":[
                  {"key":"host.name","value":{"stringValue":"web-1"}}]},
                 "scopeMetrics":[{"metrics":[%s]}]}]}
                """
                        .formatted(metrics);
        return answer(
                request("/v1/metrics", cloud.demo().agentKey())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    String get(String path) throws IOException, InterruptedException {
        return answer(request(path, cloud.demo().apiKey()));
    }

    /** Lines such as "Raw PutItem 2". */
    String calls(String function) {
        return cloud.calls().counts().stream()
                .filter(count -> count.function().equals(function))
                .map(
                        count ->
                                "%s %s %d"
                                        .formatted(
                                                count.resource(), count.operation(), count.calls()))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private HttpRequest.Builder request(String path, Key key) {
        return HttpRequest.newBuilder(cloud.url().resolve(path))
                .header("authorization", "Bearer " + key.reveal());
    }

    private String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
