package io.keepwatch.integration.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The script, called from some other folder. */
final class Keepwatch implements AutoCloseable {

    private static final Path SCRIPT = Path.of("../../keepwatch").toAbsolutePath().normalize();
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    private Keepwatch(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** What a call that has ended answered. */
    record Answer(int code, String text) {}

    static Keepwatch start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        builder.directory(folder.toFile()).redirectErrorStream(true);
        return new Keepwatch(builder.redirectOutput(output.toFile()).start(), output);
    }

    static Answer call(Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        try (Keepwatch keepwatch = start(folder, environment, arguments)) {
            return keepwatch.answer();
        }
    }

    Process process() {
        return process;
    }

    String text() throws IOException {
        return Files.readString(output);
    }

    Answer answer() throws IOException, InterruptedException {
        assertThat(process.waitFor(ENDED_WITHIN.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended within %s", ENDED_WITHIN)
                .isTrue();
        return new Answer(process.exitValue(), text());
    }

    /** Asks it to end, so that it can end its children. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
