package io.keepwatch.local;

import io.keepwatch.local.self.SelfMetrics;
import io.keepwatch.local.template.TemplateException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * {@code ./keepwatch up}: the whole system on this machine, until it is told to end. Exit code 1:
 * it could not start; 2: called wrongly.
 */
public final class Up {

    private static final int PORT = 8080;
    private static final int PORT_MAX = 65_535;
    private static final Duration SELF_EVERY = Duration.ofSeconds(10);

    /** Whoever ends us waits 10 s; what cannot be closed in this time is cut off. */
    private static final Duration END_MAX = Duration.ofSeconds(8);

    private record Arguments(
            Path root, int port, Optional<Path> data, boolean fresh, boolean self) {

        static Arguments parse(List<String> words) {
            Optional<Path> root = Optional.empty();
            Optional<Path> data = Optional.empty();
            int port = PORT;
            boolean fresh = false;
            boolean self = true;
            Iterator<String> rest = words.iterator();
            while (rest.hasNext()) {
                String word = rest.next();
                switch (word) {
                    case "--root" -> root = Optional.of(Path.of(value(word, rest)));
                    case "--data" -> data = Optional.of(Path.of(value(word, rest)));
                    case "--port" -> port = port(value(word, rest));
                    case "--fresh" -> fresh = true;
                    case "--no-self" -> self = false;
                    default -> throw new IllegalArgumentException("up does not know " + word);
                }
            }
            return new Arguments(
                    root.orElseThrow(() -> new IllegalArgumentException("say where: --root DIR")),
                    port,
                    data,
                    fresh,
                    self);
        }

        private static String value(String option, Iterator<String> rest) {
            String value = rest.hasNext() ? rest.next() : "";
            if (value.isEmpty()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            return value;
        }

        private static int port(String text) {
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > PORT_MAX) {
                throw new IllegalArgumentException("--port takes a number, not " + text);
            }
            return Integer.parseInt(text);
        }
    }

    private Up() {}

    public static void main(String[] words) throws InterruptedException {
        System.exit(run(List.of(words), System.out, System.err));
    }

    /** Returns an exit code only if it could not start. */
    static int run(List<String> words, PrintStream out, PrintStream err)
            throws InterruptedException {
        long started = System.nanoTime();
        Arguments arguments;
        try {
            arguments = Arguments.parse(words);
        } catch (IllegalArgumentException e) {
            err.println("keepwatch: " + e.getMessage());
            return 2;
        }
        try {
            run(arguments, started, new ConsoleLog(out, err));
            return 0;
        } catch (IOException
                | UncheckedIOException
                | IllegalArgumentException
                | TemplateException e) {
            err.println("Keepwatch cannot start: " + e.getMessage());
            return 1;
        }
    }

    private static void run(Arguments arguments, long started, Log log)
            throws IOException, InterruptedException {
        Path root = arguments.root().toAbsolutePath().normalize();
        Path data = arguments.data().orElse(root.resolve(".keepwatch/data"));
        log.info("Starting what template.yaml declares; its data is in " + data);
        LocalCloud cloud =
                LocalCloud.start(
                        LocalCloud.Options.of(root, data, log)
                                .withFresh(arguments.fresh())
                                .withPort(arguments.port()));
        Optional<SelfMetrics> self =
                arguments.self()
                        ? Optional.of(
                                SelfMetrics.start(
                                        cloud.url(),
                                        cloud.demo().agentKey().reveal(),
                                        SELF_EVERY,
                                        cloud.clock()))
                        : Optional.empty();
        Runnable end =
                () -> {
                    end(cloud, self);
                    log.info("Ended; the data stays in " + data);
                };
        Runtime.getRuntime().addShutdownHook(new Thread(end, "end"));
        greet(cloud, started, log);
        new CountDownLatch(1).await();
    }

    private static void greet(LocalCloud cloud, long started, Log log) {
        log.info(
                """

                Keepwatch was ready after %.1f s.

                  The page    %s/
                  The clock   %s/_local/clock, which a test can move

                The page says how to point an agent at it ("Add a server"). For an OpenTelemetry SDK:

                export OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=%s/v1/metrics
                export OTEL_EXPORTER_OTLP_METRICS_HEADERS=Authorization=Bearer%%20%s
                export OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf
                export OTEL_RESOURCE_ATTRIBUTES=host.name=$(hostname)

                Ctrl-C ends it.
                """
                        .formatted(
                                (System.nanoTime() - started) / 1e9,
                                cloud.url(),
                                cloud.url(),
                                cloud.url(),
                                cloud.demo().agentKey().reveal())
                        .stripTrailing());
    }

    private static void end(LocalCloud cloud, Optional<SelfMetrics> self) {
        Thread.ofPlatform()
                .daemon()
                .name("cut-off")
                .start(
                        () -> {
                            try {
                                Thread.sleep(END_MAX);
                                System.err.println("Not all of it ended in time: cut off");
                                Runtime.getRuntime().halt(1);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        self.ifPresent(SelfMetrics::close);
        cloud.close();
    }
}
