package io.keepwatch.telemetry.otlp;

import static java.util.stream.Collectors.joining;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.HostRule;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * What is to become of a request, told from the official classes: as plainly as can be, object by
 * object, and with nothing of the reader's.
 */
final class Oracle {

    private static final Pattern LEFT_OUT =
            Pattern.compile(
                    "(?s)(?!process\\.(pid|executable\\.name)\\z)(host|os|cloud|telemetry|process)\\..*");

    private static final BigInteger NANOS_PER_MILLI = BigInteger.valueOf(1_000_000);

    final List<Recorder.Sample> samples = new ArrayList<>();
    final List<Recorder.Whole> histograms = new ArrayList<>();
    final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
    int staleMarks;

    private final CanonicalNames names;

    /** JSON has only one NaN. */
    private final boolean json;

    /** Thrown on what makes the whole request malformed though protobuf takes it. */
    static final class TooDeep extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Refusal reason;

        Refused(Refusal reason) {
            this.reason = reason;
        }
    }

    private record Attributes(Optional<Refusal> refusal, Map<String, String> labels) {}

    Oracle(CanonicalNames names, boolean json) {
        this.names = names;
        this.json = json;
    }

    void read(ExportMetricsServiceRequest request) {
        for (ResourceMetrics resource : request.getResourceMetricsList()) {
            List<KeyValue> all = resource.getResource().getAttributesList();
            List<KeyValue> kept = new ArrayList<>();
            Optional<HostName> host = Optional.empty();
            for (KeyValue attribute : all) {
                // Depth is judged wherever it is.
                String text = shortEnough(attribute) ? text(attribute.getValue()) : "";
                if (attribute.getKey().equals("host.name")) {
                    host = HostName.of(text);
                }
                if (!LEFT_OUT.matcher(attribute.getKey()).matches()
                        || attribute.getKey().getBytes(StandardCharsets.UTF_8).length > 255) {
                    kept.add(attribute);
                }
            }
            Attributes attributes = attributes(kept);
            if (attributes.labels.containsKey("service.instance.id")) {
                attributes.labels.remove("process.pid");
            }
            for (ScopeMetrics scope : resource.getScopeMetricsList()) {
                for (Metric metric : scope.getMetricsList()) {
                    metric(metric, attributes, host);
                }
            }
        }
    }

    private void metric(Metric metric, Attributes resource, Optional<HostName> host) {
        switch (metric.getDataCase()) {
            case GAUGE -> {
                Source source = new Source(metric, Kind.GAUGE, resource, host);
                points(source, 0, metric.getGauge().getDataPointsList(), this::point);
            }
            case SUM -> {
                Sum sum = metric.getSum();
                boolean monotonic = sum.getIsMonotonic();
                switch (sum.getAggregationTemporality()) {
                    case AGGREGATION_TEMPORALITY_CUMULATIVE -> {
                        Kind kind = monotonic ? Kind.COUNTER : Kind.UP_DOWN_COUNTER;
                        Source source = new Source(metric, kind, resource, host);
                        points(source, 0, sum.getDataPointsList(), this::point);
                    }
                    case AGGREGATION_TEMPORALITY_DELTA -> {
                        Kind kind = monotonic ? Kind.DELTA_COUNTER : Kind.DELTA_UP_DOWN_COUNTER;
                        Source source = new Source(metric, kind, resource, host);
                        points(source, 0, sum.getDataPointsList(), this::point);
                    }
                    default -> refuse(Refusal.NO_TEMPORALITY, sum.getDataPointsCount());
                }
            }
            case HISTOGRAM -> {
                List<HistogramDataPoint> points = metric.getHistogram().getDataPointsList();
                kind(metric.getHistogram().getAggregationTemporality())
                        .ifPresentOrElse(
                                kind -> {
                                    Source source = new Source(metric, kind, resource, host);
                                    points(source, 7, points, this::histogram);
                                },
                                () -> refuse(Refusal.NO_TEMPORALITY, points.size()));
            }
            case EXPONENTIAL_HISTOGRAM -> {
                List<ExponentialHistogramDataPoint> points =
                        metric.getExponentialHistogram().getDataPointsList();
                kind(metric.getExponentialHistogram().getAggregationTemporality())
                        .ifPresentOrElse(
                                kind -> {
                                    Source source = new Source(metric, kind, resource, host);
                                    points(source, 6, points, this::exponential);
                                },
                                () -> refuse(Refusal.NO_TEMPORALITY, points.size()));
            }
            case SUMMARY -> {
                Source source = new Source(metric, Kind.COUNTER, resource, host);
                points(source, 6, metric.getSummary().getDataPointsList(), this::summary);
            }
            case DATA_NOT_SET -> {}
        }
    }

    private static Optional<Kind> kind(AggregationTemporality temporality) {
        return switch (temporality) {
            case AGGREGATION_TEMPORALITY_CUMULATIVE -> Optional.of(Kind.COUNTER);
            case AGGREGATION_TEMPORALITY_DELTA -> Optional.of(Kind.DELTA_COUNTER);
            case AGGREGATION_TEMPORALITY_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /** Whatever all points of a metric have in common. */
    private record Source(Metric metric, Kind kind, Attributes resource, Optional<HostName> host) {}

    /** A point's labels, host and time. */
    private record Place(Source source, Map<String, String> labels, long millis) {

        Optional<HostName> host() {
            return source.host.or(
                    () ->
                            HostRule.choose(
                                    Optional.ofNullable(labels.get("host.name")),
                                    Optional.ofNullable(labels.get("host")),
                                    Optional.ofNullable(labels.get("instance"))));
        }
    }

    /**
     * @param suffix how long what is added to the name may be
     */
    private <P> void points(
            Source source, int suffix, List<P> points, BiConsumer<Source, P> reader) {
        Optional<Refusal> refusal = source.resource.refusal;
        if (refusal.isEmpty()) {
            int name = source.metric.getNameBytes().size();
            int unit = source.metric.getUnitBytes().size();
            refusal =
                    name == 0
                            ? Optional.of(Refusal.NO_NAME)
                            : name + suffix > 255
                                    ? Optional.of(Refusal.NAME_TOO_LONG)
                                    : unit > 63
                                            ? Optional.of(Refusal.UNIT_TOO_LONG)
                                            : Optional.empty();
        }
        if (refusal.isPresent()) {
            refuse(refusal.get(), points.size());
            return;
        }
        for (P point : points) {
            try {
                reader.accept(source, point);
            } catch (Refused refused) {
                refuse(refused.reason, 1);
            }
        }
    }

    /**
     * The place of a point; empty if it only says that there is none.
     *
     * @param extra a label that will be added; empty if none is
     */
    private Optional<Place> place(
            Source source, List<KeyValue> attributes, String extra, int flags, long nanos) {
        Attributes own = attributes(attributes);
        own.refusal.ifPresent(
                reason -> {
                    throw new Refused(reason);
                });
        Map<String, String> labels = new TreeMap<>(source.resource.labels);
        labels.putAll(own.labels);
        if (!extra.isEmpty() && labels.containsKey(extra)) {
            throw new Refused(Refusal.LABEL_TWICE);
        }
        if (labels.size() + (extra.isEmpty() ? 0 : 1) > 64) {
            throw new Refused(Refusal.LABELS_TOO_MANY);
        }
        if ((flags & 1) != 0) {
            staleMarks++;
            return Optional.empty();
        }
        long millis =
                new BigInteger(Long.toUnsignedString(nanos))
                        .divide(NANOS_PER_MILLI)
                        .longValueExact();
        return Optional.of(new Place(source, labels, millis));
    }

    private static void requireTime(long nanos) {
        if (nanos == 0) {
            throw new Refused(Refusal.NO_TIME);
        }
    }

    private void add(
            Place place, String suffix, String unit, Kind kind, ValueType type, long bits) {
        add(place, place.labels, suffix, unit, kind, type, bits);
    }

    private void add(
            Place place,
            Map<String, String> labels,
            String suffix,
            String unit,
            Kind kind,
            ValueType type,
            long bits) {
        String name = place.source.metric.getName() + suffix;
        Canonical canonical = names.of(name, list(labels), kind, type, unit);
        samples.add(
                new Recorder.Sample(
                        place.host(),
                        canonical.series(),
                        place.millis,
                        canonical.bits(type, bits)));
    }

    private static List<Label> list(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> new Label(label.getKey(), label.getValue()))
                .toList();
    }

    private void point(Source source, NumberDataPoint point) {
        Optional<Place> place =
                place(
                        source,
                        point.getAttributesList(),
                        "",
                        point.getFlags(),
                        point.getTimeUnixNano());
        if (place.isEmpty()) {
            return;
        }
        boolean isLong = point.getValueCase() == NumberDataPoint.ValueCase.AS_INT;
        if (point.getValueCase() == NumberDataPoint.ValueCase.VALUE_NOT_SET) {
            throw new Refused(Refusal.NO_VALUE);
        }
        requireTime(point.getTimeUnixNano());
        ValueType type = isLong ? ValueType.LONG : ValueType.DOUBLE;
        long bits = isLong ? point.getAsInt() : doubleBits(point.getAsDouble());
        add(place.get(), "", source.metric.getUnit(), source.kind, type, bits);
    }

    private void histogram(Source source, HistogramDataPoint point) {
        Optional<Place> place =
                place(
                        source,
                        point.getAttributesList(),
                        "le",
                        point.getFlags(),
                        point.getTimeUnixNano());
        if (place.isEmpty()) {
            return;
        }
        requireTime(point.getTimeUnixNano());
        int buckets = point.getBucketCountsCount();
        int bounds = point.getExplicitBoundsCount();
        if (buckets > 2048 || bounds > 2048) {
            throw new Refused(Refusal.BUCKETS_TOO_MANY);
        }
        if (buckets != bounds + 1 && (buckets != 0 || bounds != 0)) {
            throw new Refused(Refusal.BUCKETS_IN_DISORDER);
        }
        BigInteger all = BigInteger.ZERO;
        for (long count : point.getBucketCountsList()) {
            all = all.add(new BigInteger(Long.toUnsignedString(count)));
        }
        if (all.bitLength() > 63 || point.getCount() < 0) {
            throw new Refused(Refusal.COUNT_IMPOSSIBLE);
        }
        for (int i = 0; i < bounds; i++) {
            double bound = point.getExplicitBounds(i);
            if (Double.isNaN(bound)
                    || Double.isInfinite(bound)
                    || i > 0 && bound <= point.getExplicitBounds(i - 1)) {
                throw new Refused(Refusal.BUCKETS_IN_DISORDER);
            }
        }
        long upTo = 0;
        for (int i = 0; i < buckets; i++) {
            upTo += point.getBucketCounts(i);
            Map<String, String> labels = new TreeMap<>(place.get().labels);
            labels.put("le", i == bounds ? "+Inf" : text(point.getExplicitBounds(i)));
            add(place.get(), labels, "_bucket", "", source.kind, ValueType.LONG, upTo);
        }
        add(place.get(), "_count", "", source.kind, ValueType.LONG, point.getCount());
        String unit = source.metric.getUnit();
        if (point.hasSum()) {
            long sum = doubleBits(point.getSum());
            add(place.get(), "_sum", unit, source.kind, ValueType.DOUBLE, sum);
        }
        if (point.hasMin()) {
            long min = doubleBits(point.getMin());
            add(place.get(), "_min", unit, Kind.GAUGE, ValueType.DOUBLE, min);
        }
        if (point.hasMax()) {
            long max = doubleBits(point.getMax());
            add(place.get(), "_max", unit, Kind.GAUGE, ValueType.DOUBLE, max);
        }
    }

    private static String text(double bound) {
        String plain = new BigDecimal(Double.toString(bound)).toPlainString();
        return plain.replaceFirst("\\.0+$|(\\.[0-9]*[1-9])0+$", "$1");
    }

    private void exponential(Source source, ExponentialHistogramDataPoint point) {
        Optional<Place> place =
                place(
                        source,
                        point.getAttributesList(),
                        "",
                        point.getFlags(),
                        point.getTimeUnixNano());
        if (place.isEmpty()) {
            return;
        }
        requireTime(point.getTimeUnixNano());
        Histogram histogram = whole(point);
        histograms.add(
                new Recorder.Whole(
                        place.get().host(),
                        new Series(
                                source.metric.getName(),
                                list(place.get().labels),
                                source.kind,
                                ValueType.HISTOGRAM,
                                source.metric.getUnit()),
                        place.get().millis,
                        histogram));
        String unit = source.metric.getUnit();
        add(place.get(), "_count", "", source.kind, ValueType.LONG, point.getCount());
        if (point.hasSum()) {
            add(place.get(), "_sum", unit, source.kind, ValueType.DOUBLE, histogram.sum());
        }
        if (point.hasMin()) {
            add(place.get(), "_min", unit, Kind.GAUGE, ValueType.DOUBLE, histogram.min());
        }
        if (point.hasMax()) {
            add(place.get(), "_max", unit, Kind.GAUGE, ValueType.DOUBLE, histogram.max());
        }
    }

    private Histogram whole(ExponentialHistogramDataPoint point) {
        if (point.getPositive().getBucketCountsCount() > 8192
                || point.getNegative().getBucketCountsCount() > 8192) {
            throw new Refused(Refusal.BUCKETS_TOO_MANY);
        }
        if (point.getScale() < -10 || point.getScale() > 20) {
            throw new Refused(Refusal.HISTOGRAM_SCHEMA);
        }
        Histogram.Builder builder =
                Histogram.at(point.getScale(), ValueType.LONG)
                        .count(point.getCount())
                        .zeroCount(point.getZeroCount())
                        .zeroThreshold(point.getZeroThreshold());
        if (point.hasSum()) {
            builder.sum(doubleBits(point.getSum()));
        }
        if (point.hasMin()) {
            builder.min(doubleBits(point.getMin()));
        }
        if (point.hasMax()) {
            builder.max(doubleBits(point.getMax()));
        }
        ExponentialHistogramDataPoint.Buckets above = point.getPositive();
        for (int i = 0; i < above.getBucketCountsCount(); i++) {
            builder.positive(1L + above.getOffset() + i, above.getBucketCounts(i));
        }
        ExponentialHistogramDataPoint.Buckets below = point.getNegative();
        for (int i = 0; i < below.getBucketCountsCount(); i++) {
            builder.negative(1L + below.getOffset() + i, below.getBucketCounts(i));
        }
        return switch (builder.build()) {
            case Histogram.Built.Valid(Histogram histogram) -> histogram;
            case Histogram.Built.Invalid(Histogram.Fault fault) ->
                    throw new Refused(Refusal.of(fault));
        };
    }

    private void summary(Source source, SummaryDataPoint point) {
        Optional<Place> place =
                place(
                        source,
                        point.getAttributesList(),
                        "quantile",
                        point.getFlags(),
                        point.getTimeUnixNano());
        if (place.isEmpty()) {
            return;
        }
        requireTime(point.getTimeUnixNano());
        if (point.getQuantileValuesCount() > 2048) {
            throw new Refused(Refusal.BUCKETS_TOO_MANY);
        }
        if (point.getCount() < 0) {
            throw new Refused(Refusal.COUNT_IMPOSSIBLE);
        }
        String unit = source.metric.getUnit();
        for (SummaryDataPoint.ValueAtQuantile each : point.getQuantileValuesList()) {
            double quantile = each.getQuantile();
            Map<String, String> labels = new TreeMap<>(place.get().labels);
            labels.put(
                    "quantile",
                    Double.isNaN(quantile)
                            ? "NaN"
                            : Double.isInfinite(quantile)
                                    ? quantile > 0 ? "+Inf" : "-Inf"
                                    : text(quantile));
            long value = doubleBits(each.getValue());
            add(place.get(), labels, "", unit, Kind.GAUGE, ValueType.DOUBLE, value);
        }
        add(place.get(), "_count", "", Kind.COUNTER, ValueType.LONG, point.getCount());
        long sum = doubleBits(point.getSum());
        add(place.get(), "_sum", unit, Kind.COUNTER, ValueType.DOUBLE, sum);
    }

    private long doubleBits(double value) {
        return json ? Double.doubleToLongBits(value) : Double.doubleToRawLongBits(value);
    }

    private void refuse(Refusal reason, int points) {
        if (points > 0) {
            refused.merge(reason, points, Integer::sum);
        }
    }

    private static Attributes attributes(List<KeyValue> attributes) {
        Optional<Refusal> refusal = Optional.empty();
        Map<String, String> labels = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        int bytes = 0;
        for (KeyValue attribute : attributes) {
            String key = attribute.getKey();
            // Depth is judged whatever else is wrong.
            String value = shortEnough(attribute) ? text(attribute.getValue()) : "x".repeat(2000);
            Refusal wrong = null;
            if (attribute.getKeyBytes().size() > 255) {
                wrong = Refusal.LABEL_NAME_TOO_LONG;
            } else {
                if (key.isEmpty()) {
                    wrong = Refusal.LABEL_WITHOUT_NAME;
                } else if (value.getBytes(StandardCharsets.UTF_8).length > 1024) {
                    wrong = Refusal.LABEL_VALUE_TOO_LONG;
                } else if (seen.contains(key)) {
                    wrong = Refusal.LABEL_TWICE;
                } else if (seen.size() == 64) {
                    wrong = Refusal.LABELS_TOO_MANY;
                } else {
                    seen.add(key);
                    bytes += (key + value).getBytes(StandardCharsets.UTF_8).length;
                    if (bytes > 4096) {
                        wrong = Refusal.LABELS_TOO_LONG;
                    }
                    labels.put(key, value);
                }
            }
            if (refusal.isEmpty() && wrong != null) {
                refusal = Optional.of(wrong);
            }
        }
        return new Attributes(refusal, labels);
    }

    /** Far from the limit of what is looked at; the messages here are never near it. */
    private static boolean shortEnough(KeyValue attribute) {
        return attribute.getValue().getSerializedSize() < 4000;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BYTES_VALUE -> base64(value);
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case VALUE_NOT_SET, STRING_VALUE_STRINDEX -> "";
            case BOOL_VALUE, INT_VALUE, ARRAY_VALUE, KVLIST_VALUE -> json(value, 0);
        };
    }

    private static String json(AnyValue value, int depth) {
        if (depth > 16) {
            throw new TooDeep();
        }
        return switch (value.getValueCase()) {
            case STRING_VALUE -> quoted(value.getStringValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE ->
                    Double.isFinite(value.getDoubleValue())
                            ? Double.toString(value.getDoubleValue())
                            : quoted(Double.toString(value.getDoubleValue()));
            case BYTES_VALUE -> quoted(base64(value));
            case VALUE_NOT_SET, STRING_VALUE_STRINDEX -> "null";
            case ARRAY_VALUE ->
                    value.getArrayValue().getValuesList().stream()
                            .map(item -> json(item, depth + 1))
                            .collect(joining(",", "[", "]"));
            case KVLIST_VALUE ->
                    value.getKvlistValue().getValuesList().stream()
                            .map(
                                    pair ->
                                            quoted(pair.getKey())
                                                    + ":"
                                                    + json(pair.getValue(), depth + 1))
                            .collect(joining(",", "{", "}"));
        };
    }

    private static String base64(AnyValue value) {
        return Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(
                        next -> {
                            if (next == '"' || next == '\\') {
                                quoted.append('\\').append((char) next);
                            } else if (next < 0x20) {
                                quoted.append("\\u%04x".formatted(next));
                            } else {
                                quoted.append((char) next);
                            }
                        });
        return quoted.append('"').toString();
    }
}
