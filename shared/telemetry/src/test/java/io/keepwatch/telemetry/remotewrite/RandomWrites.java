package io.keepwatch.telemetry.remotewrite;

import static io.keepwatch.telemetry.remotewrite.RemoteWriteFormat.VERSION_2;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests of any shape that the official classes can have. Names come from small pools, so that
 * they meet: labels named twice, series seen before, the same ones in both versions.
 */
final class RandomWrites {

    private static final String[] NAMES = {
        "up",
        "node_cpu_seconds_total",
        "node_memory_MemFree_bytes",
        "http_request_duration_seconds_bucket",
        "http_request_duration_seconds_count",
        "http_request_duration_seconds_sum",
        "rpc_duration_seconds",
        "a.b/ü😀",
        "_total",
        "x",
    };
    private static final String[] LABELS = {
        "host.name",
        "host_name",
        "host",
        "instance",
        "job",
        "cpu",
        "mode",
        "device",
        "le",
        "ключ",
        "a",
        "b",
        "c"
    };
    private static final String[] VALUES = {
        "",
        " ",
        "web-1",
        "web-1:9100",
        "localhost:9100",
        "10.0.0.1:9100",
        "idle",
        "irq",
        "grün",
        "\"\\\n\u0000",
        "😀",
        "\u2028",
        "x",
        "0"
    };
    private static final String[] UNITS = {"", "", "seconds", "bytes", "parsecs", "ratio"};
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        0.1,
        1e300,
        Double.MIN_VALUE,
        Double.NaN,
        Double.longBitsToDouble(ValueType.STALE_MARK),
        Double.longBitsToDouble(0xfff8000000000123L),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };
    private static final long[] TIMES = {
        0,
        1,
        -1,
        1_772_366_400_000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        18_446_744_073_709L,
        18_446_744_073_710L
    };

    private final RemoteWriteFormat version;
    private final Random random;
    private final List<ByteString> symbols = new ArrayList<>();

    RandomWrites(RemoteWriteFormat version, Random random) {
        this.version = version;
        this.random = random;
    }

    Message next() {
        symbols.clear();
        symbols.add(ByteString.EMPTY);
        DynamicMessage.Builder request = builder(WriteProto.request(version));
        times(6, () -> WriteProto.add(request, "timeseries", series()));
        switch (version) {
            case VERSION_1 -> times(2, () -> WriteProto.add(request, "metadata", metadata()));
            case VERSION_2 -> {
                if (random.nextInt(200) == 0) {
                    symbols.removeFirst();
                }
                symbols.forEach(symbol -> WriteProto.add(request, "symbols", symbol));
            }
        }
        return maybeUnknown(request).build();
    }

    private Message metadata() {
        DynamicMessage.Builder metadata = builder("MetricMetadata");
        WriteProto.set(metadata, "type", random.nextInt(9));
        WriteProto.set(metadata, "metric_family_name", WriteProto.utf8(pick(NAMES)));
        WriteProto.set(metadata, "help", text());
        WriteProto.set(metadata, "unit", text());
        return metadata.build();
    }

    private Message series() {
        DynamicMessage.Builder series = builder("TimeSeries");
        labels(series);
        times(4, () -> WriteProto.add(series, "samples", sample()));
        if (random.nextInt(3) == 0) {
            times(2, () -> WriteProto.add(series, "histograms", histogram()));
        }
        if (random.nextInt(4) == 0) {
            times(2, () -> WriteProto.add(series, "exemplars", exemplar()));
        }
        if (version == VERSION_2 && random.nextInt(4) > 0) {
            DynamicMessage.Builder metadata = builder("Metadata");
            WriteProto.set(metadata, "type", random.nextInt(10) - 1);
            WriteProto.set(metadata, "help_ref", symbol(text()));
            WriteProto.set(metadata, "unit_ref", symbol(unit()));
            WriteProto.set(series, "metadata", maybeUnknown(metadata).build());
        }
        return maybeUnknown(series).build();
    }

    private void labels(DynamicMessage.Builder series) {
        int usual = random.nextInt(5);
        int count = random.nextInt(100) == 0 ? 63 + random.nextInt(6) : usual;
        // With so many, some are just too long together.
        boolean isLong = count > 10 && random.nextBoolean();
        ByteString text = WriteProto.utf8("x".repeat(59 + random.nextInt(5)));
        int nameAt = random.nextInt(40) == 0 ? -1 : random.nextInt(count + 1);
        for (int i = 0; i <= count; i++) {
            boolean isName = i == nameAt || random.nextInt(100) == 0;
            ByteString name =
                    isName
                            ? WriteProto.utf8("__name__")
                            : count > 10 ? WriteProto.utf8("l" + i) : labelName();
            label(series, "labels", name, isName ? metricName() : isLong ? text : value());
        }
        if (version == VERSION_2 && random.nextInt(300) == 0) {
            WriteProto.add(series, "labels_refs", symbols.size() - random.nextInt(2));
        }
    }

    private void label(
            DynamicMessage.Builder message, String field, ByteString name, ByteString value) {
        switch (version) {
            case VERSION_1 -> {
                DynamicMessage.Builder label = builder("Label");
                WriteProto.set(label, "name", name);
                WriteProto.set(label, "value", value);
                WriteProto.add(message, field, maybeUnknown(label).build());
            }
            case VERSION_2 -> {
                WriteProto.add(message, field + "_refs", symbol(name));
                WriteProto.add(message, field + "_refs", symbol(value));
            }
        }
    }

    private int symbol(ByteString text) {
        int known = symbols.indexOf(text);
        if (known >= 0 && random.nextInt(10) > 0) {
            return known;
        }
        symbols.add(text);
        return symbols.size() - 1;
    }

    private Message sample() {
        DynamicMessage.Builder sample = builder("Sample");
        WriteProto.set(sample, "value", number());
        WriteProto.set(sample, "timestamp", time());
        if (version == VERSION_2 && random.nextInt(3) == 0) {
            WriteProto.set(sample, "start_timestamp", time());
        }
        return maybeUnknown(sample).build();
    }

    private Message exemplar() {
        DynamicMessage.Builder exemplar = builder("Exemplar");
        times(2, () -> label(exemplar, "labels", labelName(), value()));
        WriteProto.set(exemplar, "value", number());
        WriteProto.set(exemplar, "timestamp", time());
        return exemplar.build();
    }

    private Message histogram() {
        DynamicMessage.Builder histogram = builder("Histogram");
        boolean isFloat = random.nextBoolean();
        if (random.nextInt(10) > 0) {
            count(histogram, "count", isFloat);
            count(histogram, "zero_count", random.nextInt(20) == 0 ? !isFloat : isFloat);
        }
        WriteProto.set(histogram, "sum", number());
        boolean custom = random.nextInt(4) == 0;
        WriteProto.set(histogram, "schema", custom ? -53 : random.nextInt(40) - 14);
        if (custom) {
            times(4, () -> WriteProto.add(histogram, "custom_values", (double) random.nextInt(9)));
        }
        if (!custom || random.nextInt(10) == 0) {
            WriteProto.set(
                    histogram,
                    "zero_threshold",
                    random.nextInt(20) == 0 ? number() : random.nextInt(3) * 0.001);
            side(histogram, "negative", isFloat);
        }
        side(histogram, "positive", isFloat);
        WriteProto.set(histogram, "reset_hint", random.nextInt(6) - 1);
        WriteProto.set(histogram, "timestamp", time());
        if (version == VERSION_2) {
            WriteProto.set(histogram, "start_timestamp", time());
        }
        return maybeUnknown(histogram).build();
    }

    private void count(DynamicMessage.Builder histogram, String field, boolean isFloat) {
        boolean wrong = random.nextInt(40) == 0;
        if (isFloat) {
            WriteProto.set(histogram, field + "_float", wrong ? number() : random.nextInt(9) * 0.5);
        } else {
            WriteProto.set(histogram, field + "_int", wrong ? -1L : random.nextInt(9));
        }
    }

    private void side(DynamicMessage.Builder histogram, String side, boolean isFloat) {
        int buckets = random.nextInt(30) == 0 ? random.nextInt(3) : 0;
        for (int i = random.nextInt(3); i > 0; i--) {
            DynamicMessage.Builder span = builder("BucketSpan");
            int length = random.nextInt(4);
            int offset = random.nextInt(30) == 0 ? random.nextInt() : random.nextInt(4);
            WriteProto.set(span, "offset", offset);
            WriteProto.set(span, "length", random.nextInt(200) == 0 ? -1 : length);
            WriteProto.add(histogram, side + "_spans", maybeUnknown(span).build());
            buckets += length;
        }
        for (int i = 0; i < buckets; i++) {
            boolean wrong = random.nextInt(40) == 0;
            if (isFloat) {
                WriteProto.add(
                        histogram, side + "_counts", wrong ? number() : random.nextInt(4) * 0.5);
            } else {
                WriteProto.add(
                        histogram,
                        side + "_deltas",
                        wrong ? random.nextLong() : random.nextInt(4) - (i % 2));
            }
        }
    }

    private ByteString labelName() {
        return switch (random.nextInt(150)) {
            case 0 -> ByteString.EMPTY;
            case 1 -> WriteProto.utf8("n".repeat(253 + random.nextInt(5)));
            case 2 -> notUtf8();
            default -> WriteProto.utf8(pick(LABELS));
        };
    }

    private ByteString value() {
        return switch (random.nextInt(150)) {
            case 0 -> WriteProto.utf8("ü".repeat(511 + random.nextInt(3)));
            case 1 -> notUtf8();
            default -> WriteProto.utf8(pick(VALUES));
        };
    }

    private ByteString metricName() {
        return switch (random.nextInt(60)) {
            case 0 -> ByteString.EMPTY;
            case 1 -> WriteProto.utf8("m".repeat(248 + random.nextInt(10)));
            case 2 -> notUtf8();
            default -> WriteProto.utf8(pick(NAMES));
        };
    }

    private ByteString unit() {
        return switch (random.nextInt(60)) {
            case 0 -> WriteProto.utf8("u".repeat(62 + random.nextInt(4)));
            case 1 -> notUtf8();
            default -> WriteProto.utf8(pick(UNITS));
        };
    }

    private ByteString text() {
        return random.nextInt(20) == 0 ? notUtf8() : WriteProto.utf8(pick(VALUES));
    }

    private ByteString notUtf8() {
        return ByteString.copyFrom(new byte[] {'x', (byte) (0x80 + random.nextInt(128))});
    }

    private long time() {
        return switch (random.nextInt(12)) {
            case 0 -> TIMES[random.nextInt(TIMES.length)];
            case 1 -> random.nextLong();
            default -> 1_772_366_400_000L + random.nextInt(1_000_000);
        };
    }

    private double number() {
        return switch (random.nextInt(4)) {
            case 0 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 1 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextInt(100_000) / 100.0;
        };
    }

    /** Fields that no version has, which readers of any version pass over. */
    private DynamicMessage.Builder maybeUnknown(DynamicMessage.Builder message) {
        if (random.nextInt(40) == 0) {
            UnknownFieldSet.Field field =
                    UnknownFieldSet.Field.newBuilder()
                            .addVarint(random.nextLong())
                            .addFixed32(random.nextInt())
                            .addFixed64(random.nextLong())
                            .addLengthDelimited(text())
                            .build();
            message.setUnknownFields(
                    UnknownFieldSet.newBuilder()
                            .addField(18 + random.nextInt(100), field)
                            .addField(1 << 28, field)
                            .build());
        }
        return message;
    }

    private DynamicMessage.Builder builder(String message) {
        return WriteProto.builder(version, message);
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private void times(int max, Runnable part) {
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            part.run();
        }
    }
}
