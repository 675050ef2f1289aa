package io.keepwatch.local.self;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.keepwatch.local.http.LoopbackServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfMetricsTest {

    private record Received(String path, String authorization, String body) {}

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private HttpServer door;

    @BeforeEach
    void openDoor() throws IOException {
        LoopbackServer.prepare();
        door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.createContext(
                "/",
                exchange -> {
                    byte[] body = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
                    received.add(
                            new Received(
                                    exchange.getRequestURI().getPath(),
                                    exchange.getRequestHeaders().getFirst("authorization"),
                                    new String(body, StandardCharsets.ISO_8859_1)));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        door.start();
    }

    @AfterEach
    void closeDoor() {
        door.stop(0);
    }

    @Test
    void reportsThisMachineAsAnAgentWould() {
        URI url = URI.create("http://127.0.0.1:" + door.getAddress().getPort());
        Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
        try (SelfMetrics self = SelfMetrics.start(url, "kwi_test", Duration.ofHours(1), clock)) {
            assertThat(self.report()).isTrue();
        }

        Received push = received.remove();
        assertThat(push.path()).isEqualTo("/v1/metrics");
        assertThat(push.authorization()).isEqualTo("Bearer kwi_test");
        assertThat(push.body())
                .contains(
                        "host.name",
                        "system.cpu.time",
                        "system.cpu.load_average.1m",
                        "system.memory.usage",
                        "system.paging.usage",
                        "system.filesystem.usage",
                        "system.network.io",
                        "system.uptime");
    }
}
