package io.keepwatch.local;

import io.keepwatch.aws.Environment;
import io.keepwatch.local.dynamodb.DynamoApi;
import io.keepwatch.local.dynamodb.DynamoDbLocal;
import io.keepwatch.local.dynamodb.Tables;
import io.keepwatch.local.functions.Functions;
import io.keepwatch.local.gate.Calls;
import io.keepwatch.local.gate.Gate;
import io.keepwatch.local.http.BodyShape;
import io.keepwatch.local.http.Gateway;
import io.keepwatch.local.http.LoopbackServer;
import io.keepwatch.local.sources.Queues;
import io.keepwatch.local.sources.SourceSettings;
import io.keepwatch.local.sources.Sources;
import io.keepwatch.local.template.Template;
import io.keepwatch.local.template.TemplateReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The cloud on one machine, running: everything that {@code template.yaml} declares, on loopback.
 * One data folder holds all that outlives it.
 */
public final class LocalCloud implements AutoCloseable {

    private final Options options;
    private final Deque<Closing> closings = new ArrayDeque<>();
    private final Calls calls = new Calls();
    private DataDir data;
    private MovableClock clock;
    private Template template;
    private Functions functions;
    private URI dynamoDb;
    private URI queues;
    private Demo demo;
    private Sources sources;
    private Gateway gateway;
    private volatile Consumer<String> written = table -> {};

    /** How a local cloud runs. The {@code with} methods give another that differs in one thing. */
    public static final class Options {

        private final Path root;
        private final Path data;
        private final Log log;
        private Path template;
        private boolean fresh;
        private boolean doors = true;
        private int port;
        private SourceSettings sources = SourceSettings.standard();
        private Clock real = Environment.current().clock();

        private Options(Path root, Path data, Log log) {
            this.root = root;
            this.data = data;
            this.log = log;
            this.template = root.resolve("template.yaml");
        }

        /**
         * On any free port, by the project's own template and the machine's time.
         *
         * @param root the project's folder, built
         * @param data the folder in which everything is kept
         */
        public static Options of(Path root, Path data, Log log) {
            return new Options(root, data, log);
        }

        public Options withTemplate(Path other) {
            return with(it -> it.template = other);
        }

        /** Begins without what is kept in the data folder, if {@code other}. */
        public Options withFresh(boolean other) {
            return with(it -> it.fresh = other);
        }

        /** Functions run only when they are invoked here: no HTTP API, no events. */
        public Options withoutDoors() {
            return with(it -> it.doors = false);
        }

        /** Of the HTTP API; 0 for any that is free. */
        public Options withPort(int other) {
            return with(it -> it.port = other);
        }

        /** How event sources behave where AWS leaves it open. */
        public Options withSources(SourceSettings other) {
            return with(it -> it.sources = other);
        }

        /** In place of the machine's time. */
        public Options withReal(Clock other) {
            return with(it -> it.real = other);
        }

        private Options with(Consumer<Options> change) {
            Options other = new Options(root, data, log);
            other.template = template;
            other.fresh = fresh;
            other.doors = doors;
            other.port = port;
            other.sources = sources;
            other.real = real;
            change.accept(other);
            return other;
        }
    }

    private LocalCloud(Options options) {
        this.options = options;
    }

    /**
     * Starts it, and returns once everything serves.
     *
     * @throws IOException saying what to do, if a port or folder is taken, or something is not
     *     built
     * @throws io.keepwatch.local.template.TemplateException if the template cannot be run here
     */
    public static LocalCloud start(Options options) throws IOException, InterruptedException {
        LoopbackServer.prepare();
        LocalCloud cloud = new LocalCloud(options);
        boolean started = false;
        try {
            cloud.start();
            started = true;
            return cloud;
        } finally {
            if (!started) {
                cloud.close();
            }
        }
    }

    private void start() throws IOException, InterruptedException {
        if (options.doors) {
            checkPort(options.port);
        }
        template = TemplateReader.read(options.template, Map.of());
        template.notes().forEach(options.log::info);
        data = DataDir.open(options.data);
        keep(data, data::close);
        Path tables = data.folder("dynamodb");
        if (options.fresh) {
            DynamoDbLocal.endLeftover(tables, options.log);
            data.empty();
        }
        Demo.conceal(data);
        clock = new MovableClock(options.real, data.path().resolve("clock"));
        CompletableFuture<DynamoDbLocal> dynamo = startDynamoDb(tables);
        Queues sqs = Queues.start(template, data, clock, options.log);
        keep(sqs, sqs::close);
        queues = sqs.endpoint();
        Gate dynamoGate = Gate.toDynamoDb(() -> dynamo.join().uri(), template, calls, options.log);
        keep(dynamoGate, dynamoGate::close);
        Gate sqsGate = Gate.toSqs(sqs::endpoint, template, calls, options.log);
        keep(sqsGate, sqsGate::close);
        functions = new Functions(template, dynamoGate.uri(), sqsGate.uri(), clock, options.log);
        keep(functions, functions::close);
        // While DynamoDB Local starts.
        Thread warming = Thread.ofVirtual().name("warm").start(this::warm);
        dynamoDb = started(dynamo).uri();
        try (DynamoApi api = new DynamoApi(dynamoDb)) {
            Tables.make(template, api);
        }
        demo = Demo.of(data, environment());
        warming.join();
        if (options.doors) {
            open(dynamoGate, sqs);
        }
    }

    private void open(Gate dynamoGate, Queues sqs) throws IOException, InterruptedException {
        Cloud cloud = new Cloud(template, data, clock, dynamoDb, functions, options.log);
        sources = Sources.start(cloud, sqs, options.sources);
        keep(sources, sources::close);
        dynamoGate.onWrite(
                table -> {
                    written.accept(table);
                    sources.tableWritten(table);
                });
        Gateway.Options at =
                new Gateway.Options(options.port, Optional.empty(), BodyShape.VARIED, demoFile());
        gateway = Gateway.start(at, template, functions, clock, calls, options.log);
        keep(gateway, gateway::close);
        // Else whoever waits for the next start would take the last one's word for it.
        keep(demo, () -> Demo.conceal(data));
        demo.announce(data, gateway.uri());
    }

    /** Where the HTTP API is. */
    public URI url() {
        return gateway.uri();
    }

    public MovableClock clock() {
        return clock;
    }

    /** What functions called so far. */
    public Calls calls() {
        return calls;
    }

    /** Calls functions directly, as their event sources do. */
    public Invoker invoker() {
        return functions;
    }

    public Template template() {
        return template;
    }

    /** What makes functions run by itself: to wait until all is done, or to delete what expired. */
    public Sources sources() {
        return sources;
    }

    public Demo demo() {
        return demo;
    }

    /** Says url, keys and tenant to whoever waits for them; there while the doors are open. */
    public Path demoFile() {
        return data.path().resolve(Demo.FILE);
    }

    /**
     * Steps between DynamoDB and the functions, where a test wants something to happen.
     *
     * @param listener gets the name of each table that a function's call may have changed, once
     *     that is done. The function gets its answer when the listener returns.
     */
    public void onWrite(Consumer<String> listener) {
        written = listener;
    }

    /** DynamoDB Local itself, behind the gate. */
    public URI dynamoDb() {
        return dynamoDb;
    }

    /**
     * Settings with which the adapters of {@code shared/aws} reach everything that is stored here,
     * past the gate and so with all rights.
     */
    public Environment environment() {
        Map<String, String> settings = new LinkedHashMap<>();
        template.functions().forEach(function -> settings.putAll(function.environment()));
        settings.putAll(Functions.access("LOCAL", dynamoDb, queues));
        return new Environment(settings, clock);
    }

    /** Ends everything, the last started first. What is stored stays. */
    @Override
    public void close() {
        List<String> faults = new ArrayList<>();
        while (!closings.isEmpty()) {
            try {
                closings.removeLast().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | UncheckedIOException e) {
                faults.add(e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            options.log.warn("not everything could be closed: " + String.join("; ", faults));
        }
    }

    private interface Closing {

        void close() throws IOException, InterruptedException;
    }

    private <P> P keep(P part, Closing closing) {
        closings.addLast(closing);
        return part;
    }

    /** Whoever invokes single functions needs no others. */
    private void warm() {
        try {
            if (options.doors) {
                functions.warm();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<DynamoDbLocal> startDynamoDb(Path tables) {
        CompletableFuture<DynamoDbLocal> dynamo = new CompletableFuture<>();
        Path libraries = options.root.resolve("shared/local/dynamodb/target/lib").toAbsolutePath();
        Thread thread =
                Thread.ofVirtual()
                        .name("start-dynamodb")
                        .start(
                                () -> {
                                    try {
                                        dynamo.complete(
                                                DynamoDbLocal.start(
                                                        libraries, tables, options.log));
                                    } catch (IOException | RuntimeException e) {
                                        dynamo.completeExceptionally(e);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                        dynamo.completeExceptionally(e);
                                    }
                                });
        keep(
                dynamo,
                () -> {
                    thread.join();
                    dynamo.thenAccept(DynamoDbLocal::close);
                });
        return dynamo;
    }

    private static DynamoDbLocal started(CompletableFuture<DynamoDbLocal> dynamo)
            throws IOException {
        try {
            return dynamo.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }

    /** At once, and not only when the gateway opens: the rest of a start takes seconds. */
    private static void checkPort(int port) throws IOException {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assert free.isBound();
        } catch (BindException e) {
            String owner =
                    PortOwner.find(port)
                            .map(
                                    process ->
                                            " by process %d (%s)"
                                                    .formatted(
                                                            process.pid(),
                                                            process.info()
                                                                    .command()
                                                                    .orElse("unknown")))
                            .orElse("");
            throw new IOException(
                    "port %d is taken%s: end that, or choose another with --port"
                            .formatted(port, owner),
                    e);
        }
    }
}
