package io.keepwatch.integration.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.integration.agent.Agent;
import io.keepwatch.integration.agent.Api;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./keepwatch up}, begun and ended as a user does. */
class UpTest {

    /**
     * Of all cores together, so that even one core has it ready in that time. The time on the wall
     * would say what else the machine does.
     */
    private static final Duration READY_CPU_MAX = Duration.ofSeconds(10);

    private static final Duration READY_MAX = Duration.ofSeconds(60);

    private static final Duration ENDED_MAX = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir private Path elsewhere;
    private Optional<ProcessHandle> stopped = Optional.empty();

    @AfterEach
    void endWhatAFailureLeft() {
        stopped.ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void isReadyWithinTenSeconds() throws Exception {
        long started = System.nanoTime();

        try (Keepwatch up = start()) {
            Duration wall = since(started);
            Duration cpu =
                    Stream.concat(Stream.of(up.process().toHandle()), up.process().descendants())
                            .map(it -> it.info().totalCpuDuration().orElseThrow())
                            .reduce(Duration.ZERO, Duration::plus);
            System.out.println(
                    "keepwatch: up was ready after %d ms, with %d ms of CPU"
                            .formatted(wall.toMillis(), cpu.toMillis()));

            assertThat(cpu).isLessThanOrEqualTo(READY_CPU_MAX);
        }
    }

    @Test
    void tellsHowToReachItAndEndsWithAllItsChildren() throws Exception {
        try (Keepwatch up = start()) {
            JsonNode demo = demo();
            assertThat(demo.path("tenant").asText()).isNotBlank();
            assertThat(status(demo, "/", "")).isEqualTo(200);
            assertThat(status(demo, "/v1/hosts", demo.path("apiKey").asText())).isEqualTo(200);
            assertThat(status(demo, "/v1/hosts", demo.path("agentKey").asText())).isEqualTo(401);
            assertThat(settings(greeting(up)))
                    .contains("OTEL_RESOURCE_ATTRIBUTES=host.name=$(hostname)")
                    .isSubsetOf(
                            settings(
                                    Files.readString(Path.of("../../README.md"))
                                            .replace(
                                                    "https://keepwatch.example",
                                                    demo.path("url").asText())
                                            .replace("kwi_...", demo.path("agentKey").asText())));
            List<ProcessHandle> children = up.process().descendants().toList();
            assertThat(children).isNotEmpty();

            up.process().destroy();

            assertThat(up.process().waitFor(ENDED_MAX.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void findsEverythingAgainAfterItWasEndedAndAfterItWasKilled() throws Exception {
        Agent agent = new Agent(new Random(1));
        JsonNode before;
        Map<String, String> hosts;
        try (Keepwatch _ = start()) {
            before = demo();
            assertThat(agent.push(Api.of(data()), "ended")).isTrue();
            hosts = Api.of(data()).hosts();
        }

        ProcessHandle orphan;
        try (Keepwatch up = start()) {
            checkKeys(before);
            assertThat(Api.of(data()).hosts()).isEqualTo(hosts);
            assertThat(agent.check(Api.of(data()))).isNotEmpty();
            assertThat(agent.push(Api.of(data()), "killed")).isTrue();
            hosts = Api.of(data()).hosts();
            orphan = up.process().descendants().findFirst().orElseThrow();
            // So that it does not end by itself as soon as its parent has gone.
            stop(orphan);
            up.process().destroyForcibly();
        }
        assertThat(orphan.isAlive()).isTrue();
        Files.delete(demoFile());

        try (Keepwatch up = start()) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(up.text()).contains("Ending DynamoDB Local of a run that was killed");
            checkKeys(before);
            assertThat(Api.of(data()).hosts()).isEqualTo(hosts);
            assertThat(agent.check(Api.of(data()))).isNotEmpty();
        }
    }

    @Test
    void leavesDataAloneThatAnotherHolds() throws Exception {
        try (Keepwatch up = start()) {
            Keepwatch.Answer answer =
                    Keepwatch.call(
                            elsewhere,
                            Map.of(),
                            "up",
                            "--port",
                            Integer.toString(freePort()),
                            "--data",
                            "data",
                            "--fresh");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.text())
                    .contains(
                            "%s is in use by a Keepwatch that is running (process %d)"
                                    .formatted(data(), up.process().pid()))
                    .contains("choose another folder with --data")
                    .doesNotContain("\tat ");
            assertThat(new Agent(new Random(1)).push(Api.of(data()), "run")).isTrue();
        }
    }

    @Test
    void namesAPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            Keepwatch.Answer answer =
                    Keepwatch.call(elsewhere, Map.of(), "up", "--port", port, "--data", "data");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.text()).contains(port).doesNotContain("\tat ");
        }
    }

    /** Starts it with its data in this test's folder, and waits until it is ready. */
    private Keepwatch start() throws IOException, InterruptedException {
        long started = System.nanoTime();
        Keepwatch up =
                Keepwatch.start(
                        elsewhere,
                        Map.of(),
                        "up",
                        "--port",
                        Integer.toString(freePort()),
                        "--data",
                        "data",
                        "--no-self");
        while (!Files.exists(demoFile())) {
            if (!up.process().isAlive() || since(started).compareTo(READY_MAX) > 0) {
                String text = up.text();
                up.close();
                throw new AssertionError("did not become ready: " + text);
            }
            Thread.sleep(POLL);
        }
        return up;
    }

    /** What it says once it is ready, to the last word. */
    private static String greeting(Keepwatch up) throws IOException, InterruptedException {
        long started = System.nanoTime();
        while (!up.text().contains("Ctrl-C")) {
            assertThat(since(started)).isLessThan(READY_MAX);
            Thread.sleep(POLL);
        }
        return up.text();
    }

    /** The settings of an OpenTelemetry SDK that a text names, with their values. */
    private static List<String> settings(String text) {
        return Pattern.compile("OTEL_\\w+=\\S+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private Path data() {
        return elsewhere.resolve("data");
    }

    private Path demoFile() {
        return data().resolve("demo.json");
    }

    private void checkKeys(JsonNode before) throws IOException {
        for (String kept : List.of("tenant", "apiKey", "agentKey")) {
            assertThat(demo().path(kept)).isEqualTo(before.path(kept));
        }
    }

    private void stop(ProcessHandle process) throws Exception {
        stopped = Optional.of(process);
        Process kill = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private JsonNode demo() throws IOException {
        return new ObjectMapper().readTree(demoFile().toFile());
    }

    private int status(JsonNode demo, String path, String key)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(demo.path("url").asText() + path))
                        .header("Authorization", "Bearer " + key)
                        .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
