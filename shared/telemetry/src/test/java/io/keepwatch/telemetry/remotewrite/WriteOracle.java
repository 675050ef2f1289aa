package io.keepwatch.telemetry.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.names.PrometheusNames;
import io.keepwatch.telemetry.names.PrometheusNames.Type;
import io.keepwatch.telemetry.push.HostRule;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to become of a request, worked out the slow and simple way on the official classes. */
final class WriteOracle {

    /** No such request may be taken, though protobuf has nothing against it. */
    static final class Broken extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    final Recorder recorder = new Recorder();
    final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);

    private final CanonicalNames names;
    private final RemoteWriteFormat version;
    private int derived;
    private int exemplars;
    private int stale;
    private int metadata;
    private int starts;

    WriteOracle(CanonicalNames names, RemoteWriteFormat version) {
        this.names = names;
        this.version = version;
    }

    /** A series with all that its samples and histograms need. */
    private record Known(
            Optional<Refusal> refusal,
            Optional<Refusal> histogramRefusal,
            Optional<HostName> host,
            String name,
            List<Label> labels,
            Type type,
            String unit) {}

    void read(Message request) {
        List<ByteString> symbols = List.of();
        switch (version) {
            case VERSION_1 ->
                    metadata += WriteProto.list(request, "metadata", Message.class).size();
            case VERSION_2 -> {
                symbols = WriteProto.list(request, "symbols", ByteString.class);
                if (!symbols.isEmpty() && !symbols.getFirst().isEmpty()) {
                    throw new Broken();
                }
            }
        }
        for (Message series : WriteProto.list(request, "timeseries", Message.class)) {
            read(series, symbols);
        }
    }

    RemoteWriteOutcome outcome() {
        return new RemoteWriteOutcome.Read(
                recorder.samples.size() - derived,
                recorder.histograms.size(),
                exemplars,
                stale,
                metadata,
                starts);
    }

    private void read(Message series, List<ByteString> symbols) {
        Known known = known(series, symbols);
        Canonical canonical = null;
        for (Message sample : WriteProto.list(series, "samples", Message.class)) {
            Optional<Refusal> refusal = known.refusal.or(() -> untimely(sample));
            if (refusal.isPresent()) {
                refused.merge(refusal.get(), 1, Integer::sum);
            } else {
                long bits =
                        Double.doubleToRawLongBits(WriteProto.get(sample, "value", Double.class));
                count(sample, bits);
                canonical =
                        canonical == null ? canonical(known, known.name, known.type) : canonical;
                number(known, canonical, time(sample), bits);
            }
        }
        for (Message histogram : WriteProto.list(series, "histograms", Message.class)) {
            histogram(known, histogram);
        }
        if (known.refusal.isEmpty()) {
            exemplars += WriteProto.list(series, "exemplars", Message.class).size();
        }
    }

    private Known known(Message series, List<ByteString> symbols) {
        Optional<Refusal> refusal = Optional.empty();
        List<Label> labels = new ArrayList<>();
        Map<String, String> byName = new HashMap<>();
        Optional<ByteString> name = Optional.empty();
        for (ByteString[] label : labels(series, symbols)) {
            if (label[1].isEmpty()) {
                continue;
            }
            if (label[0].equals(WriteProto.utf8("__name__"))) {
                if (name.isPresent()) {
                    refusal = refusal.or(() -> Optional.of(Refusal.LABEL_TWICE));
                }
                name = name.or(() -> Optional.of(label[1]));
                continue;
            }
            Optional<Refusal> wrong = wrong(label, byName);
            refusal = refusal.or(() -> wrong);
            if (refusal.isEmpty()) {
                byName.put(label[0].toStringUtf8(), label[1].toStringUtf8());
                labels.add(new Label(label[0].toStringUtf8(), label[1].toStringUtf8()));
            }
        }
        Type type = Type.UNKNOWN;
        ByteString unit = ByteString.EMPTY;
        if (version == RemoteWriteFormat.VERSION_2) {
            Message said = WriteProto.get(series, "metadata", Message.class);
            metadata += WriteProto.has(series, "metadata") ? 1 : 0;
            int number = WriteProto.get(said, "type", Integer.class);
            type = number >= 0 && number < 8 ? Type.values()[number] : Type.UNKNOWN;
            int ref = WriteProto.get(said, "unit_ref", Integer.class);
            unit = ref == 0 ? unit : symbol(symbols, ref);
        }
        ByteString metric = name.orElse(ByteString.EMPTY);
        Optional<Refusal> labelsRefused = refusal;
        return new Known(
                refusal(metric, 255, labelsRefused, unit),
                refusal(metric, 255 - "_count".length(), labelsRefused, unit),
                HostRule.choose(
                        Optional.ofNullable(
                                byName.getOrDefault("host.name", byName.get("host_name"))),
                        Optional.ofNullable(byName.get("host")),
                        Optional.ofNullable(byName.get("instance"))),
                metric.toStringUtf8(),
                labels,
                type,
                unit.toStringUtf8());
    }

    private static Optional<Refusal> refusal(
            ByteString name, int bytesMax, Optional<Refusal> labels, ByteString unit) {
        if (labels.isPresent()) {
            return labels;
        }
        if (name.isEmpty()) {
            return Optional.of(Refusal.NO_NAME);
        }
        if (name.size() > bytesMax) {
            return Optional.of(Refusal.NAME_TOO_LONG);
        }
        if (!name.isValidUtf8()) {
            return Optional.of(Refusal.NOT_UTF8);
        }
        if (unit.size() > 63) {
            return Optional.of(Refusal.UNIT_TOO_LONG);
        }
        return unit.isValidUtf8() ? Optional.empty() : Optional.of(Refusal.NOT_UTF8);
    }

    private static Optional<Refusal> wrong(ByteString[] label, Map<String, String> before) {
        if (label[0].size() > 255) {
            return Optional.of(Refusal.LABEL_NAME_TOO_LONG);
        }
        if (label[1].size() > 1024) {
            return Optional.of(Refusal.LABEL_VALUE_TOO_LONG);
        }
        if (!label[0].isValidUtf8() || !label[1].isValidUtf8()) {
            return Optional.of(Refusal.NOT_UTF8);
        }
        if (label[0].isEmpty()) {
            return Optional.of(Refusal.LABEL_WITHOUT_NAME);
        }
        if (before.containsKey(label[0].toStringUtf8())) {
            return Optional.of(Refusal.LABEL_TWICE);
        }
        if (before.size() == 64) {
            return Optional.of(Refusal.LABELS_TOO_MANY);
        }
        int bytes = label[0].size() + label[1].size();
        for (Map.Entry<String, String> each : before.entrySet()) {
            bytes += WriteProto.utf8(each.getKey() + each.getValue()).size();
        }
        return bytes > 4096 ? Optional.of(Refusal.LABELS_TOO_LONG) : Optional.empty();
    }

    /** Names and values. */
    private List<ByteString[]> labels(Message series, List<ByteString> symbols) {
        List<ByteString[]> labels = new ArrayList<>();
        switch (version) {
            case VERSION_1 -> {
                for (Message label : WriteProto.list(series, "labels", Message.class)) {
                    labels.add(
                            new ByteString[] {
                                WriteProto.get(label, "name", ByteString.class),
                                WriteProto.get(label, "value", ByteString.class)
                            });
                }
            }
            case VERSION_2 -> {
                List<Integer> refs = WriteProto.list(series, "labels_refs", Integer.class);
                if (refs.size() % 2 != 0) {
                    throw new Broken();
                }
                for (int i = 0; i < refs.size(); i += 2) {
                    labels.add(
                            new ByteString[] {
                                symbol(symbols, refs.get(i)), symbol(symbols, refs.get(i + 1))
                            });
                }
            }
        }
        return labels;
    }

    private static ByteString symbol(List<ByteString> symbols, int ref) {
        if (ref < 0 || ref >= symbols.size()) {
            throw new Broken();
        }
        return symbols.get(ref);
    }

    private Canonical canonical(Known known, String name, Type type) {
        return names.of(
                name,
                known.labels,
                PrometheusNames.kind(name, type),
                ValueType.DOUBLE,
                PrometheusNames.unit(name, known.unit));
    }

    private void number(Known known, Canonical canonical, long time, long bits) {
        recorder.sample(
                known.host, canonical.series(), time, canonical.bits(ValueType.DOUBLE, bits));
    }

    private void histogram(Known known, Message message) {
        Optional<Refusal> refusal = known.histogramRefusal.or(() -> untimely(message));
        if (refusal.isPresent()) {
            refused.merge(refusal.get(), 1, Integer::sum);
            return;
        }
        switch (built(message)) {
            case Histogram.Built.Invalid(Histogram.Fault fault) ->
                    refused.merge(Refusal.of(fault), 1, Integer::sum);
            case Histogram.Built.Valid(Histogram histogram) -> {
                boolean gauge = WriteProto.get(message, "reset_hint", Integer.class) == 3;
                Type type = gauge ? Type.GAUGE_HISTOGRAM : known.type;
                long sum = histogram.sum();
                count(message, sum);
                recorder.histogram(
                        known.host,
                        new Series(
                                known.name,
                                known.labels,
                                type == Type.GAUGE_HISTOGRAM ? Kind.GAUGE : Kind.COUNTER,
                                ValueType.HISTOGRAM,
                                PrometheusNames.unit(known.name, known.unit)),
                        time(message),
                        histogram);
                double count = histogram.countType().toDouble(histogram.count());
                boolean ended = sum == ValueType.STALE_MARK;
                number(
                        known,
                        canonical(known, known.name + "_count", type),
                        time(message),
                        ended ? sum : Double.doubleToRawLongBits(count));
                number(known, canonical(known, known.name + "_sum", type), time(message), sum);
                derived += 2;
            }
        }
    }

    private static Histogram.Built built(Message message) {
        boolean isFloat = WriteProto.has(message, "count_float");
        Histogram.Builder builder =
                Histogram.at(
                        WriteProto.get(message, "schema", Integer.class),
                        isFloat ? ValueType.DOUBLE : ValueType.LONG);
        builder.count(countOf(message, "count", isFloat));
        builder.sum(Double.doubleToRawLongBits(WriteProto.get(message, "sum", Double.class)));
        builder.zeroThreshold(WriteProto.get(message, "zero_threshold", Double.class));
        builder.zeroCount(countOf(message, "zero_count", isFloat));
        int hint = WriteProto.get(message, "reset_hint", Integer.class);
        builder.resetHint(Histogram.ResetHint.values()[hint >= 0 && hint < 4 ? hint : 0]);
        builder.bounds(
                WriteProto.list(message, "custom_values", Double.class).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
        List<long[]> positive = buckets(message, "positive", isFloat);
        List<long[]> negative = buckets(message, "negative", isFloat);
        positive.forEach(bucket -> builder.positive(bucket[0], bucket[1]));
        if (fits(message, "positive", isFloat)) {
            negative.forEach(bucket -> builder.negative(bucket[0], bucket[1]));
        }
        Histogram.Built built = builder.build();
        boolean fits = fits(message, "positive", isFloat) && fits(message, "negative", isFloat);
        return built instanceof Histogram.Built.Valid && !fits
                ? new Histogram.Built.Invalid(Histogram.Fault.BUCKETS_IN_DISORDER)
                : built;
    }

    private static long countOf(Message message, String field, boolean isFloat) {
        return isFloat
                ? Double.doubleToRawLongBits(
                        WriteProto.get(message, field + "_float", Double.class))
                : WriteProto.get(message, field + "_int", Long.class);
    }

    private static boolean fits(Message message, String side, boolean isFloat) {
        long buckets = 0;
        for (Message span : WriteProto.list(message, side + "_spans", Message.class)) {
            buckets += Integer.toUnsignedLong(WriteProto.get(span, "length", Integer.class));
        }
        return buckets == counts(message, side, isFloat).size();
    }

    /** Index and count of each, as far as there are both. */
    private static List<long[]> buckets(Message message, String side, boolean isFloat) {
        List<Long> counts = counts(message, side, isFloat);
        List<long[]> buckets = new ArrayList<>();
        long index = 0;
        for (Message span : WriteProto.list(message, side + "_spans", Message.class)) {
            index += WriteProto.get(span, "offset", Integer.class);
            long length = Integer.toUnsignedLong(WriteProto.get(span, "length", Integer.class));
            for (long i = 0; i < length && buckets.size() < counts.size(); i++) {
                buckets.add(new long[] {index++, counts.get(buckets.size())});
            }
        }
        return buckets;
    }

    private static List<Long> counts(Message message, String side, boolean isFloat) {
        if (isFloat) {
            return WriteProto.list(message, side + "_counts", Double.class).stream()
                    .map(Double::doubleToRawLongBits)
                    .toList();
        }
        List<Long> counts = new ArrayList<>();
        long count = 0;
        for (long delta : WriteProto.list(message, side + "_deltas", Long.class)) {
            count += delta;
            counts.add(count);
        }
        return counts;
    }

    private void count(Message point, long bits) {
        stale += bits == ValueType.STALE_MARK ? 1 : 0;
        if (version == RemoteWriteFormat.VERSION_2) {
            starts += WriteProto.get(point, "start_timestamp", Long.class) != 0 ? 1 : 0;
        }
    }

    private static long time(Message point) {
        return WriteProto.get(point, "timestamp", Long.class);
    }

    private static Optional<Refusal> untimely(Message point) {
        long time = time(point);
        if (time == 0) {
            return Optional.of(Refusal.NO_TIME);
        }
        if (time < 0) {
            return Optional.of(Refusal.TOO_OLD);
        }
        return time > 18_446_744_073_709L ? Optional.of(Refusal.IN_FUTURE) : Optional.empty();
    }
}
