package io.keepwatch.telemetry.lineprotocol;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.HostRule;
import io.keepwatch.telemetry.push.KnownSeries;
import io.keepwatch.telemetry.push.LabelList;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.SeriesLimits;
import io.keepwatch.telemetry.wire.Known;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Utf8;
import java.util.List;
import java.util.Optional;

/**
 * What the names on a line mean: looked up where the same bytes came before, made where they did
 * not. Only the making allocates.
 */
final class Meanings {

    /** The one field of a measurement that has no more to say: the series bears its name alone. */
    private static final String ONLY_FIELD = "value";

    private final CanonicalNames names;
    private final Known known = new Known();

    Meanings(CanonicalNames names) {
        this.names = names;
    }

    /** A measurement and its tags: what all fields of a line have in common. */
    static final class Head extends Known.Entry {

        private final Optional<LabelList.Refused> refused;
        private final String measurement;
        private final Optional<HostName> host;
        private final List<Label> labels;

        private Head(
                Optional<LabelList.Refused> refused,
                String measurement,
                Optional<HostName> host,
                List<Label> labels) {
            this.refused = refused;
            this.measurement = measurement;
            this.host = host;
            this.labels = labels;
        }

        private static Head refused(Refusal reason, String example) {
            LabelList.Refused refused = new LabelList.Refused(reason, example);
            return new Head(Optional.of(refused), "", Optional.empty(), List.of());
        }

        @Override
        protected int weight() {
            int weight = 2 * measurement.length();
            for (Label label : labels) {
                weight += 120 + 2 * (label.name().length() + label.value().length());
            }
            return weight;
        }
    }

    /** Of the part of a line before its first space. */
    Head head(byte[] bytes, int from, int to) throws WrongLine {
        if (known.find(Known.NOTHING, 0, bytes, from, to) instanceof Head found) {
            return found;
        }
        Head made = makeHead(new Span(bytes, from, to));
        known.put(Known.NOTHING, 0, bytes, from, to, made);
        return made;
    }

    private static Head makeHead(Span line) throws WrongLine {
        int at = end(line, line.from(), ',');
        Span measurement = Escapes.without(new Span(line.bytes(), line.from(), at), ", ");
        if (measurement.length() == 0) {
            throw WrongLine.NO_MEASUREMENT;
        }
        LabelList labels = new LabelList();
        while (at < line.to()) {
            int from = at + 1;
            int equals = end(line, from, '=');
            at = end(line, from, ',');
            if (equals == from) {
                throw WrongLine.TAG_WITHOUT_KEY;
            }
            if (equals >= at - 1) {
                throw WrongLine.TAG_WITHOUT_VALUE;
            }
            labels.add(
                    Escapes.without(new Span(line.bytes(), from, equals), ",= "),
                    Escapes.without(new Span(line.bytes(), equals + 1, at), ",= "));
        }
        return head(measurement, labels);
    }

    private static Head head(Span measurement, LabelList labels) {
        if (measurement.length() > SeriesLimits.NAME_BYTES_MAX) {
            return Head.refused(Refusal.NAME_TOO_LONG, measurement.start());
        }
        Optional<String> name = measurement.validText();
        if (name.isEmpty()) {
            return Head.refused(Refusal.NOT_UTF8, measurement.start());
        }
        Optional<HostName> host =
                HostRule.choose(
                        labels.value(HostRule.HOST_NAME),
                        labels.value(HostRule.HOST),
                        labels.value(HostRule.INSTANCE));
        return new Head(
                labels.refused().map(refused -> refused.of(name.get())),
                name.get(),
                host,
                labels.labels());
    }

    /** The first such character that no backslash precedes, or the end. */
    private static int end(Span line, int from, char delimiter) {
        int at = from;
        while (at < line.to() && line.bytes()[at] != delimiter) {
            at += line.bytes()[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, line.to());
    }

    /** Of a field of such a line. */
    KnownSeries field(Head head, FieldValue.Type type, byte[] bytes, int from, int to) {
        if (known.find(head, type.ordinal(), bytes, from, to) instanceof KnownSeries found) {
            return found;
        }
        KnownSeries made = makeField(head, type, new Span(bytes, from, to));
        known.put(head, type.ordinal(), bytes, from, to, made);
        return made;
    }

    private KnownSeries makeField(Head head, FieldValue.Type type, Span key) {
        if (head.refused.isPresent()) {
            return new KnownSeries.NotStored(head.refused.get());
        }
        Span field = Escapes.without(key, ",= ");
        String shown = head.measurement + "_" + field.start();
        if (field.length() > SeriesLimits.NAME_BYTES_MAX) {
            return notStored(Refusal.NAME_TOO_LONG, shown);
        }
        Optional<String> text = field.validText();
        if (text.isEmpty()) {
            return notStored(Refusal.NOT_UTF8, shown);
        }
        String name =
                text.get().equals(ONLY_FIELD)
                        ? head.measurement
                        : head.measurement + "_" + text.get();
        if (Utf8.length(name) > SeriesLimits.NAME_BYTES_MAX) {
            return notStored(Refusal.NAME_TOO_LONG, shown);
        }
        return switch (type) {
            case FLOAT -> stored(head, name, ValueType.DOUBLE);
            case INTEGER, BOOLEAN -> stored(head, name, ValueType.LONG);
            case TEXT -> notStored(Refusal.TEXT, name);
            case LARGE_INTEGER -> notStored(Refusal.INTEGER_TOO_LARGE, name);
        };
    }

    private KnownSeries stored(Head head, String name, ValueType type) {
        Canonical canonical = names.of(name, head.labels, Kind.GAUGE, type, "");
        return new KnownSeries.Stored(head.host, canonical, type);
    }

    private static KnownSeries notStored(Refusal reason, String example) {
        return new KnownSeries.NotStored(new LabelList.Refused(reason, example));
    }
}
