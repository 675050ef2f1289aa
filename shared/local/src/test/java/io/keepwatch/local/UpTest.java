package io.keepwatch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs themselves, as processes. */
class UpTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int START_SECONDS_MAX = 60;
    private static final int END_SECONDS_MAX = 10;

    @TempDir private static Path root;
    @TempDir private Path folder;
    private final List<ProcessHandle> started = new ArrayList<>();

    @BeforeAll
    static void create() throws IOException {
        ExampleProject.create(root);
    }

    @AfterEach
    void endAll() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void endsWithItsChildrenWhenAskedAndWhenKilled() throws Exception {
        Process asked = up();
        JsonNode first = awaitReady(asked);
        List<ProcessHandle> children = asked.descendants().toList();
        assertThat(children).isNotEmpty();
        started.addAll(children);
        assertThat(post(first, "/things/1")).isEqualTo(200);

        asked.destroy(); // SIGTERM

        assertThat(asked.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        awaitEnd(children);

        Process killed = up();
        JsonNode second = awaitReady(killed);
        assertThat(second.path("agentKey")).isEqualTo(first.path("agentKey"));
        children = killed.descendants().toList();
        started.addAll(children);

        killed.destroyForcibly(); // SIGKILL

        awaitEnd(children);
        Process last = up();
        assertThat(awaitReady(last).path("tenant")).isEqualTo(first.path("tenant"));
        last.destroy();
        assertThat(last.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysWhyItCannotStart() throws Exception {
        assertThat(run(1, Up.class, "--root", folder.toString()))
                .contains("cannot read the template");
        assertThat(run(2, Up.class, "--root", folder.toString(), "--speed", "9"))
                .contains("up does not know --speed");
        assertThat(run(2, Up.class, "--port", "80")).contains("--root");
        assertThat(run(2, Up.class, "--root", ".", "--port", "x"))
                .contains("--port takes a number");
    }

    @Test
    void invokesOneFunctionAtTheTimeOfItsEvent() throws Exception {
        Path event =
                Files.writeString(
                        folder.resolve("event.json"),
                        "{\"action\":\"time\",\"requestContext\":{\"timeEpoch\":1000000000000}}");

        assertThat(run(0, Invoke.class, "--root", root.toString(), "Command", event.toString()))
                .contains("\"2001-09-09T01:46:4");
        Files.writeString(event, "{\"action\":\"throw\"}");
        assertThat(run(1, Invoke.class, "--root", root.toString(), "Command", event.toString()))
                .contains("\"errorMessage\":\"outer\"");
        assertThat(run(1, Invoke.class, "--root", root.toString(), "nobody", event.toString()))
                .contains("nobody is no function; the template has [Store, Echo, Command]");
        Files.writeString(event, "{");
        assertThat(run(1, Invoke.class, "--root", root.toString(), "Command", event.toString()))
                .contains("The event is not JSON");
    }

    private Process up() throws IOException {
        return start(
                Up.class,
                "--root",
                root.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                "0");
    }

    private Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin/java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:+UseSerialGC",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "--sun-misc-unsafe-memory-access=allow",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        main.getName()),
                                Arrays.stream(arguments))
                        .toList();
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        started.add(process.toHandle());
        return process;
    }

    /** What it said, once it has ended with that code. */
    private String run(int code, Class<?> main, String... arguments) throws Exception {
        Process process = start(main, arguments);
        assertThat(process.waitFor(START_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        String said = output();
        assertThat(process.exitValue()).as(said).isEqualTo(code);
        return said;
    }

    /** Of the process started last. */
    private String output() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path newest =
                    files.filter(file -> file.toString().endsWith(".txt"))
                            .max((a, b) -> Long.compare(modified(a), modified(b)))
                            .orElseThrow();
            return Files.readString(newest, StandardCharsets.UTF_8);
        }
    }

    private static long modified(Path file) {
        return file.toFile().lastModified();
    }

    private JsonNode awaitReady(Process process) throws Exception {
        Path demo = folder.resolve("data/demo.json");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (!Files.exists(demo)) {
            assertThat(process.isAlive()).as(output()).isTrue();
            assertThat(System.nanoTime()).as(output()).isLessThan(deadline);
            Thread.sleep(50);
        }
        return JSON.readTree(Files.readString(demo));
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(END_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    private static int post(JsonNode demo, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(demo.path("url").asText()).resolve(path))
                                    .POST(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
