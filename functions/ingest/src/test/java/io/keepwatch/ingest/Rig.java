package io.keepwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.Cast;
import io.keepwatch.support.EventFiles;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import io.keepwatch.support.RemoteWrite;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Malformed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A handler with storage in memory, at noon, and what agents of Acme send to it. */
final class Rig {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final long T = NOON.toEpochMilli();

    private static final int HOSTS = 100;

    final MovableClock clock = new MovableClock(NOON);
    final InMemoryTenancy tenancy = new InMemoryTenancy(clock);
    final WatchedTenancy watched = new WatchedTenancy(tenancy);
    final TenantScope acme = tenancy.enter(Cast.ACME_AGENT);
    final IngestHandler handler =
            new IngestHandler(Cast.door(clock), watched, new KnownHosts(clock, HOSTS), clock);

    APIGatewayV2HTTPResponse push(RemoteWrite push) {
        return push(Cast.ACME_AGENT_KEY, push);
    }

    APIGatewayV2HTTPResponse push(Key key, RemoteWrite push) {
        return push(key, "POST /api/v1/write", push.version().contentType(), push.body());
    }

    APIGatewayV2HTTPResponse push(Key key, String route, String contentType, byte[] body) {
        APIGatewayV2HTTPEvent event = sample("ingest/protobuf");
        Map<String, String> headers = new HashMap<>(event.getHeaders());
        headers.put("authorization", "Bearer " + key.reveal());
        headers.put("content-type", contentType);
        event.setHeaders(headers);
        event.setRouteKey(route);
        event.setBody(Base64.getEncoder().encodeToString(body));
        event.setIsBase64Encoded(true);
        return push(event);
    }

    APIGatewayV2HTTPResponse push(APIGatewayV2HTTPEvent event) {
        return handler.handleRequest(event, TimeLeft.PLENTY);
    }

    static APIGatewayV2HTTPEvent sample(String name) {
        return EventFiles.load(name, APIGatewayV2HTTPEvent.class);
    }

    static String text(APIGatewayV2HTTPResponse answer) {
        return new String(Responses.body(answer), StandardCharsets.UTF_8);
    }

    List<Host> hosts() {
        return acme.hosts().page(Optional.empty(), HOSTS).items();
    }

    /** All of a host's chunks, each with what is in it. */
    List<List<SeriesPoints>> stored(HostName name) throws Malformed {
        Host host = acme.hosts().find(name).orElseThrow();
        DictionaryHistory history = DictionaryHistory.of(acme.dictionaries().segments(host.id()));
        List<List<SeriesPoints>> stored = new ArrayList<>();
        for (StoredChunk chunk :
                acme.chunks()
                        .between(
                                host.id(),
                                NOON.minus(Duration.ofDays(1)),
                                clock.instant().plus(Duration.ofHours(1)))) {
            stored.add(ChunkCodec.decode(chunk.chunk().bytes(), history::version));
        }
        return stored;
    }

    /** What is in the only chunk of a host. */
    List<SeriesPoints> only(HostName name) throws Malformed {
        List<List<SeriesPoints>> stored = stored(name);
        assertThat(stored).hasSize(1);
        return stored.getFirst();
    }
}
