package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.remotewrite.WriteMessage.BucketSpan;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Numbers;
import io.keepwatch.telemetry.wire.Wire;

/**
 * A native histogram as it is on the wire: buckets in spans, the counts of integers as differences
 * (Prometheus, "Native histograms"). Used again and again.
 */
final class HistogramMessage {

    private static final Histogram.ResetHint[] RESET_HINTS = Histogram.ResetHint.values();

    private static final int NONE = 0;

    /** Empty buckets, which histograms leave out, may well be sent. */
    private static final int NUMBERS_MAX = 4 * Histogram.BUCKETS_MAX;

    /** Epoch milliseconds. */
    long time;

    /** When counting began; 0 if it does not say. */
    long start;

    private int countTag;
    private long count;
    private long sum;
    private int schema;
    private long zeroThreshold;
    private int zeroCountTag;
    private long zeroCount;
    private int resetHint;
    private final Side positive = new Side();
    private final Side negative = new Side();
    private final Numbers bounds = new Numbers(NUMBERS_MAX);

    private interface Buckets {

        void add(long index, long bits);
    }

    /** The buckets of one side. */
    private static final class Side {

        /** Offset and length of each span, one after the other. */
        private final Numbers spans = new Numbers(NUMBERS_MAX);

        private final Numbers deltas = new Numbers(NUMBERS_MAX);
        private final Numbers counts = new Numbers(NUMBERS_MAX);

        private boolean tooMany() {
            return spans.tooMany() || deltas.tooMany() || counts.tooMany();
        }

        /** Whether there are as many counts as the spans have buckets. */
        private boolean fill(boolean isFloat, Buckets buckets) {
            Numbers values = isFloat ? counts : deltas;
            int at = 0;
            long index = 0;
            long value = 0;
            for (int span = 0; span < spans.size(); span += 2) {
                index += spans.get(span);
                long end = index + spans.get(span + 1);
                for (; index < end; index++, at++) {
                    if (at == values.size()) {
                        return false;
                    }
                    value = isFloat ? values.get(at) : value + Wire.signed64(values.get(at));
                    buckets.add(index, value);
                }
            }
            return at == values.size();
        }

        private void clear() {
            spans.clear();
            deltas.clear();
            counts.clear();
        }
    }

    /**
     * Reads the message that ends at {@code end}, and leaves {@code wire} there.
     *
     * @param fields that a message of this version has
     */
    void read(Wire wire, int end, int fields) throws MalformedBody {
        clear();
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case WriteMessage.Histogram.COUNT_INT -> {
                    countTag = tag;
                    count = wire.varint(end);
                }
                case WriteMessage.Histogram.COUNT_FLOAT -> {
                    countTag = tag;
                    count = wire.fixed64(end);
                }
                case WriteMessage.Histogram.SUM -> sum = wire.fixed64(end);
                case WriteMessage.Histogram.SCHEMA -> schema = Wire.signed32(wire.varint(end));
                case WriteMessage.Histogram.ZERO_THRESHOLD -> zeroThreshold = wire.fixed64(end);
                case WriteMessage.Histogram.ZERO_COUNT_INT -> {
                    zeroCountTag = tag;
                    zeroCount = wire.varint(end);
                }
                case WriteMessage.Histogram.ZERO_COUNT_FLOAT -> {
                    zeroCountTag = tag;
                    zeroCount = wire.fixed64(end);
                }
                case WriteMessage.Histogram.NEGATIVE_SPANS ->
                        bucketSpan(wire, wire.contentEnd(end), negative.spans);
                case WriteMessage.Histogram.POSITIVE_SPANS ->
                        bucketSpan(wire, wire.contentEnd(end), positive.spans);
                case WriteMessage.Histogram.RESET_HINT -> resetHint = (int) wire.varint(end);
                case WriteMessage.Histogram.TIME -> time = wire.varint(end);
                default -> other(wire, tag, end, fields);
            }
        }
    }

    private void other(Wire wire, int tag, int end, int fields) throws MalformedBody {
        boolean hasStart = (fields >>> Wire.field(WriteMessage.Histogram.START_TIME) & 1) != 0;
        if (hasStart && tag == WriteMessage.Histogram.START_TIME) {
            start = wire.varint(end);
            return;
        }
        switch (Wire.field(tag)) {
            case WriteMessage.Histogram.NEGATIVE_DELTAS ->
                    negative.deltas.addVarints(wire, tag, end);
            case WriteMessage.Histogram.NEGATIVE_COUNTS ->
                    negative.counts.addFixed64s(wire, tag, end);
            case WriteMessage.Histogram.POSITIVE_DELTAS ->
                    positive.deltas.addVarints(wire, tag, end);
            case WriteMessage.Histogram.POSITIVE_COUNTS ->
                    positive.counts.addFixed64s(wire, tag, end);
            case WriteMessage.Histogram.CUSTOM_VALUES -> bounds.addFixed64s(wire, tag, end);
            default -> wire.skipUnknown(tag, fields, end);
        }
    }

    private static void bucketSpan(Wire wire, int end, Numbers spans) throws MalformedBody {
        long offset = 0;
        long length = 0;
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case BucketSpan.OFFSET -> offset = Wire.signed32(wire.varint(end));
                case BucketSpan.SPAN_LENGTH ->
                        length = Integer.toUnsignedLong((int) wire.varint(end));
                default -> wire.skipUnknown(tag, BucketSpan.FIELDS, end);
            }
        }
        spans.add(offset);
        spans.add(length);
    }

    private void clear() {
        time = start = count = sum = zeroThreshold = zeroCount = 0;
        countTag = zeroCountTag = NONE;
        schema = 0;
        resetHint = 0;
        positive.clear();
        negative.clear();
        bounds.clear();
    }

    /** Whether it is a gauge by its own word. */
    boolean isGauge() {
        return hint() == Histogram.ResetHint.GAUGE;
    }

    private Histogram.ResetHint hint() {
        return resetHint >= 0 && resetHint < RESET_HINTS.length
                ? RESET_HINTS[resetHint]
                : Histogram.ResetHint.UNKNOWN;
    }

    /** What was read, if it is a histogram. */
    Histogram.Built build() {
        if (positive.tooMany() || negative.tooMany() || bounds.tooMany()) {
            return new Histogram.Built.Invalid(Histogram.Fault.TOO_MANY_BUCKETS);
        }
        // The count says what all counts are; those of the other type are as good as not there.
        boolean isFloat = countTag == WriteMessage.Histogram.COUNT_FLOAT;
        int zeroTag =
                isFloat
                        ? WriteMessage.Histogram.ZERO_COUNT_FLOAT
                        : WriteMessage.Histogram.ZERO_COUNT_INT;
        Histogram.Builder builder =
                Histogram.at(schema, isFloat ? ValueType.DOUBLE : ValueType.LONG)
                        .count(count)
                        .sum(sum)
                        .zeroThreshold(Double.longBitsToDouble(zeroThreshold))
                        .zeroCount(zeroCountTag == zeroTag ? zeroCount : 0)
                        .resetHint(hint())
                        .bounds(bounds.toDoubles());
        boolean fits =
                positive.fill(isFloat, builder::positive)
                        && negative.fill(isFloat, builder::negative);
        Histogram.Built built = builder.build();
        return built instanceof Histogram.Built.Valid && !fits
                ? new Histogram.Built.Invalid(Histogram.Fault.BUCKETS_IN_DISORDER)
                : built;
    }
}
