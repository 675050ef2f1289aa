package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.otlp.MetricsMessage.Data;
import io.keepwatch.telemetry.otlp.MetricsMessage.Metric;
import io.keepwatch.telemetry.otlp.MetricsMessage.NumberDataPoint;
import io.keepwatch.telemetry.otlp.MetricsMessage.Request;
import io.keepwatch.telemetry.otlp.MetricsMessage.ResourceMetrics;
import io.keepwatch.telemetry.otlp.MetricsMessage.ScopeMetrics;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import io.keepwatch.telemetry.push.SeriesLimits;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Numbers;
import io.keepwatch.telemetry.wire.Pieces;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Utf8;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;
import java.util.Optional;

/**
 * Reads an {@code ExportMetricsServiceRequest} straight off the wire. A point whose series is known
 * costs no memory: its attributes are looked up by their bytes.
 *
 * <p>Fields may stand in any order and in pieces, as protobuf allows, so a message that needs it is
 * passed over twice: once for what its parts depend on, once for the parts. What is not stored
 * (descriptions, scopes, exemplars) is checked all the same: nothing is read that the official
 * classes would not read.
 */
final class ProtobufReader {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** No field has this one. */
    private static final int NO_TAG = 0;

    private final Meanings meanings;
    private final Wire wire = Span.EMPTY.wire();
    private final MetricHead head = new MetricHead();
    private final Pieces resourcePieces = new Pieces();
    private final Pieces attributes = new Pieces();
    private final ExplicitPoint explicit = new ExplicitPoint();
    private final ExponentialPoint exponential = new ExponentialPoint();
    private final SummaryPoint summary = new SummaryPoint();

    private SampleSink sink;
    private Refusals refusals;
    private Meaning.Resource resource;
    private Meaning.Metric metric;
    private int pieceEnd;
    private int temporality;
    private boolean monotonic;
    private Optional<HostName> observedHost;
    private long millis;
    private int points;
    private long samples;
    private long staleMarks;

    ProtobufReader(CanonicalNames names) {
        meanings = new Meanings(names);
    }

    /** Reads the first {@code length} bytes of {@code body}. */
    OtlpOutcome.Read read(byte[] body, int length, SampleSink to, Refusals refused)
            throws MalformedBody {
        wire.bytes = body;
        wire.position = 0;
        sink = to;
        refusals = refused;
        points = 0;
        samples = 0;
        staleMarks = 0;
        try {
            request(length);
            return new OtlpOutcome.Read(samples, staleMarks);
        } finally {
            forget();
        }
    }

    /** Lets go of the body, which may be large, and of what it leads to. */
    private void forget() {
        wire.bytes = Span.EMPTY.bytes();
        resourcePieces.clear();
        attributes.clear();
        explicit.attributes.clear();
        exponential.attributes.clear();
        summary.attributes.clear();
        observedHost = Optional.empty();
        sink = null;
        refusals = null;
        resource = null;
        metric = null;
    }

    private void request(int end) throws MalformedBody {
        while (wire.position < end) {
            int tag = wire.tag(end);
            if (tag == Request.RESOURCE_METRICS) {
                resourceMetrics(wire.contentEnd(end));
            } else {
                wire.skipUnknown(tag, Request.FIELDS, end);
            }
        }
    }

    private void resourceMetrics(int end) throws MalformedBody {
        int from = wire.position;
        findResource(end);
        resource = meanings.resource(resourcePieces);
        wire.position = from;
        while (wire.position < end) {
            int tag = wire.tag(end);
            if (tag == ResourceMetrics.SCOPE_METRICS) {
                scopeMetrics(wire.contentEnd(end));
            } else {
                wire.skip(tag, end);
            }
        }
    }

    private void findResource(int end) throws MalformedBody {
        resourcePieces.clear();
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case ResourceMetrics.RESOURCE -> {
                    int to = wire.contentEnd(end);
                    resourcePieces.add(wire.bytes, wire.position, to);
                    wire.position = to;
                }
                case ResourceMetrics.SCHEMA_URL -> WireCheck.string(wire, end);
                case ResourceMetrics.SCOPE_METRICS -> wire.skip(tag, end);
                default -> wire.skipUnknown(tag, ResourceMetrics.FIELDS, end);
            }
        }
    }

    private void scopeMetrics(int end) throws MalformedBody {
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case ScopeMetrics.METRICS -> metric(wire.contentEnd(end));
                case ScopeMetrics.SCOPE -> WireCheck.message(wire, MessageShapes.SCOPE, end);
                case ScopeMetrics.SCHEMA_URL -> WireCheck.string(wire, end);
                default -> wire.skipUnknown(tag, ScopeMetrics.FIELDS, end);
            }
        }
    }

    private void metric(int end) throws MalformedBody {
        head.read(wire, end);
        if (head.repeats || head.data == 0) {
            check(end);
        }
        switch (head.data) {
            case Metric.GAUGE -> store(Kind.GAUGE, Data.GAUGE_FIELDS, end);
            case Metric.SUM -> sum(end);
            case Metric.HISTOGRAM, Metric.EXPONENTIAL_HISTOGRAM -> histogram(end);
            case Metric.SUMMARY -> store(Kind.COUNTER, Data.GAUGE_FIELDS, end);
            default -> {
                // No data, so no points.
            }
        }
        wire.position = end;
    }

    /** Checks a metric of which not everything will be read. */
    private void check(int end) throws MalformedBody {
        wire.position = head.from;
        WireCheck.content(wire, MessageShapes.METRIC, end);
    }

    private void sum(int end) throws MalformedBody {
        readTraits(Data.SUM_FIELDS, end);
        switch (temporality) {
            case MetricsMessage.TEMPORALITY_CUMULATIVE ->
                    store(monotonic ? Kind.COUNTER : Kind.UP_DOWN_COUNTER, Data.SUM_FIELDS, end);
            case MetricsMessage.TEMPORALITY_DELTA ->
                    store(
                            monotonic ? Kind.DELTA_COUNTER : Kind.DELTA_UP_DOWN_COUNTER,
                            Data.SUM_FIELDS,
                            end);
            default -> refuse(Refusal.NO_TEMPORALITY, name(), end);
        }
    }

    private void histogram(int end) throws MalformedBody {
        readTraits(Data.HISTOGRAM_FIELDS, end);
        switch (temporality) {
            case MetricsMessage.TEMPORALITY_CUMULATIVE ->
                    store(Kind.COUNTER, Data.HISTOGRAM_FIELDS, end);
            case MetricsMessage.TEMPORALITY_DELTA ->
                    store(Kind.DELTA_COUNTER, Data.HISTOGRAM_FIELDS, end);
            default -> refuse(Refusal.NO_TEMPORALITY, name(), end);
        }
    }

    /** Reads what data say beside their points. */
    private void readTraits(int fields, int end) throws MalformedBody {
        temporality = 0;
        monotonic = false;
        startData();
        for (int tag = nextOfData(end); tag != NO_TAG; tag = nextOfData(end)) {
            switch (tag) {
                case Data.TEMPORALITY -> temporality = (int) wire.varint(pieceEnd);
                case Data.IS_MONOTONIC -> monotonic = wire.varint(pieceEnd) != 0;
                case Data.DATA_POINTS -> wire.skip(tag, pieceEnd);
                default -> wire.skipUnknown(tag, fields, pieceEnd);
            }
        }
    }

    private void store(Kind kind, int fields, int end) throws MalformedBody {
        if (resource.refused.isPresent()) {
            refuse(resource.refused.get().reason(), resource.refused.get().example(), end);
        } else if (head.nameTo == head.nameFrom) {
            refuse(Refusal.NO_NAME, "", end);
        } else if (head.nameTo - head.nameFrom > nameBytesMax()) {
            refuse(Refusal.NAME_TOO_LONG, name(), end);
        } else if (head.unitTo - head.unitFrom > SeriesLimits.UNIT_BYTES_MAX) {
            refuse(Refusal.UNIT_TOO_LONG, name(), end);
        } else {
            metric = meanings.metric(resource.labels, wire.bytes, head, kind);
            storePoints(fields, end);
        }
    }

    /** All series of a point are stored, or none is. */
    private int nameBytesMax() {
        return switch (head.data) {
            case Metric.GAUGE, Metric.SUM -> SeriesLimits.NAME_BYTES_MAX;
            default -> SeriesLimits.NAME_BYTES_MAX - Observed.of(head.data).longestSuffix.length();
        };
    }

    private void storePoints(int fields, int end) throws MalformedBody {
        startData();
        for (int tag = nextOfData(end); tag != NO_TAG; tag = nextOfData(end)) {
            switch (tag) {
                case Data.DATA_POINTS -> anyPoint(wire.contentEnd(pieceEnd));
                case Data.TEMPORALITY, Data.IS_MONOTONIC -> wire.skip(tag, pieceEnd);
                default -> wire.skipUnknown(tag, fields, pieceEnd);
            }
        }
    }

    private void anyPoint(int end) throws MalformedBody {
        countPoint();
        switch (head.data) {
            case Metric.GAUGE, Metric.SUM -> point(end);
            case Metric.HISTOGRAM -> observed(explicit, end);
            case Metric.EXPONENTIAL_HISTOGRAM -> observed(exponential, end);
            default -> observed(summary, end);
        }
    }

    private void point(int end) throws MalformedBody {
        long time = 0;
        long bits = 0;
        int value = 0;
        long flags = 0;
        attributes.clear();
        while (wire.position < end) {
            int at = wire.position;
            int tag = wire.tag(end);
            switch (tag) {
                case NumberDataPoint.ATTRIBUTES -> {
                    wire.position = wire.contentEnd(end);
                    attributes.add(wire.bytes, at, wire.position);
                }
                case NumberDataPoint.TIME -> time = wire.fixed64(end);
                case NumberDataPoint.AS_DOUBLE, NumberDataPoint.AS_INT -> {
                    value = tag;
                    bits = wire.fixed64(end);
                }
                case NumberDataPoint.FLAGS -> flags = wire.varint(end);
                case NumberDataPoint.START_TIME -> wire.skip(tag, end);
                case NumberDataPoint.EXEMPLARS ->
                        WireCheck.message(wire, MessageShapes.EXEMPLAR, end);
                default -> wire.skipUnknown(tag, NumberDataPoint.FIELDS, end);
            }
        }
        ValueType type = value == NumberDataPoint.AS_INT ? ValueType.LONG : ValueType.DOUBLE;
        Meaning meaning = meanings.point(metric, type, attributes);
        if (meaning instanceof Meaning.NotStored notStored) {
            refusals.add(notStored.refused.reason(), notStored.refused.example());
        } else if ((flags & MetricsMessage.NO_RECORDED_VALUE) != 0) {
            staleMarks++;
        } else if (value == 0) {
            refusals.add(Refusal.NO_VALUE, metric.name);
        } else if (time == 0) {
            refusals.add(Refusal.NO_TIME, metric.name);
        } else if (meaning instanceof Meaning.Stored stored) {
            handOver(stored, Long.divideUnsigned(time, NANOS_PER_MILLI), bits);
        }
    }

    private void handOver(Meaning.Stored stored, long millis, long bits) {
        samples++;
        sink.sample(
                resource.host.isPresent() ? resource.host : stored.host,
                stored.canonical.series(),
                millis,
                stored.canonical.bits(stored.sent, bits));
    }

    private void observed(ObservedPoint point, int end) throws MalformedBody {
        point.read(wire, end);
        Meaning meaning = meanings.parts(metric, Observed.of(head.data), point.attributes);
        if (meaning instanceof Meaning.NotStored notStored) {
            refusals.add(notStored.refused.reason(), notStored.refused.example());
        } else if (point.isStale()) {
            staleMarks++;
        } else if (point.time == 0) {
            refusals.add(Refusal.NO_TIME, metric.name);
        } else if (meaning instanceof Meaning.Parts parts) {
            observedHost = resource.host.isPresent() ? resource.host : parts.host;
            millis = Long.divideUnsigned(point.time, NANOS_PER_MILLI);
            switch (point) {
                case ExplicitPoint histogram -> explicit(parts, histogram);
                case ExponentialPoint histogram -> exponential(parts, histogram);
                case SummaryPoint quantiles -> summary(parts, quantiles);
            }
        }
    }

    private void explicit(Meaning.Parts parts, ExplicitPoint point) throws MalformedBody {
        if (point.hasTooMany()) {
            refusals.add(Refusal.BUCKETS_TOO_MANY, metric.name);
        } else if (!point.fits()) {
            refusals.add(Refusal.BUCKETS_IN_DISORDER, metric.name);
        } else if (!point.accumulate()) {
            refusals.add(Refusal.COUNT_IMPOSSIBLE, metric.name);
        } else if (point.counts.size() == 0) {
            handOver(parts, point);
        } else {
            buckets(parts, Observed.EXPLICIT, point.bounds, ValueType.LONG, point.counts, point);
        }
    }

    private void summary(Meaning.Parts parts, SummaryPoint point) throws MalformedBody {
        if (point.quantiles.tooMany()) {
            refusals.add(Refusal.BUCKETS_TOO_MANY, metric.name);
        } else if (point.count < 0) {
            refusals.add(Refusal.COUNT_IMPOSSIBLE, metric.name);
        } else {
            buckets(
                    parts,
                    Observed.SUMMARY,
                    point.quantiles,
                    ValueType.DOUBLE,
                    point.values,
                    point);
        }
    }

    private void buckets(
            Meaning.Parts parts,
            Observed observed,
            Numbers bounds,
            ValueType type,
            Numbers values,
            ObservedPoint point)
            throws MalformedBody {
        Meaning meaning = meanings.buckets(parts, observed, bounds);
        if (meaning instanceof Meaning.NotStored notStored) {
            refusals.add(notStored.refused.reason(), notStored.refused.example());
        } else if (meaning instanceof Meaning.Buckets buckets) {
            boolean isTaken = true;
            for (int i = 0; i < buckets.series.length && isTaken; i++) {
                isTaken = isTaken(buckets.series[i], type, values.get(i));
            }
            if (isTaken) {
                handOver(parts, point);
            }
        }
    }

    private void exponential(Meaning.Parts parts, ExponentialPoint point) throws MalformedBody {
        switch (point.build()) {
            case Histogram.Built.Invalid(Histogram.Fault fault) ->
                    refusals.add(Refusal.of(fault), metric.name);
            case Histogram.Built.Valid(Histogram histogram) -> {
                countSample();
                if (sink.histogram(observedHost, parts.whole, millis, histogram)) {
                    handOver(parts, point);
                }
            }
        }
    }

    /** Hands over what such points have in common. */
    private void handOver(Meaning.Parts parts, ObservedPoint point) throws MalformedBody {
        boolean isTaken = isTaken(parts.count, ValueType.LONG, point.count);
        if (isTaken && point.hasSum) {
            isTaken(parts.sum, ValueType.DOUBLE, point.sum);
        }
        if (isTaken && point.hasMin) {
            isTaken(parts.min, ValueType.DOUBLE, point.min);
        }
        if (isTaken && point.hasMax) {
            isTaken(parts.max, ValueType.DOUBLE, point.max);
        }
    }

    /**
     * Hands over a sample of a point of several. If one is not taken none would be, as they are of
     * one time, and so no more are handed over: to its sender it is one point that is refused.
     */
    private boolean isTaken(Canonical series, ValueType type, long bits) throws MalformedBody {
        countSample();
        return sink.sample(observedHost, series.series(), millis, series.bits(type, bits));
    }

    /** Refuses all points of the metric. */
    private void refuse(Refusal reason, String example, int end) throws MalformedBody {
        check(end);
        int refused = 0;
        startData();
        for (int tag = nextOfData(end); tag != NO_TAG; tag = nextOfData(end)) {
            wire.skip(tag, pieceEnd);
            if (tag == Data.DATA_POINTS) {
                countPoint();
                refused++;
            }
        }
        refusals.add(reason, refused, example);
    }

    private void startData() {
        wire.position = head.dataFrom;
        pieceEnd = head.dataFrom;
    }

    /**
     * The tag of the next field of the metric's data, whose pieces may lie apart; its content ends
     * by {@link #pieceEnd}. {@link #NO_TAG} after the last.
     */
    private int nextOfData(int end) throws MalformedBody {
        while (wire.position == pieceEnd) {
            if (wire.position == end) {
                return NO_TAG;
            }
            int tag = wire.tag(end);
            if (tag == head.data) {
                pieceEnd = wire.contentEnd(end);
            } else {
                wire.skip(tag, end);
                pieceEnd = wire.position;
            }
        }
        return wire.tag(pieceEnd);
    }

    private void countPoint() throws MalformedBody {
        if (++points > OtlpReader.DATA_POINTS_MAX) {
            throw new MalformedBody(
                    "more than %d data points; send smaller batches"
                            .formatted(OtlpReader.DATA_POINTS_MAX));
        }
    }

    private void countSample() throws MalformedBody {
        if (++samples > OtlpReader.SAMPLES_MAX) {
            throw new MalformedBody(
                    "more than %d samples, each bucket being one; send smaller batches"
                            .formatted(OtlpReader.SAMPLES_MAX));
        }
    }

    private String name() throws MalformedBody {
        return head.nameTo - head.nameFrom > SeriesLimits.NAME_BYTES_MAX
                ? Utf8.start(wire.bytes, head.nameFrom, head.nameTo)
                : Utf8.decode(wire.bytes, head.nameFrom, head.nameTo);
    }
}
