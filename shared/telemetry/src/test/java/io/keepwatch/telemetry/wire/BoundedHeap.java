package io.keepwatch.telemetry.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads hostile bodies, one after the other, in a Java of its own that has only so much memory left
 * beyond what it already uses.
 */
public final class BoundedHeap {

    /** Bodies and who reads them. */
    public interface Hostile {

        /** Loads classes, which stay. */
        void warmUp();

        /** By name, as they would be sent. */
        Map<String, byte[]> bodies();

        /** What became of a body, for people. */
        String read(byte[] sent);
    }

    private static final String END = "all read";

    /** Beyond the bodies as they were sent. */
    private static final long EXTRA_HEAP_MAX = 16L << 20;

    /** More than any of them takes even on a busy machine; a quadratic one would take hours. */
    private static final long SECONDS_MAX = 10;

    private static final int BALLAST_BYTES = 64 << 10;

    private BoundedHeap() {}

    /**
     * Fails with all that was said if a body takes too much memory or time.
     *
     * @param program its main method calls {@link #run}
     */
    public static void start(Class<?> program) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx96m",
                                // Little that has to stay empty, so that free memory is usable.
                                "-Xmn3m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(10, TimeUnit.SECONDS)
                || process.exitValue() != 0
                || !output.endsWith(END + "\n")) {
            throw new AssertionError(output);
        }
    }

    /** What the program does in that Java. */
    public static void run(Hostile hostile) {
        hostile.warmUp();
        Map<String, byte[]> bodies = hostile.bodies();
        List<byte[]> ballast = ballast();
        System.out.printf("%d KiB of heap are left%n", free() >> 10);
        bodies.forEach(
                (name, sent) -> {
                    long start = System.nanoTime();
                    String end = hostile.read(sent);
                    long millis = (System.nanoTime() - start) / 1_000_000;
                    System.out.printf("%5d ms  %s: %s%n", millis, name, end);
                    if (millis > TimeUnit.SECONDS.toMillis(SECONDS_MAX)) {
                        throw new IllegalStateException("too slow: " + name);
                    }
                });
        System.out.println(ballast.isEmpty() ? "no ballast" : END);
    }

    /** Fills the heap up to what may be used. */
    private static List<byte[]> ballast() {
        List<byte[]> ballast = new ArrayList<>();
        while (free() > EXTRA_HEAP_MAX) {
            for (int i = 0; i < 4; i++) {
                ballast.add(new byte[BALLAST_BYTES]);
            }
        }
        return ballast;
    }

    private static long free() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
