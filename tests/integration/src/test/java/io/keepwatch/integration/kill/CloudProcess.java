package io.keepwatch.integration.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.integration.agent.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A {@link KilledCloud} seen from outside. */
final class CloudProcess {

    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final int END_SECONDS_MAX = 10;

    private final Process process;
    private final Path data;
    private final Path log;

    private CloudProcess(Process process, Path data, Path log) {
        this.process = process;
        this.data = data;
        this.log = log;
    }

    /**
     * Starts it, and does not wait until it serves.
     *
     * @param heldPut which put of a chunk stays without an answer
     * @param log what it says is added to this file
     */
    static CloudProcess start(Path data, int heldPut, Path log) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledCloud.class.getName(),
                        ROOT.toString(),
                        data.toString(),
                        Integer.toString(heldPut));
        return new CloudProcess(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start(),
                data,
                log);
    }

    Api awaitReady() throws IOException {
        await(KilledCloud.READY);
        return Api.of(data);
    }

    void awaitHeld() throws IOException {
        await(KilledCloud.HELD);
    }

    private void await(String line) throws IOException {
        String said = process.inputReader().readLine();
        assertThat(said).as("its log:%n%s", Files.readString(log)).isEqualTo(line);
    }

    /** Kills the process and its children, by SIGKILL, one after the other in any order. */
    void kill(Random random) throws Exception {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.add(process.toHandle());
        Collections.shuffle(family, random);
        family.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : family) {
            each.onExit().get(END_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }
}
