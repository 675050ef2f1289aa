package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.telemetry.otlp.MetricsMessage.HistogramDataPoint;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Numbers;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;

/** A histogram that brings its bounds (metrics data model, "Histogram"). */
final class ExplicitPoint extends ObservedPoint {

    /** What there is in each bucket alone. */
    final Numbers counts = new Numbers(Histogram.BUCKETS_MAX);

    /** The bits of the buckets' upper bounds; the last bucket has none. */
    final Numbers bounds = new Numbers(Histogram.BUCKETS_MAX);

    @Override
    void clear() {
        counts.clear();
        bounds.clear();
    }

    @Override
    void field(Wire wire, int end) throws MalformedBody {
        int at = wire.position;
        int tag = wire.tag(end);
        switch (tag) {
            case HistogramDataPoint.ATTRIBUTES -> attribute(wire, at, end);
            case HistogramDataPoint.TIME -> time = wire.fixed64(end);
            case HistogramDataPoint.COUNT -> count = wire.fixed64(end);
            case HistogramDataPoint.SUM -> sum(wire.fixed64(end));
            case HistogramDataPoint.MIN -> min(wire.fixed64(end));
            case HistogramDataPoint.MAX -> max(wire.fixed64(end));
            case HistogramDataPoint.FLAGS -> flags = wire.varint(end);
            case HistogramDataPoint.START_TIME -> wire.skip(tag, end);
            case HistogramDataPoint.EXEMPLARS ->
                    WireCheck.message(wire, MessageShapes.EXEMPLAR, end);
            default -> {
                switch (Wire.field(tag)) {
                    case HistogramDataPoint.BUCKET_COUNTS -> counts.addFixed64s(wire, tag, end);
                    case HistogramDataPoint.EXPLICIT_BOUNDS -> bounds.addFixed64s(wire, tag, end);
                    default -> wire.skipUnknown(tag, HistogramDataPoint.FIELDS, end);
                }
            }
        }
    }

    /** Whether there are more buckets than may be. */
    boolean hasTooMany() {
        return counts.tooMany() || bounds.tooMany();
    }

    /**
     * Whether there is a count for each bucket. Without any buckets a histogram has but count and
     * sum.
     */
    boolean fits() {
        return counts.size() == (bounds.size() == 0 && counts.size() == 0 ? 0 : bounds.size() + 1);
    }

    /**
     * Makes each count that of all buckets up to its own, as Prometheus has them.
     *
     * @return whether all of them are possible
     */
    boolean accumulate() {
        long total = 0;
        boolean possible = count >= 0;
        for (int i = 0; i < counts.size(); i++) {
            long own = counts.get(i);
            total += own;
            possible &= own >= 0 && total >= 0;
            counts.set(i, total);
        }
        return possible;
    }
}
