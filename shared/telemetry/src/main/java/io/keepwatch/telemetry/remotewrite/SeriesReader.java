package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.PrometheusNames;
import io.keepwatch.telemetry.push.KnownSeries;
import io.keepwatch.telemetry.push.LabelList;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import io.keepwatch.telemetry.remotewrite.Meanings.Part;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Sample;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;

/**
 * Reads a request straight off the wire, and what the two versions have in common of it: samples,
 * histograms and exemplars of a series. A sample whose series is known costs no memory.
 *
 * <p>Fields may stand in any order and in pieces, as protobuf allows, so a {@code TimeSeries} is
 * passed over twice: once for its labels, once for its samples.
 */
abstract sealed class SeriesReader permits Version1, Version2 {

    /** Where sinks' times end: nanoseconds in 64 bits, as OTLP has them, in milliseconds. */
    private static final long TIME_MAX = Long.divideUnsigned(-1L, 1_000_000);

    /** What a {@code TimeSeries} message has under other numbers in the other version. */
    record Shape(
            int samples,
            int histograms,
            int exemplars,
            int sampleFields,
            int histogramFields,
            WireCheck.Message exemplar) {}

    protected final Wire wire = Span.EMPTY.wire();
    protected final Meanings meanings;

    /** Descriptions of metrics so far. */
    protected long metadata;

    private final Shape shape;
    private final HistogramMessage histogram = new HistogramMessage();

    private SampleSink sink;
    private Refusals refusals;
    private int points;
    private long samples;
    private long histograms;
    private long exemplars;
    private long staleMarks;
    private long startTimes;

    SeriesReader(Meanings meanings, Shape shape) {
        this.meanings = meanings;
        this.shape = shape;
    }

    /** Reads the request that ends at {@code end}, each of its series by {@link #series}. */
    abstract void request(int end) throws MalformedBody;

    /** Forgets the series before. */
    abstract void clearSeries();

    /**
     * Reads a field that says what the series is, or passes over an unknown one.
     *
     * @param at where its tag lies
     */
    abstract void describe(int at, int tag, int end) throws MalformedBody;

    /** All that there is to describe has been read. */
    abstract void described() throws MalformedBody;

    /** What the series' metric is, by what was described. */
    abstract PrometheusNames.Type type();

    /** What a part of the series, as it was described, is here. */
    abstract KnownSeries find(Part part, PrometheusNames.Type type) throws MalformedBody;

    final RemoteWriteOutcome.Read read(byte[] body, SampleSink to, Refusals refused)
            throws MalformedBody {
        wire.bytes = body;
        wire.position = 0;
        sink = to;
        refusals = refused;
        points = 0;
        samples = histograms = exemplars = staleMarks = metadata = startTimes = 0;
        try {
            request(body.length);
            return new RemoteWriteOutcome.Read(
                    samples, histograms, exemplars, staleMarks, metadata, startTimes);
        } finally {
            // The body may be large.
            wire.bytes = Span.EMPTY.bytes();
            clearSeries();
            sink = null;
            refusals = null;
        }
    }

    /** Reads the {@code TimeSeries} message that ends at {@code end}. */
    final void series(int end) throws MalformedBody {
        clearSeries();
        int from = end;
        while (wire.position < end) {
            int at = wire.position;
            int tag = wire.tag(end);
            if (tag == shape.samples || tag == shape.histograms || tag == shape.exemplars) {
                wire.skip(tag, end);
                from = Math.min(from, at);
            } else {
                describe(at, tag, end);
            }
        }
        described();
        KnownSeries series = find(Part.NUMBER, type());
        wire.position = from;
        while (wire.position < end) {
            int tag = wire.tag(end);
            if (tag == shape.samples) {
                sample(series, wire.contentEnd(end));
            } else if (tag == shape.histograms) {
                histogram(wire.contentEnd(end));
            } else if (tag == shape.exemplars) {
                WireCheck.message(wire, shape.exemplar, end);
                exemplars += series instanceof KnownSeries.Stored ? 1 : 0;
            } else {
                wire.skip(tag, end);
            }
        }
    }

    private void sample(KnownSeries series, int end) throws MalformedBody {
        countPoint();
        long bits = 0;
        long time = 0;
        long start = 0;
        while (wire.position < end) {
            int tag = wire.tag(end);
            if (tag == Sample.VALUE) {
                bits = wire.fixed64(end);
            } else if (tag == Sample.TIME) {
                time = wire.varint(end);
            } else if (tag == Sample.START_TIME && shape.sampleFields == Sample.FIELDS_2) {
                start = wire.varint(end);
            } else {
                wire.skipUnknown(tag, shape.sampleFields, end);
            }
        }
        switch (series) {
            case KnownSeries.NotStored notStored -> refuse(notStored);
            case KnownSeries.Stored stored -> {
                if (isTime(time, stored) && isTaken(stored, time, bits)) {
                    samples++;
                    count(start, bits);
                }
            }
        }
    }

    private void histogram(int end) throws MalformedBody {
        countPoint();
        histogram.read(wire, end, shape.histogramFields);
        // Gauges of histograms say so themselves, too.
        PrometheusNames.Type type =
                histogram.isGauge() ? PrometheusNames.Type.GAUGE_HISTOGRAM : type();
        switch (find(Part.HISTOGRAM, type)) {
            case KnownSeries.NotStored notStored -> refuse(notStored);
            case KnownSeries.Stored stored -> {
                if (isTime(histogram.time, stored)) {
                    whole(stored, type);
                }
            }
        }
    }

    private void whole(KnownSeries.Stored series, PrometheusNames.Type type) throws MalformedBody {
        switch (histogram.build()) {
            case Histogram.Built.Invalid(Histogram.Fault fault) ->
                    refusals.add(Refusal.of(fault), name(series));
            case Histogram.Built.Valid(Histogram valid) -> {
                if (sink.histogram(
                        series.host(), series.canonical().series(), histogram.time, valid)) {
                    histograms++;
                    count(histogram.start, valid.sum());
                    handParts(valid, type);
                }
            }
        }
    }

    private void handParts(Histogram whole, PrometheusNames.Type type) throws MalformedBody {
        boolean stale = whole.sum() == ValueType.STALE_MARK;
        long count = Double.doubleToRawLongBits(whole.countType().toDouble(whole.count()));
        hand(Part.HISTOGRAM_COUNT, type, stale ? ValueType.STALE_MARK : count);
        hand(Part.HISTOGRAM_SUM, type, whole.sum());
    }

    private void hand(Part part, PrometheusNames.Type type, long bits) throws MalformedBody {
        if (find(part, type) instanceof KnownSeries.Stored stored) {
            isTaken(stored, histogram.time, bits); // if the whole is, so are its parts
        }
    }

    private boolean isTaken(KnownSeries.Stored series, long time, long bits) {
        return sink.sample(series.host(), series.canonical().series(), time, series.bits(bits));
    }

    private void count(long start, long bits) {
        startTimes += start != 0 ? 1 : 0;
        staleMarks += bits == ValueType.STALE_MARK ? 1 : 0;
    }

    private boolean isTime(long time, KnownSeries.Stored series) {
        if (time > 0 && time <= TIME_MAX) {
            return true;
        }
        Refusal reason =
                time == 0 ? Refusal.NO_TIME : time < 0 ? Refusal.TOO_OLD : Refusal.IN_FUTURE;
        refusals.add(reason, name(series));
        return false;
    }

    private void refuse(KnownSeries.NotStored series) {
        LabelList.Refused refused = series.refused();
        refusals.add(refused.reason(), refused.example());
    }

    private static String name(KnownSeries.Stored series) {
        return series.canonical().series().name();
    }

    private void countPoint() throws MalformedBody {
        if (++points > RemoteWriteReader.SAMPLES_MAX) {
            throw new MalformedBody(
                    "more than %d samples; send smaller batches"
                            .formatted(RemoteWriteReader.SAMPLES_MAX));
        }
    }
}
