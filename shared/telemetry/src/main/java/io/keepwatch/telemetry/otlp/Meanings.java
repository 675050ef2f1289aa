package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.HostRule;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.SeriesLimits;
import io.keepwatch.telemetry.wire.Known;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Pieces;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Utf8;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What bytes on the wire mean: looked up where the same bytes came before, made where they did not.
 * Only the making allocates.
 */
final class Meanings {

    // Tags of what is looked up under one and the same parent.
    private static final int RESOURCE = 0;
    private static final int LABELS = 1;

    private final CanonicalNames names;
    private final Known known = new Known();
    private final byte[] nameAndUnit =
            new byte[SeriesLimits.NAME_BYTES_MAX + SeriesLimits.UNIT_BYTES_MAX];

    Meanings(CanonicalNames names) {
        this.names = names;
    }

    /** Of a {@code Resource} message. */
    Meaning.Resource resource(Pieces message) throws MalformedBody {
        byte[] bytes = message.bytes();
        int from = message.from();
        int to = message.to();
        if (known.find(Known.NOTHING, RESOURCE, bytes, from, to)
                instanceof Meaning.Resource found) {
            return found;
        }
        Meaning.Resource made = makeResource(message.span());
        known.put(Known.NOTHING, RESOURCE, bytes, from, to, made);
        return made;
    }

    private Meaning.Resource makeResource(Span message) throws MalformedBody {
        Attributes attributes =
                Attributes.read(resourceAttributes(message), ResourceLabels::leavesOut);
        Optional<HostName> host =
                HostRule.choose(attributes.leftOutHostName(), Optional.empty(), Optional.empty());
        boolean refused = attributes.refused().isPresent();
        return new Meaning.Resource(
                host,
                attributes.refused().map(found -> found.of("resource")),
                labels(refused ? List.of() : ResourceLabels.of(attributes.labels())));
    }

    private static Span resourceAttributes(Span message) throws MalformedBody {
        Pieces attributes = new Pieces();
        Wire wire = message.wire();
        while (wire.position < message.to()) {
            int at = wire.position;
            int tag = wire.tag(message.to());
            switch (tag) {
                case MetricsMessage.Resource.ATTRIBUTES -> {
                    wire.skip(tag, message.to());
                    attributes.add(message.bytes(), at, wire.position);
                }
                case MetricsMessage.Resource.DROPPED_ATTRIBUTES_COUNT ->
                        wire.skip(tag, message.to());
                case MetricsMessage.Resource.ENTITY_REFS ->
                        WireCheck.message(wire, MessageShapes.ENTITY_REF, message.to());
                default -> wire.skipUnknown(tag, MetricsMessage.Resource.FIELDS, message.to());
            }
        }
        return attributes.span();
    }

    /**
     * One and the same for equal labels, so that hosts that differ in nothing else share series.
     */
    private Meaning.Labels labels(List<Label> labels) {
        List<Label> sorted = labels.stream().sorted(Comparator.comparing(Label::name)).toList();
        ProtobufWriter key = new ProtobufWriter();
        for (Label label : sorted) {
            key.string(1, label.name());
            key.string(2, label.value());
        }
        byte[] bytes = key.toByteArray();
        if (known.find(Known.NOTHING, LABELS, bytes, 0, bytes.length)
                instanceof Meaning.Labels found) {
            return found;
        }
        Meaning.Labels made = new Meaning.Labels(sorted);
        known.put(Known.NOTHING, LABELS, bytes, 0, bytes.length, made);
        return made;
    }

    /** Of a metric whose name and unit keep to their limits. */
    Meaning.Metric metric(Meaning.Labels labels, byte[] bytes, MetricHead head, Kind kind)
            throws MalformedBody {
        int nameLength = head.nameTo - head.nameFrom;
        int unitLength = head.unitTo - head.unitFrom;
        System.arraycopy(bytes, head.nameFrom, nameAndUnit, 0, nameLength);
        System.arraycopy(bytes, head.unitFrom, nameAndUnit, nameLength, unitLength);
        int tag = nameLength << 3 | kind.ordinal();
        int to = nameLength + unitLength;
        if (known.find(labels, tag, nameAndUnit, 0, to) instanceof Meaning.Metric found) {
            return found;
        }
        Meaning.Metric made =
                new Meaning.Metric(
                        labels,
                        Utf8.decode(bytes, head.nameFrom, head.nameTo),
                        Utf8.decode(bytes, head.unitFrom, head.unitTo),
                        kind);
        known.put(labels, tag, nameAndUnit, 0, to, made);
        return made;
    }

    /** Of a point's attributes: fields with their tags. */
    Meaning point(Meaning.Metric metric, ValueType type, Pieces attributes) throws MalformedBody {
        byte[] bytes = attributes.bytes();
        int from = attributes.from();
        int to = attributes.to();
        if (known.find(metric, type.ordinal(), bytes, from, to) instanceof Meaning found) {
            return found;
        }
        Meaning made = makePoint(metric, type, attributes.span());
        known.put(metric, type.ordinal(), bytes, from, to, made);
        return made;
    }

    private Meaning makePoint(Meaning.Metric metric, ValueType type, Span span)
            throws MalformedBody {
        Attributes attributes = Attributes.read(span, name -> false);
        if (attributes.refused().isPresent()) {
            return new Meaning.NotStored(attributes.refused().get().of(metric.name));
        }
        Map<String, Label> labels = new LinkedHashMap<>();
        metric.labels.labels.forEach(label -> labels.put(label.name(), label));
        attributes.labels().forEach(label -> labels.put(label.name(), label));
        if (labels.size() > SeriesLimits.LABELS_MAX) {
            return new Meaning.NotStored(
                    new Attributes.Refused(Refusal.LABELS_TOO_MANY, metric.name));
        }
        Canonical canonical =
                names.of(
                        metric.name,
                        new ArrayList<>(labels.values()),
                        metric.kind,
                        type,
                        metric.unit);
        Optional<HostName> host =
                HostRule.choose(
                        value(labels, HostRule.HOST_NAME),
                        value(labels, HostRule.HOST),
                        value(labels, HostRule.INSTANCE));
        return new Meaning.Stored(host, canonical, type);
    }

    private static Optional<String> value(Map<String, Label> labels, String name) {
        return Optional.ofNullable(labels.get(name)).map(Label::value);
    }
}
