package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {

    private static final int KILLS = Boolean.getBoolean("keepwatch.deep") ? 20 : 3;
    private static final int RECORDS_BETWEEN = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void losesNothingOnItsWayFromTheStreamThroughTheQueueHoweverOftenItIsKilled() throws Exception {
        Path arrived = Files.createFile(folder.resolve("arrived"));
        Random random = new Random(11);
        Set<String> expected = new TreeSet<>();
        try (ScriptedStream stream = new ScriptedStream()) {
            stream.shard("only", Optional.empty());
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = start(stream.uri(), arrived);
                int from = kill * RECORDS_BETWEEN;
                int before = Files.readAllLines(arrived).size();
                for (int i = from; i < from + RECORDS_BETWEEN; i++) {
                    stream.add("only", i);
                    expected.add(Integer.toString(i));
                }
                // Somewhere in the middle of them.
                int wanted = before + 1 + random.nextInt(RECORDS_BETWEEN / 2);
                await(() -> Files.readAllLines(arrived).size() >= wanted);
                process.destroyForcibly().waitFor();
            }
            Process last = start(stream.uri(), arrived);
            await(() -> new HashSet<>(Files.readAllLines(arrived)).containsAll(expected));
            last.destroyForcibly().waitFor();
        }

        assertThat(new TreeSet<>(Files.readAllLines(arrived))).isEqualTo(expected);
    }

    @FunctionalInterface
    private interface Condition {

        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("time is over").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private Process start(URI stream, Path arrived) throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:+UseSerialGC",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        KilledMachine.class.getName(),
                                        folder.resolve("data").toString(),
                                        stream.toString(),
                                        arrived.toString()))
                        .redirectErrorStream(true)
                        .start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        assertThat(line).isEqualTo("ready");
        assertThat(process.waitFor(0, TimeUnit.SECONDS)).isFalse();
        return process;
    }
}
