package io.keepwatch.support;

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

    private static final String EXTRA = "keepwatch.extra.mebibytes";
    private static final String END = "all read";

    /** Beyond the bodies as they were sent, for whatever is not taken. */
    private static final int EXTRA_MEBIBYTES_MAX = 16;

    /** For the classes and bodies themselves; what of it is free is filled up. */
    private static final int OWN_MEBIBYTES = 80;

    /** More than any of them takes even on a busy machine; a quadratic one would take hours. */
    private static final long SECONDS_MAX = 10;

    private static final int BALLAST_BYTES_MIN = 64 << 10;
    private static final int BALLAST_BYTES_MAX = 4 << 20;

    private BoundedHeap() {}

    /** As below, with the {@value #EXTRA_MEBIBYTES_MAX} MiB that what is not taken may cost. */
    public static void start(Class<?> program) throws IOException, InterruptedException {
        start(program, EXTRA_MEBIBYTES_MAX);
    }

    /**
     * Fails with all that was said if a body takes too much memory or time.
     *
     * @param program its main method calls {@link #run}
     * @param extraMebibytes what reading a body may take
     */
    public static void start(Class<?> program, int extraMebibytes)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx%dm".formatted(OWN_MEBIBYTES + extraMebibytes),
                                // Little that has to stay empty, so that free memory is usable.
                                "-Xmn3m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-D%s=%d".formatted(EXTRA, extraMebibytes),
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
        List<byte[]> ballast = ballast(Long.getLong(EXTRA) << 20);
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
    private static List<byte[]> ballast(long left) {
        List<byte[]> ballast = new ArrayList<>();
        for (long more = free() - left; more > 0; more = free() - left) {
            long half = Math.clamp(more / 2, BALLAST_BYTES_MIN, BALLAST_BYTES_MAX);
            ballast.add(new byte[(int) half]);
        }
        return ballast;
    }

    private static long free() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
