package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.telemetry.otlp.MetricsMessage.SummaryDataPoint;
import io.keepwatch.telemetry.otlp.MetricsMessage.ValueAtQuantile;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Numbers;
import io.keepwatch.telemetry.wire.Wire;

/** Quantiles, as Prometheus' summaries have them (metrics data model, "Summary"). */
final class SummaryPoint extends ObservedPoint {

    /** Bits, one for each value. */
    final Numbers quantiles = new Numbers(Histogram.BUCKETS_MAX);

    /** Bits. */
    final Numbers values = new Numbers(Histogram.BUCKETS_MAX);

    @Override
    void clear() {
        quantiles.clear();
        values.clear();
        // A summary has no way of saying that it has none.
        hasSum = true;
    }

    @Override
    void field(Wire wire, int end) throws MalformedBody {
        int at = wire.position;
        int tag = wire.tag(end);
        switch (tag) {
            case SummaryDataPoint.ATTRIBUTES -> attribute(wire, at, end);
            case SummaryDataPoint.TIME -> time = wire.fixed64(end);
            case SummaryDataPoint.COUNT -> count = wire.fixed64(end);
            case SummaryDataPoint.SUM -> sum = wire.fixed64(end);
            case SummaryDataPoint.FLAGS -> flags = wire.varint(end);
            case SummaryDataPoint.START_TIME -> wire.skip(tag, end);
            case SummaryDataPoint.QUANTILE_VALUES -> quantile(wire, wire.contentEnd(end));
            default -> wire.skipUnknown(tag, SummaryDataPoint.FIELDS, end);
        }
    }

    private void quantile(Wire wire, int end) throws MalformedBody {
        long quantile = 0;
        long value = 0;
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case ValueAtQuantile.QUANTILE -> quantile = wire.fixed64(end);
                case ValueAtQuantile.VALUE -> value = wire.fixed64(end);
                default -> wire.skipUnknown(tag, ValueAtQuantile.FIELDS, end);
            }
        }
        quantiles.add(quantile);
        values.add(value);
    }
}
