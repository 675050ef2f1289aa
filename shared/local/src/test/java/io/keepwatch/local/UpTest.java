package io.keepwatch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Process terminal = up("bash", "-c", "set -m; \"$@\" & set +m; wait $!", "bash");
        JsonNode first = awaitReady(terminal);
        List<ProcessHandle> children = terminal.descendants().toList();
        assertThat(children).hasSize(2);
        started.addAll(children);
        assertThat(post(first, "/things/1")).isEqualTo(200);

        pressControlC(terminal);

        assertThat(terminal.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        awaitEnd(children);
        assertThat(output())
                .endsWith("Ctrl-C ends it.\nEnded; the data stays in %s\n".formatted(data()));

        Process killed = up();
        JsonNode second = awaitReady(killed);
        assertThat(second.path("agentKey")).isEqualTo(first.path("agentKey"));
        children = killed.descendants().toList();
        started.addAll(children);

        killed.destroyForcibly(); // SIGKILL

        awaitEnd(children);
        Files.delete(data().resolve("demo.json"));
        Process last = up();
        assertThat(awaitReady(last).path("tenant")).isEqualTo(first.path("tenant"));
        last.destroy();
        assertThat(last.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysWhyItCannotStart() throws Exception {
        assertThat(run(1, Up::run, "--root", folder.toString()))
                .contains("cannot read the template");
        assertThat(run(2, Up::run, "--root", folder.toString(), "--speed", "9"))
                .contains("up does not know --speed");
        assertThat(run(2, Up::run, "--port", "80")).contains("--root");
        assertThat(run(2, Up::run, "--root", ".", "--port", "x")).contains("--port takes a number");
        assertThat(run(2, Up::run, "--root", ".", "--data")).contains("--data needs a value");
        assertThat(run(2, Up::run, "--root", ".", "--data", "")).contains("--data needs a value");
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(run(1, Up::run, "--root", root.toString(), "--data", file.toString()))
                .contains(file + " is a file and no folder: choose another with --data");
        // Nobody can make a folder there, not even who may do anything else.
        assertThat(run(1, Up::run, "--root", root.toString(), "--data", "/proc/keepwatch"))
                .contains("/proc/keepwatch cannot be written: choose another folder with --data");
    }

    @Test
    void invokesOneFunctionAtTheTimeOfItsEvent() throws Exception {
        Path event =
                Files.writeString(
                        folder.resolve("event.json"),
                        "{\"action\":\"time\",\"requestContext\":{\"timeEpoch\":1000000000000}}");

        assertThat(run(0, Invoke::run, "--root", root.toString(), "Command", event.toString()))
                .startsWith("\"2001-09-09T01:4");
        Files.writeString(event, "{\"action\":\"throw\"}");
        assertThat(run(1, Invoke::run, "--root", root.toString(), "Command", event.toString()))
                .contains("\"errorMessage\":\"outer\"");
        Files.writeString(event, "{");
        assertThat(run(1, Invoke::run, "--root", root.toString(), "Command", event.toString()))
                .contains("The event is not JSON");
    }

    @Test
    void refusesToInvokeWhatIsNotThere() throws Exception {
        Path event = Files.writeString(folder.resolve("event.json"), "{}");

        assertThat(run(1, Invoke::run, "--root", root.toString(), "nobody", event.toString()))
                .contains("nobody is no function; the template has [Store, Echo, Command]");
        assertThat(run(1, Invoke::run, "--root", root.toString(), "Echo", "missing.json"))
                .contains("missing.json");
        assertThat(run(2, Invoke::run, "Echo")).contains("FUNCTION FILE");
    }

    private interface Program {

        int run(List<String> words, PrintStream out, PrintStream err) throws InterruptedException;
    }

    /** What the program says when it ends with that code. */
    private static String run(int code, Program program, String... words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int ended = program.run(List.of(words), new PrintStream(out), new PrintStream(err));
        assertThat(ended).as(err.toString()).isEqualTo(code);
        return out.toString() + err;
    }

    /** As a terminal does: to all that belongs to what runs in it. */
    private static void pressControlC(Process terminal) throws Exception {
        long group = terminal.children().findFirst().orElseThrow().pid();
        assertThat(new ProcessBuilder("bash", "-c", "kill -INT -- -" + group).start().waitFor())
                .isZero();
    }

    private Path data() {
        return folder.resolve("data");
    }

    /**
     * @param starter what starts it, if not we ourselves: is given its command
     */
    private Process up(String... starter) throws IOException {
        List<String> command = new ArrayList<>(List.of(starter));
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Up.class.getName(),
                        "--root",
                        root.toString(),
                        "--data",
                        data().toString(),
                        "--port",
                        "0",
                        "--no-self"));
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        started.add(process.toHandle());
        return process;
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
        Path demo = data().resolve("demo.json");
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
