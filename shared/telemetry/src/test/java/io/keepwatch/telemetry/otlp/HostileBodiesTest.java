package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Series;
import io.keepwatch.telemetry.body.Body;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Reads hostile bodies, one after the other, in a Java of its own that has only so much memory left
 * beyond what it already uses.
 */
class HostileBodiesTest {

    /** Beyond the bodies as they were sent. */
    private static final long EXTRA_HEAP_MAX = 16L << 20;

    /** More than any of them takes even on a busy machine; a quadratic one would take hours. */
    private static final long SECONDS_MAX = 10;

    @Test
    void staysWithinItsMemoryAndTime() throws IOException, InterruptedException {
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
                                Child.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

        assertThat(output).endsWith("all read\n").doesNotContain("Exception", "OutOfMemory");
        assertThat(process.exitValue()).isZero();
    }

    /** What runs in that Java. */
    static final class Child {

        private static final int BALLAST_BYTES = 64 << 10;

        private final BodyReader bodies = new BodyReader();
        private final OtlpReader reader = new OtlpReader(CanonicalNames.standard());

        private Child() {}

        public static void main(String[] arguments) {
            Child child = new Child();
            child.warmUp();
            Map<String, byte[]> hostile = HostileBodies.all();
            List<byte[]> ballast = ballast();
            System.out.printf("%d KiB of heap are left%n", free() >> 10);
            hostile.forEach(
                    (name, sent) -> {
                        long start = System.nanoTime();
                        String end = child.read(sent);
                        long millis = (System.nanoTime() - start) / 1_000_000;
                        System.out.printf("%5d ms  %s: %s%n", millis, name, end);
                        if (millis > TimeUnit.SECONDS.toMillis(SECONDS_MAX)) {
                            throw new IllegalStateException("too slow: " + name);
                        }
                    });
            System.out.println(ballast.isEmpty() ? "no ballast" : "all read");
        }

        /** Loads classes, which stay. */
        private void warmUp() {
            read(CollectorPush.of("web-1", 2, 1).toByteArray());
            read("{\"resourceMetrics\":[1.5e3]}".getBytes(StandardCharsets.UTF_8));
            read(new byte[] {1});
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

        private static final class Nowhere implements SampleSink {

            @Override
            public void sample(Optional<HostName> host, Series series, long time, long bits) {}

            @Override
            public void histogram(
                    Optional<HostName> host, Series series, long time, Histogram histogram) {}
        }

        private static long free() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        }

        private String read(byte[] sent) {
            return switch (bodies.read(sent)) {
                case Body.Refused(String reason) -> reason;
                case Body.Plain(byte[] plain) -> {
                    OtlpFormat format = OtlpFormat.of(Optional.empty(), plain);
                    Refusals refusals = new Refusals();
                    OtlpOutcome outcome = reader.read(format, plain, new Nowhere(), refusals);
                    yield switch (outcome) {
                        case OtlpOutcome.Malformed(String reason) -> reason;
                        case OtlpOutcome.Read read -> read + " " + refusals.message();
                    };
                }
            };
        }
    }
}
