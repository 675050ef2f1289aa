package io.keepwatch.telemetry.otlp;

import static java.util.stream.Collectors.joining;

import io.keepwatch.domain.HostName;
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
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
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
            case GAUGE ->
                    points(
                            metric,
                            metric.getGauge().getDataPointsList(),
                            Kind.GAUGE,
                            resource,
                            host);
            case SUM -> {
                Sum sum = metric.getSum();
                boolean monotonic = sum.getIsMonotonic();
                switch (sum.getAggregationTemporality()) {
                    case AGGREGATION_TEMPORALITY_CUMULATIVE ->
                            points(
                                    metric,
                                    sum.getDataPointsList(),
                                    monotonic ? Kind.COUNTER : Kind.UP_DOWN_COUNTER,
                                    resource,
                                    host);
                    case AGGREGATION_TEMPORALITY_DELTA ->
                            points(
                                    metric,
                                    sum.getDataPointsList(),
                                    monotonic ? Kind.DELTA_COUNTER : Kind.DELTA_UP_DOWN_COUNTER,
                                    resource,
                                    host);
                    default -> refuse(Refusal.NO_TEMPORALITY, sum.getDataPointsCount());
                }
            }
            case HISTOGRAM -> refuse(Refusal.HISTOGRAM, metric.getHistogram().getDataPointsCount());
            case EXPONENTIAL_HISTOGRAM ->
                    refuse(
                            Refusal.EXPONENTIAL_HISTOGRAM,
                            metric.getExponentialHistogram().getDataPointsCount());
            case SUMMARY -> refuse(Refusal.SUMMARY, metric.getSummary().getDataPointsCount());
            case DATA_NOT_SET -> {}
        }
    }

    private void points(
            Metric metric,
            List<NumberDataPoint> points,
            Kind kind,
            Attributes resource,
            Optional<HostName> host) {
        Optional<Refusal> refusal = resource.refusal;
        if (refusal.isEmpty()) {
            int name = metric.getNameBytes().size();
            int unit = metric.getUnitBytes().size();
            refusal =
                    name == 0
                            ? Optional.of(Refusal.NO_NAME)
                            : name > 255
                                    ? Optional.of(Refusal.NAME_TOO_LONG)
                                    : unit > 63
                                            ? Optional.of(Refusal.UNIT_TOO_LONG)
                                            : Optional.empty();
        }
        if (refusal.isPresent()) {
            refuse(refusal.get(), points.size());
            return;
        }
        for (NumberDataPoint point : points) {
            try {
                point(metric, point, kind, resource, host);
            } catch (Refused refused) {
                refuse(refused.reason, 1);
            }
        }
    }

    private void point(
            Metric metric,
            NumberDataPoint point,
            Kind kind,
            Attributes resource,
            Optional<HostName> host) {
        Attributes own = attributes(point.getAttributesList());
        own.refusal.ifPresent(
                reason -> {
                    throw new Refused(reason);
                });
        Map<String, String> labels = new TreeMap<>(resource.labels);
        labels.putAll(own.labels);
        if (labels.size() > 64) {
            throw new Refused(Refusal.LABELS_TOO_MANY);
        }
        if ((point.getFlags() & 1) != 0) {
            staleMarks++;
            return;
        }
        boolean isLong = point.getValueCase() == NumberDataPoint.ValueCase.AS_INT;
        if (point.getValueCase() == NumberDataPoint.ValueCase.VALUE_NOT_SET) {
            throw new Refused(Refusal.NO_VALUE);
        }
        if (point.getTimeUnixNano() == 0) {
            throw new Refused(Refusal.NO_TIME);
        }
        ValueType type = isLong ? ValueType.LONG : ValueType.DOUBLE;
        long bits = isLong ? point.getAsInt() : doubleBits(point.getAsDouble());
        List<Label> list =
                labels.entrySet().stream()
                        .map(label -> new Label(label.getKey(), label.getValue()))
                        .toList();
        Canonical canonical = names.of(metric.getName(), list, kind, type, metric.getUnit());
        Optional<HostName> byLabels =
                HostRule.choose(
                        Optional.ofNullable(labels.get("host.name")),
                        Optional.ofNullable(labels.get("host")),
                        Optional.ofNullable(labels.get("instance")));
        Series series = canonical.series();
        long millis =
                new BigInteger(Long.toUnsignedString(point.getTimeUnixNano()))
                        .divide(NANOS_PER_MILLI)
                        .longValueExact();
        samples.add(
                new Recorder.Sample(
                        host.or(() -> byLabels), series, millis, canonical.bits(type, bits)));
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
