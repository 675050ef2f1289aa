package io.keepwatch.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.local.LocalCloud;
import io.keepwatch.local.Log;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main way, whole: an agent's push, the stream, the dictionary, the API. */
class FirstLightTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir private Path data;

    @Test
    void showsWhatAnAgentPushedAndCostsOnePutOnceAllIsKnown() throws Exception {
        LocalCloud.Options options = LocalCloud.Options.of(Path.of("../.."), data, new Printed());
        try (LocalCloud cloud = LocalCloud.start(options)) {
            push(cloud, 1);
            assertThat(cloud.sources().awaitIdle(Duration.ofSeconds(20))).isTrue();
            cloud.clock().advance(Duration.ofMinutes(2));
            push(cloud, 2); // rereads the dictionary that evaluate has written by now

            String before = ingestCalls(cloud);
            cloud.clock().advance(Duration.ofMinutes(1));
            push(cloud, 3);

            assertThat(before).contains("Raw PutItem 2");
            assertThat(ingestCalls(cloud))
                    .isEqualTo(before.replace("Raw PutItem 2", "Raw PutItem 3"));
            assertThat(get(cloud, "/v1/hosts")).contains("\"name\":\"web-1\"");
        }
    }

    private static final class Printed implements Log {

        @Override
        public void info(String message) {
            System.out.println(message);
        }

        @Override
        public void warn(String message) {
            System.out.println(message);
        }

        @Override
        public void error(String message, Throwable fault) {
            throw new AssertionError(message, fault);
        }
    }

    private static String ingestCalls(LocalCloud cloud) {
        return cloud.calls().counts().stream()
                .filter(count -> count.function().equals("IngestFunction"))
                .map(
                        count ->
                                "%s %s %d"
                                        .formatted(
                                                count.resource(), count.operation(), count.calls()))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private void push(LocalCloud cloud, int value) throws IOException, InterruptedException {
        String json =
                """
                {"resourceMetrics":[{"resource":{"attributes":[
                  {"key":"host.name","value":{"stringValue":"web-1"}}]},
                 "scopeMetrics":[{"metrics":[{"name":"x","gauge":{"dataPoints":[
                  {"timeUnixNano":"%d","asInt":"%d"}]}}]}]}]}
                """
                        .formatted(TimeUnit.MILLISECONDS.toNanos(cloud.clock().millis()), value);
        HttpRequest request =
                HttpRequest.newBuilder(cloud.url().resolve("/v1/metrics"))
                        .header("authorization", "Bearer " + cloud.demo().agentKey().reveal())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String get(LocalCloud cloud, String path) throws IOException, InterruptedException {
        URI url = cloud.url().resolve(path);
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header("authorization", "Bearer " + cloud.demo().apiKey().reveal())
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
