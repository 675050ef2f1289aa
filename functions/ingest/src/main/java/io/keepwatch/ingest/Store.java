package io.keepwatch.ingest;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.Dictionary;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a push where it belongs: one chunk for each host in it, unless it spans so much time or so
 * many bytes that it has to be cut.
 *
 * <p>Once key, host and series are known, a push of one host is one PutItem and no other call of
 * storage. An environment's first push of a host reads its key, its name and its dictionary; a new
 * host is registered in one transaction; series that are not listed yet cost one read a minute.
 */
final class Store {

    private final Tenancy tenancy;
    private final KnownHosts knownHosts;
    private final KnownSeries knownSeries;
    private final Clock clock;

    Store(Tenancy tenancy, KnownHosts knownHosts, Clock clock) {
        this.tenancy = tenancy;
        this.knownHosts = knownHosts;
        this.knownSeries = new KnownSeries(clock);
        this.clock = clock;
    }

    private record Put(HostId host, EncodedChunk chunk) {}

    /**
     * Returns once all of it is safe.
     *
     * @param refusals what was refused before; what storing refuses is added
     */
    IngestOutcome store(
            AgentCaller agent, Map<HostName, List<SeriesPoints>> byHost, Refusals refusals) {
        try {
            TenantScope scope = tenancy.enter(agent);
            List<HostName> overCap = new ArrayList<>();
            List<Put> puts = new ArrayList<>();
            for (Map.Entry<HostName, List<SeriesPoints>> each : byHost.entrySet()) {
                Optional<HostId> host = knownHosts.admit(agent, scope, each.getKey());
                if (host.isPresent()) {
                    puts.addAll(encode(agent, scope, host.get(), each.getValue(), refusals));
                } else {
                    overCap.add(each.getKey());
                    refusals.add(
                            Refusal.HOST_OVER_CAP, points(each.getValue()), each.getKey().value());
                }
            }
            if (!overCap.isEmpty() && overCap.size() == byHost.size()) {
                return new IngestOutcome.Rejected(refusals.message());
            }
            Instant arrivedAt = clock.instant();
            for (Put put : puts) {
                scope.chunks().put(put.host(), put.chunk(), arrivedAt);
            }
            return new IngestOutcome.Stored(refusals);
        } catch (StorageBusy e) {
            return new IngestOutcome.Busy();
        }
    }

    private List<Put> encode(
            AgentCaller agent,
            TenantScope scope,
            HostId host,
            List<SeriesPoints> points,
            Refusals refusals) {
        Dictionary dictionary = knownSeries.dictionaryFor(agent, scope, host, points);
        List<SeriesPoints> admitted = underSeriesCap(points, dictionary, refusals);
        return ChunkCodec.encodeAll(admitted, dictionary).stream()
                .map(chunk -> new Put(host, chunk))
                .toList();
    }

    /** Series that the host already has always pass; new ones as long as there is room. */
    private static List<SeriesPoints> underSeriesCap(
            List<SeriesPoints> points, Dictionary dictionary, Refusals refusals) {
        int room = Limits.SERIES_PER_HOST_MAX - dictionary.size();
        if (points.size() <= room) {
            return points;
        }
        List<SeriesPoints> admitted = new ArrayList<>();
        for (SeriesPoints each : points) {
            if (dictionary.indexOf(each.series()) >= 0) {
                admitted.add(each);
            } else if (room > 0) {
                admitted.add(each);
                room--;
            } else {
                refusals.add(
                        Refusal.SERIES_OVER_CAP, each.points().size(), each.series().toString());
            }
        }
        return admitted;
    }

    private static long points(List<SeriesPoints> points) {
        return points.stream().mapToLong(each -> each.points().size()).sum();
    }
}
