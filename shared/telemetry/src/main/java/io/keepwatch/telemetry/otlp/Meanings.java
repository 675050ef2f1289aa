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
import io.keepwatch.telemetry.wire.Numbers;
import io.keepwatch.telemetry.wire.Pieces;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Utf8;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Under a metric: after the types of number. */
    private static final int OBSERVED = ValueType.values().length;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final CanonicalNames names;
    private final Known known = new Known();
    private final byte[] nameAndUnit =
            new byte[SeriesLimits.NAME_BYTES_MAX + SeriesLimits.UNIT_BYTES_MAX];
    private byte[] boundsKey = new byte[0];

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
        Map<String, Label> labels = labels(metric, attributes);
        if (labels.size() > SeriesLimits.LABELS_MAX) {
            return notStored(Refusal.LABELS_TOO_MANY, metric.name);
        }
        Canonical canonical =
                names.of(
                        metric.name,
                        new ArrayList<>(labels.values()),
                        metric.kind,
                        type,
                        metric.unit);
        return new Meaning.Stored(host(labels), canonical, type);
    }

    /**
     * Of the attributes of a point that says what many observations were: {@link Meaning.Parts}, if
     * it is stored.
     */
    Meaning parts(Meaning.Metric metric, Observed observed, Pieces attributes)
            throws MalformedBody {
        byte[] bytes = attributes.bytes();
        int from = attributes.from();
        int to = attributes.to();
        int tag = OBSERVED + observed.ordinal();
        if (known.find(metric, tag, bytes, from, to) instanceof Meaning found) {
            return found;
        }
        Meaning made = makeParts(metric, observed, attributes.span());
        known.put(metric, tag, bytes, from, to, made);
        return made;
    }

    private Meaning makeParts(Meaning.Metric metric, Observed observed, Span span)
            throws MalformedBody {
        Attributes attributes = Attributes.read(span, name -> false);
        if (attributes.refused().isPresent()) {
            return new Meaning.NotStored(attributes.refused().get().of(metric.name));
        }
        Map<String, Label> labels = labels(metric, attributes);
        if (labels.containsKey(observed.label)) {
            return new Meaning.NotStored(
                    new Attributes.Refused(Refusal.LABEL_TWICE, observed.label).of(metric.name));
        }
        if (labels.size() + (observed.label.isEmpty() ? 0 : 1) > SeriesLimits.LABELS_MAX) {
            return notStored(Refusal.LABELS_TOO_MANY, metric.name);
        }
        return new Meaning.Parts(host(labels), metric, List.copyOf(labels.values()), names);
    }

    /**
     * Of the bounds or quantiles of a point: {@link Meaning.Buckets}, if it is stored.
     *
     * @param bounds as bits
     */
    Meaning buckets(Meaning.Parts parts, Observed observed, Numbers bounds) {
        int length = Long.BYTES * bounds.size();
        if (length > boundsKey.length) {
            boundsKey = new byte[2 * length];
        }
        for (int i = 0; i < bounds.size(); i++) {
            LONG.set(boundsKey, Long.BYTES * i, bounds.get(i));
        }
        if (known.find(parts, observed.ordinal(), boundsKey, 0, length) instanceof Meaning found) {
            return found;
        }
        Meaning made =
                observed == Observed.EXPLICIT && !ascend(bounds)
                        ? notStored(Refusal.BUCKETS_IN_DISORDER, parts.metric.name)
                        : new Meaning.Buckets(
                                Arrays.stream(texts(observed, bounds))
                                        .map(text -> bucket(parts, observed, text))
                                        .toArray(Canonical[]::new));
        known.put(parts, observed.ordinal(), boundsKey, 0, length, made);
        return made;
    }

    private static boolean ascend(Numbers bounds) {
        double before = Double.NEGATIVE_INFINITY;
        boolean ascend = true;
        for (int i = 0; i < bounds.size(); i++) {
            double bound = Double.longBitsToDouble(bounds.get(i));
            ascend &= bound > before && bound < Double.POSITIVE_INFINITY;
            before = bound;
        }
        return ascend;
    }

    private static String[] texts(Observed observed, Numbers bounds) {
        boolean hasLast = observed == Observed.EXPLICIT;
        String[] texts = new String[bounds.size() + (hasLast ? 1 : 0)];
        for (int i = 0; i < bounds.size(); i++) {
            texts[i] = Observed.text(Double.longBitsToDouble(bounds.get(i)));
        }
        if (hasLast) {
            texts[bounds.size()] = Observed.text(Double.POSITIVE_INFINITY);
        }
        return texts;
    }

    private Canonical bucket(Meaning.Parts parts, Observed observed, String text) {
        List<Label> labels = new ArrayList<>(parts.labels);
        labels.add(new Label(observed.label, text));
        Meaning.Metric metric = parts.metric;
        return observed == Observed.SUMMARY
                ? names.of(metric.name, labels, Kind.GAUGE, ValueType.DOUBLE, metric.unit)
                : names.of(metric.name + Observed.BUCKET, labels, metric.kind, ValueType.LONG, "");
    }

    private static Meaning.NotStored notStored(Refusal reason, String example) {
        return new Meaning.NotStored(new Attributes.Refused(reason, example));
    }

    /** Those of a point; its own win. */
    private static Map<String, Label> labels(Meaning.Metric metric, Attributes attributes) {
        Map<String, Label> labels = new LinkedHashMap<>();
        metric.labels.labels.forEach(label -> labels.put(label.name(), label));
        attributes.labels().forEach(label -> labels.put(label.name(), label));
        return labels;
    }

    private static Optional<HostName> host(Map<String, Label> labels) {
        return HostRule.choose(
                value(labels, HostRule.HOST_NAME),
                value(labels, HostRule.HOST),
                value(labels, HostRule.INSTANCE));
    }

    private static Optional<String> value(Map<String, Label> labels, String name) {
        return Optional.ofNullable(labels.get(name)).map(Label::value);
    }
}
