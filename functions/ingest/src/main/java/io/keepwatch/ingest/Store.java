package io.keepwatch.ingest;

import io.keepwatch.aws.Parallel;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.Dictionary;
import io.keepwatch.telemetry.chunk.NewText;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SeriesLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

    /** The samples of one host in a push. */
    private record OfHost(HostName name, List<SeriesPoints> points) {}

    /** What became of them. */
    private sealed interface Stored {

        /** Of what was not over the host's cap of series. */
        record Safe(Refusals refusals) implements Stored {}

        record OverCap(OfHost samples) implements Stored {}
    }

    /**
     * Returns once all of it is safe, or when the time is over. Several hosts are worked on at
     * once, those that are known first. If one fails, others may be stored already, and the repeat
     * puts them again; what is registered by then is known to it.
     *
     * @param refusals what was refused before; what storing refuses is added
     * @param time that it may take
     */
    IngestOutcome store(
            AgentCaller agent,
            Map<HostName, List<SeriesPoints>> byHost,
            Refusals refusals,
            Duration time) {
        try {
            return Parallel.within(time, () -> store(agent, byHost, refusals));
        } catch (StorageBusy e) {
            return new IngestOutcome.Busy();
        }
    }

    private IngestOutcome store(
            AgentCaller agent, Map<HostName, List<SeriesPoints>> byHost, Refusals refusals) {
        TenantScope scope = tenancy.enter(agent);
        NewText newText = NewText.of(byHost.values(), SeriesLimits.NEW_TEXT_BYTES_MAX);
        // Most pushes are of one host, and a long one of its own is put in several chunks at once.
        int putsAtOnce = Math.max(1, Parallel.CALLS_MAX / Math.max(1, byHost.size()));
        List<Stored> stored =
                Parallel.map(
                        knownFirst(agent, byHost),
                        Parallel.CALLS_MAX,
                        each -> store(agent, scope, each, newText, putsAtOnce));
        List<HostName> overCap = new ArrayList<>();
        for (Stored each : stored) {
            switch (each) {
                case Stored.Safe(Refusals ofSeries) -> refusals.addAll(ofSeries);
                case Stored.OverCap(OfHost(HostName name, List<SeriesPoints> points)) -> {
                    overCap.add(name);
                    refusals.add(Refusal.HOST_OVER_CAP, points(points), name.value());
                }
            }
        }
        if (!overCap.isEmpty()) {
            knownHosts.tellOwner(agent, scope, overCap.getFirst());
        }
        return !overCap.isEmpty() && overCap.size() == stored.size()
                ? new IngestOutcome.Rejected(refusals.message())
                : new IngestOutcome.Stored(refusals);
    }

    private List<OfHost> knownFirst(AgentCaller agent, Map<HostName, List<SeriesPoints>> byHost) {
        Map<Boolean, List<OfHost>> byKnown =
                byHost.entrySet().stream()
                        .map(each -> new OfHost(each.getKey(), each.getValue()))
                        .collect(
                                Collectors.partitioningBy(
                                        each -> knownHosts.knows(agent, each.name())));
        List<OfHost> inOrder = new ArrayList<>(byKnown.get(true));
        inOrder.addAll(byKnown.get(false));
        return inOrder;
    }

    private Stored store(
            AgentCaller agent, TenantScope scope, OfHost samples, NewText newText, int putsAtOnce) {
        Optional<HostId> host = knownHosts.admit(agent, scope, samples.name());
        if (host.isEmpty()) {
            return new Stored.OverCap(samples);
        }
        Dictionary dictionary =
                knownSeries.dictionaryFor(agent, scope, host.get(), samples.points());
        Refusals refusals = new Refusals();
        List<SeriesPoints> admitted = underSeriesCap(samples.points(), dictionary, refusals);
        ChunkCodec.Encoded encoded = ChunkCodec.encodeAll(admitted, dictionary, newText);
        for (SeriesPoints each : encoded.refused()) {
            refuse(Refusal.NEW_TEXT_OVER_CAP, each, refusals);
        }
        Instant arrivedAt = clock.instant();
        Parallel.forEach(
                encoded.chunks(),
                putsAtOnce,
                chunk -> scope.chunks().put(host.get(), chunk, arrivedAt));
        return new Stored.Safe(refusals);
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
                refuse(Refusal.SERIES_OVER_CAP, each, refusals);
            }
        }
        return admitted;
    }

    private static void refuse(Refusal reason, SeriesPoints points, Refusals refusals) {
        refusals.add(reason, points.points().size(), points.series().toString());
    }

    private static long points(List<SeriesPoints> points) {
        return points.stream().mapToLong(each -> each.points().size()).sum();
    }
}
