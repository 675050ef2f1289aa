package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.telemetry.names.PrometheusNames;
import io.keepwatch.telemetry.push.KnownSeries;
import io.keepwatch.telemetry.remotewrite.Meanings.Part;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Histogram;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Metadata;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Request2;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Sample;
import io.keepwatch.telemetry.remotewrite.WriteMessage.Series2;
import io.keepwatch.telemetry.wire.Known;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Pieces;
import io.keepwatch.telemetry.wire.Wire;

/**
 * Reads {@code io.prometheus.write.v2.Request}: series refer to a table of texts. What they refer
 * to is written out as 1.0 has it, and known by that. A sender who always has the same to say also
 * sends the same table again, and then the references themselves are enough.
 */
final class Version2 extends SeriesReader {

    /**
     * Of all labels of a request, written out. A few bytes can refer to long texts again and again;
     * this is what they may come to, and several times what honest senders need.
     */
    static final long LABEL_BYTES_MAX = 64_000_000;

    private static final PrometheusNames.Type[] TYPES = PrometheusNames.Type.values();

    private final Symbols symbols = new Symbols();
    private final Pieces references = new Pieces();
    private final LabelFields labels = new LabelFields();

    /** Of the table of texts, if it is known. */
    private Known.Entry table;

    private boolean written;
    private int type;
    private int unitRef;
    private boolean hasMetadata;
    private long labelBytes;

    Version2(Meanings meanings) {
        super(
                meanings,
                new Shape(
                        Series2.SAMPLES,
                        Series2.HISTOGRAMS,
                        Series2.EXEMPLARS,
                        Sample.FIELDS_2,
                        Histogram.FIELDS_2,
                        WriteMessage.EXEMPLAR_2));
    }

    @Override
    void request(int end) throws MalformedBody {
        readSymbols(end);
        table =
                symbols.isOnePiece()
                        ? meanings.table(wire.bytes, symbols.from(), symbols.to())
                        : null;
        labelBytes = 0;
        wire.position = 0;
        while (wire.position < end) {
            int tag = wire.tag(end);
            if (tag == Request2.SERIES) {
                series(wire.contentEnd(end));
            } else {
                wire.skip(tag, end);
            }
        }
    }

    /** All of them first, since protobuf lets them stand behind the series. */
    private void readSymbols(int end) throws MalformedBody {
        symbols.clear();
        while (wire.position < end) {
            int at = wire.position;
            int tag = wire.tag(end);
            switch (tag) {
                case Request2.SYMBOLS -> {
                    int to = wire.contentEnd(end);
                    symbols.add(at, wire.position, to);
                    wire.position = to;
                }
                case Request2.SERIES -> wire.skip(tag, end);
                default -> wire.skipUnknown(tag, Request2.FIELDS, end);
            }
        }
    }

    @Override
    void clearSeries() {
        references.clear();
        written = false;
        type = 0;
        unitRef = 0;
        hasMetadata = false;
    }

    @Override
    void describe(int at, int tag, int end) throws MalformedBody {
        switch (tag) {
            case Series2.LABEL_REFS -> {
                int to = wire.contentEnd(end);
                references.add(wire.bytes, wire.position, to);
                wire.position = to;
            }
            case Series2.LABEL_REF -> {
                // The same bytes as of one that is packed.
                int from = wire.position;
                wire.skip(tag, end);
                references.add(wire.bytes, from, wire.position);
            }
            case Series2.METADATA -> metadata(wire.contentEnd(end));
            default -> wire.skipUnknown(tag, Series2.FIELDS, end);
        }
    }

    private void metadata(int end) throws MalformedBody {
        hasMetadata = true;
        while (wire.position < end) {
            int tag = wire.tag(end);
            switch (tag) {
                case Metadata.TYPE -> type = (int) wire.varint(end);
                case Metadata.UNIT_REF -> unitRef = (int) wire.varint(end);
                case Metadata.HELP_REF -> wire.skip(tag, end);
                default -> wire.skipUnknown(tag, Metadata.FIELDS, end);
            }
        }
    }

    @Override
    void described() throws MalformedBody {
        metadata += hasMetadata ? 1 : 0;
        // 0 is no unit, be there a table or not.
        if (unitRef != 0) {
            symbols.check(unitRef, wire.position);
        }
    }

    @Override
    PrometheusNames.Type type() {
        return type >= 0 && type < TYPES.length ? TYPES[type] : PrometheusNames.Type.UNKNOWN;
    }

    @Override
    KnownSeries find(Part part, PrometheusNames.Type of) throws MalformedBody {
        if (table != null) {
            KnownSeries known = meanings.series(part, of, table, unitRef, references);
            if (known != null) {
                return known;
            }
        }
        writeLabels();
        KnownSeries series = meanings.series(part, of, labels.bytes(), 0, labels.length());
        if (table != null) {
            meanings.remember(part, of, table, unitRef, references, series);
        }
        return series;
    }

    private void writeLabels() throws MalformedBody {
        if (written) {
            return;
        }
        labels.clear();
        Wire refs = references.span().wire();
        int end = references.to();
        while (refs.position < end) {
            int name = symbol(refs, end);
            if (refs.position == end) {
                throw MalformedBody.at(end, "a label without a reference to its value");
            }
            int value = symbol(refs, end);
            labels.add(
                    wire.bytes,
                    symbols.from(name),
                    symbols.to(name),
                    symbols.from(value),
                    symbols.to(value));
        }
        if (unitRef != 0) {
            labels.addUnit(wire.bytes, symbols.from(unitRef), symbols.to(unitRef));
        }
        labelBytes += labels.length();
        if (labelBytes > LABEL_BYTES_MAX) {
            throw new MalformedBody(
                    "labels that come to more than %d bytes; send smaller batches"
                            .formatted(LABEL_BYTES_MAX));
        }
        written = true;
    }

    private int symbol(Wire refs, int end) throws MalformedBody {
        int ref = (int) refs.varint(end);
        symbols.check(ref, refs.position);
        return ref;
    }
}
