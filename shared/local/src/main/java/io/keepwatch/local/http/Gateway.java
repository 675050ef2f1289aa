package io.keepwatch.local.http;

import com.sun.net.httpserver.HttpExchange;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invocation.Failed;
import io.keepwatch.local.Invocation.Returned;
import io.keepwatch.local.Invocation.Throttled;
import io.keepwatch.local.Invocation.TooLarge;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.Log;
import io.keepwatch.local.MovableClock;
import io.keepwatch.local.gate.Calls;
import io.keepwatch.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The HTTP API on loopback: finds the function for a request, hands it over as payload format 2.0
 * and answers as API Gateway does. What only this machine has lies under {@code /_local/} and at
 * {@code /demo.json}.
 */
public final class Gateway implements AutoCloseable {

    /** API Gateway's limit on a body. */
    static final int BODY_BYTES_MAX = 10 * 1024 * 1024;

    /** How long an HTTP API waits for a function. */
    private static final int INTEGRATION_SECONDS_MAX = 30;

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String JSON = "application/json";

    private final Options options;
    private final Router router;
    private final Invoker invoker;
    private final MovableClock clock;
    private final LocalDoor localDoor;
    private final Log log;
    private final LoopbackServer server;

    /**
     * @param port 0 for any that is free
     * @param host a name, besides those of loopback, under which the gateway may be spoken to
     * @param demo the file that {@code /demo.json} shows
     */
    public record Options(int port, Optional<String> host, BodyShape shape, Path demo) {}

    private Gateway(
            Options options,
            Template template,
            Invoker invoker,
            MovableClock clock,
            Calls calls,
            Log log)
            throws IOException {
        this.options = options;
        this.router = new Router(template);
        this.invoker = invoker;
        this.clock = clock;
        this.localDoor = new LocalDoor(options.demo(), clock, calls);
        this.log = log;
        this.server = LoopbackServer.start(options.port(), "gateway", this::answer, log);
    }

    /**
     * @throws java.net.BindException if the port is taken
     * @throws IllegalArgumentException if two functions have the same route
     */
    public static Gateway start(
            Options options,
            Template template,
            Invoker invoker,
            MovableClock clock,
            Calls calls,
            Log log)
            throws IOException {
        return new Gateway(options, template, invoker, clock, calls, log);
    }

    public URI uri() {
        return server.uri();
    }

    @Override
    public void close() {
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        String path = rawPath(exchange.getRequestURI());
        if (!isForUs(exchange)) {
            // A page elsewhere could have its own name lead to this machine (DNS rebinding).
            refuse(exchange, 421, "Misdirected Request");
        } else if (!path.startsWith("/")) {
            refuse(exchange, 400, "Bad Request");
        } else if (!METHODS.contains(exchange.getRequestMethod())) {
            refuse(exchange, 405, "Method Not Allowed");
        } else if (localDoor.answers(path)) {
            localDoor.answer(exchange, path);
        } else {
            Optional<Router.Match> match = router.find(exchange.getRequestMethod(), path);
            if (match.isPresent()) {
                answer(exchange, match.get());
            } else {
                refuse(exchange, 404, "Not Found");
            }
        }
    }

    private void answer(HttpExchange exchange, Router.Match match)
            throws IOException, InterruptedException {
        Optional<byte[]> body = body(exchange, BODY_BYTES_MAX);
        if (body.isEmpty()) {
            return;
        }
        String requestId = UUID.randomUUID().toString();
        exchange.getResponseHeaders().set("apigw-requestid", requestId);
        byte[] event =
                new HttpEvent(exchange, match)
                        .json(body.get(), options.shape(), clock.instant(), requestId);
        Optional<Invocation> invocation = invoke(match.function(), event);
        if (invocation.isEmpty()) {
            refuse(exchange, 503, "Service Unavailable");
            return;
        }
        switch (invocation.get()) {
            case Returned(byte[] response) -> {
                Optional<HttpAnswer> answer = HttpAnswer.parse(response);
                if (answer.isPresent()) {
                    send(exchange, answer.get());
                } else {
                    log.warn(
                            "%s: its answer is not one that API Gateway understands"
                                    .formatted(match.function()));
                    refuse(exchange, 500, "Internal Server Error");
                }
            }
            case Failed failed -> refuse(exchange, 500, "Internal Server Error");
            case Throttled throttled -> refuse(exchange, 503, "Service Unavailable");
            case TooLarge tooLarge -> refuse(exchange, 413, "Request Entity Too Large");
        }
    }

    /** Empty if the function took longer than the gateway waits; it goes on by itself. */
    private Optional<Invocation> invoke(String function, byte[] event)
            throws IOException, InterruptedException {
        FutureTask<Invocation> call = new FutureTask<>(() -> invoker.invoke(function, event));
        Thread.ofVirtual().name("integration").start(call);
        try {
            return Optional.of(call.get(INTEGRATION_SECONDS_MAX, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IOException("the call of " + function + " broke", e);
        }
    }

    /** The path as sent. {@link URI} takes the start of {@code //a/b} for a host. */
    static String rawPath(URI uri) {
        String text = uri.toString();
        if (uri.isAbsolute()) {
            return uri.getRawPath() == null ? "" : uri.getRawPath();
        }
        return text.split("[?#]", 2)[0];
    }

    private boolean isForUs(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Host");
        if (header == null) {
            return false;
        }
        String host = header.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("127.0.0.1")
                || host.equals("[::1]")
                || options.host().filter(host::equals).isPresent();
    }

    /** The whole body; empty if it is longer than {@code max} or broken, and so refused. */
    static Optional<byte[]> body(HttpExchange exchange, int max) throws IOException {
        byte[] body;
        try {
            body = exchange.getRequestBody().readNBytes(max + 1);
        } catch (IOException | IndexOutOfBoundsException e) {
            // The latter is how the JDK's server takes a chunk whose length is beyond an int's.
            exchange.getResponseHeaders().set("Connection", "close");
            refuse(exchange, 400, "Bad Request");
            return Optional.empty();
        }
        if (body.length > max) {
            refuse(exchange, 413, "Request Entity Too Large");
            return Optional.empty();
        }
        return Optional.of(body);
    }

    private static void send(HttpExchange exchange, HttpAnswer answer) throws IOException {
        answer.headers()
                .forEach(
                        header ->
                                exchange.getResponseHeaders()
                                        .add(header.getKey(), header.getValue()));
        LoopbackServer.send(exchange, answer.status(), answer.body());
    }

    static void refuse(HttpExchange exchange, int status, String message) throws IOException {
        LoopbackServer.send(exchange, status, JSON, "{\"message\":\"" + message + "\"}");
    }
}
