package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.otlp.MetricsMessage.Buckets;
import io.keepwatch.telemetry.otlp.MetricsMessage.ExponentialHistogramDataPoint;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Numbers;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;

/** A histogram whose bounds are powers (metrics data model, "ExponentialHistogram"). */
final class ExponentialPoint extends ObservedPoint {

    /** Empty buckets, which histograms leave out, are sent between others. */
    private static final int NUMBERS_MAX = 4 * Histogram.BUCKETS_MAX;

    private final Side positive = new Side();
    private final Side negative = new Side();
    private int scale;
    private long zeroCount;
    private long zeroThreshold;

    private static final class Side {

        private final Numbers counts = new Numbers(NUMBERS_MAX);

        /** Of the first bucket, by its lower bound. */
        private int offset;

        private void clear() {
            counts.clear();
            offset = 0;
        }

        /** Reads a message that ends at {@code end}; several are one. */
        private void read(Wire wire, int end) throws MalformedBody {
            while (wire.position < end) {
                int tag = wire.tag(end);
                if (tag == Buckets.OFFSET) {
                    offset = Wire.signed32(wire.varint(end));
                } else if (Wire.field(tag) == Buckets.BUCKET_COUNTS) {
                    counts.addVarints(wire, tag, end);
                } else {
                    wire.skipUnknown(tag, Buckets.FIELDS, end);
                }
            }
        }
    }

    @Override
    void clear() {
        positive.clear();
        negative.clear();
        scale = 0;
        zeroCount = zeroThreshold = 0;
    }

    @Override
    void field(Wire wire, int end) throws MalformedBody {
        int at = wire.position;
        int tag = wire.tag(end);
        switch (tag) {
            case ExponentialHistogramDataPoint.ATTRIBUTES -> attribute(wire, at, end);
            case ExponentialHistogramDataPoint.TIME -> time = wire.fixed64(end);
            case ExponentialHistogramDataPoint.COUNT -> count = wire.fixed64(end);
            case ExponentialHistogramDataPoint.SUM -> sum(wire.fixed64(end));
            case ExponentialHistogramDataPoint.MIN -> min(wire.fixed64(end));
            case ExponentialHistogramDataPoint.MAX -> max(wire.fixed64(end));
            case ExponentialHistogramDataPoint.FLAGS -> flags = wire.varint(end);
            case ExponentialHistogramDataPoint.SCALE -> scale = Wire.signed32(wire.varint(end));
            case ExponentialHistogramDataPoint.ZERO_COUNT -> zeroCount = wire.fixed64(end);
            case ExponentialHistogramDataPoint.ZERO_THRESHOLD -> zeroThreshold = wire.fixed64(end);
            case ExponentialHistogramDataPoint.POSITIVE ->
                    positive.read(wire, wire.contentEnd(end));
            case ExponentialHistogramDataPoint.NEGATIVE ->
                    negative.read(wire, wire.contentEnd(end));
            case ExponentialHistogramDataPoint.START_TIME -> wire.skip(tag, end);
            case ExponentialHistogramDataPoint.EXEMPLARS ->
                    WireCheck.message(wire, MessageShapes.EXEMPLAR, end);
            default -> wire.skipUnknown(tag, ExponentialHistogramDataPoint.FIELDS, end);
        }
    }

    /** What was read, if it is a histogram. */
    Histogram.Built build() {
        // Custom buckets are Prometheus' alone; as a scale, their number is as wrong as any other.
        boolean custom = scale == Histogram.CUSTOM_BUCKETS;
        Histogram.Builder builder =
                Histogram.at(custom ? Integer.MIN_VALUE : scale, ValueType.LONG)
                        .count(count)
                        .zeroCount(zeroCount)
                        .zeroThreshold(Double.longBitsToDouble(zeroThreshold));
        if (hasSum) {
            builder.sum(sum);
        }
        if (hasMin) {
            builder.min(min);
        }
        if (hasMax) {
            builder.max(max);
        }
        if (positive.counts.tooMany() || negative.counts.tooMany()) {
            return new Histogram.Built.Invalid(Histogram.Fault.TOO_MANY_BUCKETS);
        }
        // Ours are numbered by their upper bounds.
        long index = positive.offset + 1L;
        for (int i = 0; i < positive.counts.size(); i++) {
            builder.positive(index + i, positive.counts.get(i));
        }
        index = negative.offset + 1L;
        for (int i = 0; i < negative.counts.size(); i++) {
            builder.negative(index + i, negative.counts.get(i));
        }
        return builder.build();
    }
}
