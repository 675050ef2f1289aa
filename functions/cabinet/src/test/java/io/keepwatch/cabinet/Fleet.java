package io.keepwatch.cabinet;

import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.Caller;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Folding;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Hosts that have reported, put into storage as ingest and evaluate do. */
final class Fleet {

    private final TenantScope scope;

    Fleet(InMemoryTenancy tenancy) {
        this(tenancy, Cast.ACME_AGENT);
    }

    Fleet(InMemoryTenancy tenancy, Caller caller) {
        this.scope = tenancy.enter(caller);
    }

    TenantScope scope() {
        return scope;
    }

    Host host(String name) {
        return switch (scope.hosts().admit(new HostName(name), Limits.HOSTS_MAX)) {
            case Hosts.Admission.Added(Host host) -> host;
            case Hosts.Admission.Known(Host host) -> host;
            case Hosts.Admission.OverCap() -> throw new IllegalStateException("over the cap");
        };
    }

    /** One push: chunks of these samples, arrived then. */
    void push(Host host, Instant arrivedAt, SeriesPoints... points) {
        for (EncodedChunk chunk :
                ChunkCodec.encodeAll(List.of(points), dictionaries(host).newest())) {
            scope.chunks().put(host.id(), chunk, arrivedAt);
        }
    }

    /** Lists in the host's dictionary what its pushes of late brought. */
    void list(Host host, Instant now) {
        List<List<SeriesPoints>> recent = new ArrayList<>();
        DictionaryHistory history = dictionaries(host);
        try {
            for (var stored : scope.chunks().newest(host.id(), Folding.RECENT_CHUNKS)) {
                recent.add(ChunkCodec.decode(stored.chunk().bytes(), history::version));
            }
            DictionarySegment next =
                    Folding.next(history, recent, now, now.plus(Limits.DICTIONARY_KEPT))
                            .orElseThrow();
            scope.dictionaries().add(host.id(), next);
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    private DictionaryHistory dictionaries(Host host) {
        try {
            return DictionaryHistory.of(scope.dictionaries().segments(host.id()));
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    static Series gauge(String name, String... labels) {
        return new Series(name, labels(labels), Kind.GAUGE, ValueType.DOUBLE, "1");
    }

    static Series counter(String name, String... labels) {
        return new Series(name, labels(labels), Kind.COUNTER, ValueType.LONG, "By");
    }

    static Series histogram(String name, String... labels) {
        return new Series(name, labels(labels), Kind.COUNTER, ValueType.HISTOGRAM, "s");
    }

    static SeriesPoints at(Series series, Instant time, Histogram.Builder histogram) {
        return switch (histogram.build()) {
            case Histogram.Built.Valid(Histogram valid) ->
                    new SeriesPoints(
                            series,
                            new HistogramPoints(
                                    new long[] {time.toEpochMilli()}, new Histogram[] {valid}));
            case Histogram.Built.Invalid(Histogram.Fault fault) ->
                    throw new IllegalArgumentException(fault.toString());
        };
    }

    static long bits(ValueType type, double value) {
        return switch (type) {
            case LONG -> (long) value;
            case DOUBLE -> Double.doubleToRawLongBits(value);
            case HISTOGRAM -> throw new IllegalArgumentException("no number");
        };
    }

    static SeriesPoints at(Series series, Instant time, double value) {
        long bits = bits(series.type(), value);
        return new SeriesPoints(
                series, new NumberPoints(new long[] {time.toEpochMilli()}, new long[] {bits}));
    }

    static SeriesPoints bits(Series series, Instant time, long bits) {
        return new SeriesPoints(
                series, new NumberPoints(new long[] {time.toEpochMilli()}, new long[] {bits}));
    }

    private static List<Label> labels(String... namesAndValues) {
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.add(new Label(namesAndValues[i], namesAndValues[i + 1]));
        }
        return labels;
    }
}
