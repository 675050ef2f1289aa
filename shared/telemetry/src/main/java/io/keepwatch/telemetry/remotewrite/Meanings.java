package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.names.PrometheusNames;
import io.keepwatch.telemetry.push.HostRule;
import io.keepwatch.telemetry.push.KnownSeries;
import io.keepwatch.telemetry.push.LabelList;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.SeriesLimits;
import io.keepwatch.telemetry.wire.Known;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Pieces;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What labels on the wire mean: looked up where the same bytes came before, made where they did
 * not. Only the making allocates.
 */
final class Meanings {

    /** What becomes a series of its own. */
    enum Part {
        NUMBER(""),
        HISTOGRAM(""),
        HISTOGRAM_COUNT("_count"),
        HISTOGRAM_SUM("_sum");

        private final String suffix;

        Part(String suffix) {
            this.suffix = suffix;
        }
    }

    /** The name by which OpenTelemetry's {@code host.name} goes in Prometheus. */
    private static final String HOST_NAME = "host_name";

    private static final int PARTS = Part.values().length;
    private static final int TYPES = PrometheusNames.Type.values().length;

    // Tags of what is looked up under one and the same parent: those of series, and one more.
    private static final int TABLE = PARTS * TYPES;
    private static final int TAGS = TABLE + 1;

    /** More than a table of a batch has; one that is not remembered may have no children. */
    private static final int TABLE_BYTES_MAX = 128 * 1024;

    /** Checksums of tables that are kept, to know those again that have come once. */
    private static final int SEEN = 256;

    private static final byte[] NAME_LABEL =
            PrometheusNames.NAME_LABEL.getBytes(StandardCharsets.US_ASCII);

    private final CanonicalNames names;
    private final Known known = new Known();
    private final CRC32C checksum = new CRC32C();
    private final int[] seen = new int[SEEN];

    Meanings(CanonicalNames names) {
        this.names = names;
    }

    /**
     * Of a series' labels as fields of 1.0 on the wire, at times with a {@link LabelFields#UNIT}.
     *
     * @param type what the sender says that the metric is
     */
    KnownSeries series(Part part, PrometheusNames.Type type, byte[] bytes, int from, int to)
            throws MalformedBody {
        int tag = tag(part, type);
        if (known.find(Known.NOTHING, tag, bytes, from, to) instanceof KnownSeries found) {
            return found;
        }
        KnownSeries made = make(part, type, new Span(bytes, from, to));
        known.put(Known.NOTHING, tag, bytes, from, to, made);
        return made;
    }

    /** A table of texts that series of 2.0 refer to. */
    private static final class SymbolTable extends Known.Entry {

        @Override
        protected int weight() {
            return 0;
        }
    }

    /** A series under its references to a table. */
    private static final class Referred extends Known.Entry {

        private final KnownSeries series;

        private Referred(KnownSeries series) {
            this.series = series;
        }

        @Override
        protected int weight() {
            return 0;
        }
    }

    /**
     * Of a table of texts that has come before, byte for byte; {@code null} when it comes for the
     * first time, since most of those never come again.
     */
    Known.Entry table(byte[] bytes, int from, int to) {
        if (to - from > TABLE_BYTES_MAX) {
            return null;
        }
        if (known.find(Known.NOTHING, TABLE, bytes, from, to) instanceof SymbolTable found) {
            return found;
        }
        checksum.reset();
        checksum.update(bytes, from, to - from);
        int sum = (int) checksum.getValue();
        int place = sum & SEEN - 1;
        if (seen[place] != sum) {
            seen[place] = sum;
            return null;
        }
        SymbolTable made = new SymbolTable();
        known.put(Known.NOTHING, TABLE, bytes, from, to, made);
        return made;
    }

    /** Of a series of 2.0 by its references to that table; {@code null} if it is not known. */
    KnownSeries series(
            Part part,
            PrometheusNames.Type type,
            Known.Entry table,
            int unitRef,
            Pieces references) {
        Known.Entry found =
                known.find(
                        table,
                        unitRef * TAGS + tag(part, type),
                        references.bytes(),
                        references.from(),
                        references.to());
        return found instanceof Referred referred ? referred.series : null;
    }

    /** What the table's references mean from now on. */
    void remember(
            Part part,
            PrometheusNames.Type type,
            Known.Entry table,
            int unitRef,
            Pieces references,
            KnownSeries series) {
        known.put(
                table,
                unitRef * TAGS + tag(part, type),
                references.bytes(),
                references.from(),
                references.to(),
                new Referred(series));
    }

    private static int tag(Part part, PrometheusNames.Type type) {
        return type.ordinal() * PARTS + part.ordinal();
    }

    private KnownSeries make(Part part, PrometheusNames.Type type, Span fields)
            throws MalformedBody {
        LabelList labels = new LabelList();
        Span name = Span.EMPTY;
        Span unit = Span.EMPTY;
        Wire wire = fields.wire();
        while (wire.position < fields.to()) {
            int tag = wire.tag(fields.to());
            if (tag == LabelFields.UNIT) {
                unit = wire.content(fields.to());
                continue;
            }
            LabelMessage label = LabelMessage.read(wire, wire.contentEnd(fields.to()));
            if (label.value().length() == 0) {
                // Prometheus' data model: the same as no label.
                continue;
            }
            if (!isName(label.name())) {
                labels.add(label.name(), label.value());
            } else if (name.length() > 0) {
                labels.refuse(Refusal.LABEL_TWICE, PrometheusNames.NAME_LABEL);
            } else {
                name = label.value();
            }
        }
        return make(part, type, name, labels, unit);
    }

    private KnownSeries make(
            Part part, PrometheusNames.Type type, Span name, LabelList labels, Span unit) {
        if (labels.refused().isPresent()) {
            LabelList.Refused refused = labels.refused().get();
            return new KnownSeries.NotStored(
                    name.length() == 0 ? refused : refused.of(name.start()));
        }
        if (name.length() == 0) {
            return notStored(Refusal.NO_NAME, "");
        }
        // All parts of a histogram are stored, or none is.
        int suffixBytes = part == Part.NUMBER ? 0 : Part.HISTOGRAM_COUNT.suffix.length();
        if (name.length() + suffixBytes > SeriesLimits.NAME_BYTES_MAX) {
            return notStored(Refusal.NAME_TOO_LONG, name.start());
        }
        Optional<String> nameText = name.validText();
        if (nameText.isEmpty()) {
            return notStored(Refusal.NOT_UTF8, name.start());
        }
        if (unit.length() > SeriesLimits.UNIT_BYTES_MAX) {
            return notStored(Refusal.UNIT_TOO_LONG, nameText.get());
        }
        Optional<String> unitText = unit.validText();
        if (unitText.isEmpty()) {
            return notStored(Refusal.NOT_UTF8, nameText.get());
        }
        return stored(part, type, nameText.get(), labels, unitText.get());
    }

    private KnownSeries stored(
            Part part, PrometheusNames.Type type, String metric, LabelList labels, String unit) {
        Optional<HostName> host =
                HostRule.choose(
                        labels.value(HostRule.HOST_NAME).or(() -> labels.value(HOST_NAME)),
                        labels.value(HostRule.HOST),
                        labels.value(HostRule.INSTANCE));
        String name = metric + part.suffix;
        String ucum = PrometheusNames.unit(name, unit);
        Canonical canonical =
                switch (part) {
                    case NUMBER, HISTOGRAM_COUNT, HISTOGRAM_SUM ->
                            names.of(
                                    name,
                                    labels.labels(),
                                    PrometheusNames.kind(name, type),
                                    ValueType.DOUBLE,
                                    ucum);
                    case HISTOGRAM ->
                            // Nothing in the table of names is one.
                            new Canonical(
                                    new Series(
                                            name,
                                            labels.labels(),
                                            type == PrometheusNames.Type.GAUGE_HISTOGRAM
                                                    ? Kind.GAUGE
                                                    : Kind.COUNTER,
                                            ValueType.HISTOGRAM,
                                            ucum),
                                    1);
                };
        return new KnownSeries.Stored(host, canonical, ValueType.DOUBLE);
    }

    private static boolean isName(Span label) {
        return Arrays.equals(
                label.bytes(), label.from(), label.to(), NAME_LABEL, 0, NAME_LABEL.length);
    }

    private static KnownSeries notStored(Refusal reason, String example) {
        return new KnownSeries.NotStored(new LabelList.Refused(reason, example));
    }
}
