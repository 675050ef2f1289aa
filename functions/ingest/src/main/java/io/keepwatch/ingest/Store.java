package io.keepwatch.ingest;

import io.keepwatch.aws.Parallel;
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

    /** What is known of a host that a push names. */
    private sealed interface Found {

        record Known(HostId host, Dictionary dictionary, List<SeriesPoints> points)
                implements Found {}

        record OverCap(HostName name, List<SeriesPoints> points) implements Found {}
    }

    private record Put(HostId host, EncodedChunk chunk) {}

    /**
     * Returns once all of it is safe. What each host needs of storage is asked for at once, and so
     * are all puts; if one fails, others may be stored already, and the repeat puts them again.
     *
     * @param refusals what was refused before; what storing refuses is added
     */
    IngestOutcome store(
            AgentCaller agent, Map<HostName, List<SeriesPoints>> byHost, Refusals refusals) {
        try {
            TenantScope scope = tenancy.enter(agent);
            List<Found> found =
                    Parallel.map(
                            List.copyOf(byHost.entrySet()),
                            Parallel.CALLS_MAX,
                            each -> find(agent, scope, each.getKey(), each.getValue()));
            List<Put> puts = new ArrayList<>();
            int overCap = 0;
            for (Found each : found) {
                switch (each) {
                    case Found.Known known -> puts.addAll(encode(known, refusals));
                    case Found.OverCap(HostName name, List<SeriesPoints> points) -> {
                        overCap++;
                        refusals.add(Refusal.HOST_OVER_CAP, points(points), name.value());
                    }
                }
            }
            if (overCap > 0 && overCap == found.size()) {
                return new IngestOutcome.Rejected(refusals.message());
            }
            Instant arrivedAt = clock.instant();
            Parallel.forEach(
                    puts,
                    Parallel.CALLS_MAX,
                    put -> scope.chunks().put(put.host(), put.chunk(), arrivedAt));
            return new IngestOutcome.Stored(refusals);
        } catch (StorageBusy e) {
            return new IngestOutcome.Busy();
        }
    }

    private Found find(
            AgentCaller agent, TenantScope scope, HostName name, List<SeriesPoints> points) {
        Optional<HostId> host = knownHosts.admit(agent, scope, name);
        return host.isEmpty()
                ? new Found.OverCap(name, points)
                : new Found.Known(
                        host.get(),
                        knownSeries.dictionaryFor(agent, scope, host.get(), points),
                        points);
    }

    private static List<Put> encode(Found.Known known, Refusals refusals) {
        List<SeriesPoints> admitted = underSeriesCap(known.points(), known.dictionary(), refusals);
        return ChunkCodec.encodeAll(admitted, known.dictionary()).stream()
                .map(chunk -> new Put(known.host(), chunk))
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
