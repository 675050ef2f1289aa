package io.keepwatch.local.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keepwatch.local.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The JDK's HTTP server on 127.0.0.1, a virtual thread a request, with limits on what a client may
 * hold up: slow senders, slow readers and idle connections are cut off.
 */
public final class LoopbackServer implements AutoCloseable {

    /** How long a request may take to arrive, first byte to last. */
    static final Duration REQUEST_MAX = Duration.ofSeconds(30);

    /** From the request's last byte to the answer's: a function's 29 s, and time to read. */
    static final Duration RESPONSE_MAX = Duration.ofSeconds(90);

    static final Duration IDLE_MAX = Duration.ofSeconds(60);

    /** How long our own clients keep a connection that they do not use. */
    private static final Duration REUSE_MAX = Duration.ofSeconds(10);

    /** Name, value and what is between them, of all headers. */
    static final int HEADER_BYTES_MAX = 32 * 1024;

    static final int HEADERS_MAX = 100;
    private static final int CONNECTIONS_MAX = 1_000;

    static {
        prepare();
    }

    private final HttpServer server;
    private final ExecutorService threads;

    /** Answers one request. Whatever it throws is logged and answered with 500. */
    @FunctionalInterface
    public interface Answerer {

        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private LoopbackServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * The limits are settings of the whole process, read when the first server is made: call this
     * before any is.
     */
    public static void prepare() {
        System.setProperty("sun.net.httpserver.maxReqTime", "" + REQUEST_MAX.toSeconds());
        System.setProperty("sun.net.httpserver.maxRspTime", "" + RESPONSE_MAX.toSeconds());
        System.setProperty("sun.net.httpserver.idleInterval", "" + IDLE_MAX.toSeconds());
        System.setProperty("sun.net.httpserver.maxReqHeaders", "" + HEADERS_MAX);
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", "" + HEADER_BYTES_MAX);
        System.setProperty("jdk.httpserver.maxConnections", "" + CONNECTIONS_MAX);
        // Else each answer of two writes waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Less than any server here keeps an idle connection, so that none is used as it closes.
        System.setProperty("jdk.httpclient.keepalive.timeout", "" + REUSE_MAX.toSeconds());
    }

    /**
     * @param port 0 for any that is free
     * @throws java.net.BindException if the port is taken
     */
    public static LoopbackServer start(int port, String name, Answerer answerer, Log log)
            throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory());
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, answerer, name, log));
        server.start();
        return new LoopbackServer(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Answerer answerer, String name, Log log)
            throws IOException {
        try (exchange) {
            try {
                answerer.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                log.error(name + ": a request failed", e);
                fail(exchange);
            }
        }
    }

    /** Once an answer has begun it can only be cut off. */
    private static void fail(HttpExchange exchange) throws IOException {
        if (exchange.getResponseCode() < 0) {
            exchange.getResponseHeaders().clear();
            send(exchange, 500, "application/json", "{\"message\":\"Internal Server Error\"}");
        }
    }

    static void send(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean bodiless =
                exchange.getRequestMethod().equals("HEAD")
                        || status == 204
                        || status == 304
                        || body.length == 0;
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
            // Closing reads the rest of the request first, and gives up where that is broken.
            exchange.getResponseBody().flush();
        }
    }
}
