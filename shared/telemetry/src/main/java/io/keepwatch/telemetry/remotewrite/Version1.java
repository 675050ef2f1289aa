package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.telemetry.names.PrometheusNames;
import io.keepwatch.telemetry.push.KnownSeries;
import io.keepwatch.telemetry.remotewrite.Meanings.Part;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Histogram;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Request1;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Sample;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Series1;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Pieces;
import io.keepwatch.telemetry.wire.WireCheck;

/** Reads {@code prometheus.WriteRequest}: each series brings the texts of its labels. */
final class Version1 extends SeriesReader {

    private final Pieces labels = new Pieces();

    Version1(Meanings meanings) {
        super(
                meanings,
                new Shape(
                        Series1.SAMPLES,
                        Series1.HISTOGRAMS,
                        Series1.EXEMPLARS,
                        Sample.FIELDS_1,
                        Histogram.FIELDS_1,
                        WriteMessage.EXEMPLAR_1));
    }

    @Override
    void request(int end) throws MalformedBody {
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case Request1.SERIES -> series(wire.contentEnd(end));
                case Request1.METADATA -> {
                    WireCheck.message(wire, WriteMessage.METRIC_METADATA, end);
                    metadata++;
                }
                default -> wire.skipUnknown(tag, Request1.FIELDS, end);
            }
        }
    }

    @Override
    void clearSeries() {
        labels.clear();
    }

    @Override
    void describe(int at, int tag, int end) throws MalformedBody {
        if (tag == Series1.LABELS) {
            // Looked into only when it is looked up, and then only if it is new.
            wire.skip(tag, end);
            labels.add(wire.bytes, at, wire.position);
        } else {
            wire.skipUnknown(tag, Series1.FIELDS, end);
        }
    }

    @Override
    void described() {
        // Nothing is left open.
    }

    @Override
    PrometheusNames.Type type() {
        return PrometheusNames.Type.UNKNOWN;
    }

    @Override
    KnownSeries find(Part part, PrometheusNames.Type type) throws MalformedBody {
        return meanings.series(part, type, labels.bytes(), labels.from(), labels.to());
    }
}
