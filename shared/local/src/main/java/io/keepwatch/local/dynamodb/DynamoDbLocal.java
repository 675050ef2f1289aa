package io.keepwatch.local.dynamodb;

import io.keepwatch.local.Log;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * DynamoDB Local in a process of its own. The process ends with this one, however this one ends,
 * and not before: a Ctrl-C at the terminal reaches both, and this one still has work to finish.
 */
public final class DynamoDbLocal implements AutoCloseable {

    private static final long START_SECONDS_MAX = 60;
    private static final long END_SECONDS_MAX = 5;
    private static final int LINES_KEPT = 20;
    private static final String PID_FILE = "pid";

    /** A virtual machine leaves alone what it finds ignored when it starts. */
    private static final String DEAF = "trap '' INT TERM HUP; exec \"$@\"";

    private final Process process;
    private final Path folder;
    private final URI uri;
    private volatile boolean closing;

    private DynamoDbLocal(Process process, Path folder, URI uri) {
        this.process = process;
        this.folder = folder;
        this.uri = uri;
    }

    /**
     * Starts it on a free port of loopback and waits until it serves. A process left over from a
     * run that was killed is ended first, since two on one file would spoil it.
     *
     * @param libraries the folder that the module {@code local-dynamodb} gathers
     * @param folder where the tables are kept
     * @throws IOException if it does not start; says what it said
     */
    public static DynamoDbLocal start(Path libraries, Path folder, Log log)
            throws IOException, InterruptedException {
        if (!Files.isDirectory(libraries)) {
            throw new IOException(
                    "DynamoDB Local is not there: %s is missing. Run ./keepwatch build"
                            .formatted(libraries));
        }
        Files.createDirectories(folder);
        endLeftover(folder, log);
        ProcessBuilder builder = new ProcessBuilder(command(libraries, folder));
        builder.environment().put("DDB_LOCAL_TELEMETRY", "0");
        builder.redirectErrorStream(true);
        Process process = builder.start();
        try {
            Files.writeString(folder.resolve(PID_FILE), Long.toString(process.pid()));
            URI uri = URI.create("http://127.0.0.1:" + new Output(process).port());
            DynamoDbLocal started = new DynamoDbLocal(process, folder, uri);
            process.onExit().thenAccept(ended -> started.report(ended, log));
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        closing = true;
        process.destroyForcibly(); // what was acknowledged is on disk
        try {
            if (process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                Files.deleteIfExists(folder.resolve(PID_FILE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(Process ended, Log log) {
        if (!closing) {
            log.warn(
                    "DynamoDB Local ended by itself with code %d; nothing can be stored: start again"
                            .formatted(ended.exitValue()));
        }
    }

    private static List<String> command(Path libraries, Path folder) {
        return List.of(
                "/bin/sh",
                "-c",
                DEAF,
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It starts in half the time with the quick compiler alone, and serves as fast.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsqlite4java.library.path=" + libraries,
                "-cp",
                "%s/*%s%s".formatted(libraries, File.pathSeparator, ownClasses()),
                Child.class.getName(),
                "-sharedDb",
                "-disableTelemetry",
                "-cors",
                "http://none.invalid",
                "-dbPath",
                folder.toString());
    }

    private static Path ownClasses() {
        try {
            return Path.of(Child.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this class is not in a folder or jar", e);
        }
    }

    /** Ends the process that a killed run left behind in {@code folder}, if there is one. */
    public static void endLeftover(Path folder, Log log) throws IOException, InterruptedException {
        Optional<ProcessHandle> leftover =
                pid(folder).flatMap(ProcessHandle::of).filter(process -> isOurs(process, folder));
        if (leftover.isEmpty()) {
            return;
        }
        log.info(
                "Ending DynamoDB Local of a run that was killed (process "
                        + leftover.get().pid()
                        + ")");
        leftover.get().destroyForcibly();
        try {
            leftover.get().onExit().get(END_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(
                    "process %d still holds %s: end it, then start again"
                            .formatted(leftover.get().pid(), folder),
                    e);
        }
    }

    private static Optional<Long> pid(Path folder) throws IOException {
        try {
            String text = Files.readString(folder.resolve(PID_FILE)).strip();
            return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** By now the number may be another process's, which is left alone. */
    private static boolean isOurs(ProcessHandle process, Path folder) {
        return process.info()
                .arguments()
                .map(List::of)
                .filter(words -> words.contains(Child.class.getName()))
                .filter(words -> words.contains(folder.toString()))
                .isPresent();
    }

    /** Reads what the process says for as long as it lives, so that it never waits for a reader. */
    private static final class Output {

        private final Process process;
        private final Deque<String> lines = new ArrayDeque<>();
        private final CompletableFuture<Integer> port = new CompletableFuture<>();

        private Output(Process process) {
            this.process = process;
            Thread.ofVirtual().name("dynamodb-output").start(this::read);
        }

        private void read() {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.startsWith(Child.READY)) {
                        port.complete(Integer.valueOf(line.substring(Child.READY.length())));
                    }
                    keep(line);
                }
                port.completeExceptionally(new IOException("it ended: " + said()));
            } catch (IOException e) {
                port.completeExceptionally(e);
            }
        }

        private synchronized void keep(String line) {
            lines.addLast(line);
            if (lines.size() > LINES_KEPT) {
                lines.removeFirst();
            }
        }

        private synchronized String said() {
            return String.join("\n", lines);
        }

        private int port() throws IOException, InterruptedException {
            try {
                return port.get(START_SECONDS_MAX, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("DynamoDB Local does not start. It said:\n" + said(), e);
            }
        }
    }
}
