package io.keepwatch.support;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xerial.snappy.Snappy;

/**
 * A body of Prometheus remote write as agents send it, written down series by series (prompb:
 * types.proto and remote.proto for 1.0, io/prometheus/write/v2/types.proto for 2.0).
 */
public final class RemoteWrite {

    /** The two versions and what their {@code Content-Type} says. */
    public enum Version {
        V1("application/x-protobuf"),
        V2("application/x-protobuf;proto=io.prometheus.write.v2.Request");

        private final String contentType;

        Version(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }
    }

    /**
     * @param time epoch milliseconds
     */
    public record Sample(long time, double value) {}

    /** What ends a series: Prometheus' stale marker. */
    public static final double STALE = Double.longBitsToDouble(ValueType.STALE_MARK);

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    private final Version version;
    private final Map<String, Integer> symbols = new LinkedHashMap<>(Map.of("", 0));
    private final Message series = new Message();

    public RemoteWrite(Version version) {
        this.version = version;
    }

    /** Labels by names and values in turn. */
    public static List<Label> labels(String... namesAndValues) {
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.add(new Label(namesAndValues[i], namesAndValues[i + 1]));
        }
        return labels;
    }

    /** One series with its samples. */
    public RemoteWrite series(List<Label> labels, Sample... samples) {
        Message message = labelled(labels);
        for (Sample sample : samples) {
            message.bytes(
                    2,
                    new Message()
                            .fixed64(1, Double.doubleToRawLongBits(sample.value()))
                            .varint(2, sample.time())
                            .toByteArray());
        }
        return add(message);
    }

    /** One series with a native histogram of the observations 1 and 2, and one exemplar. */
    public RemoteWrite histogram(List<Label> labels, long time) {
        byte[] histogram =
                new Message()
                        .varint(1, 2) // count
                        .fixed64(3, Double.doubleToRawLongBits(3))
                        .bytes(11, new Message().varint(1, 0).varint(2, 2).toByteArray())
                        .bytes(12, new byte[] {2, 0}) // one in each bucket, as zigzag deltas
                        .varint(15, time)
                        .toByteArray();
        byte[] exemplar =
                new Message()
                        .fixed64(2, Double.doubleToRawLongBits(1))
                        .varint(3, time)
                        .toByteArray();
        return add(
                switch (version) {
                    case V1 -> labelled(labels).bytes(3, exemplar).bytes(4, histogram);
                    case V2 -> labelled(labels).bytes(3, histogram).bytes(4, exemplar);
                });
    }

    /** The request in snappy's block format. */
    public byte[] body() {
        Message request = new Message();
        switch (version) {
            case V1 -> {}
            case V2 -> symbols.keySet().forEach(symbol -> request.text(4, symbol));
        }
        return snappy(request.raw(series.toByteArray()).toByteArray());
    }

    public Version version() {
        return version;
    }

    public static byte[] snappy(byte[] plain) {
        try {
            return Snappy.compress(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RemoteWrite add(Message one) {
        series.bytes(version == Version.V1 ? 1 : 5, one.toByteArray());
        return this;
    }

    private Message labelled(List<Label> labels) {
        Message message = new Message();
        switch (version) {
            case V1 ->
                    labels.forEach(
                            label ->
                                    message.bytes(
                                            1,
                                            new Message()
                                                    .text(1, label.name())
                                                    .text(2, label.value())
                                                    .toByteArray()));
            case V2 -> {
                Message references = new Message();
                labels.forEach(
                        label ->
                                references
                                        .varint(symbol(label.name()))
                                        .varint(symbol(label.value())));
                message.bytes(1, references.toByteArray());
            }
        }
        return message;
    }

    private int symbol(String text) {
        return symbols.computeIfAbsent(text, _ -> symbols.size());
    }

    /** A protobuf message, field after field. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message varint(long value) {
            long rest = value;
            for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
                out.write((int) (rest & 0x7f | 0x80));
            }
            out.write((int) rest);
            return this;
        }

        Message varint(int field, long value) {
            return varint(field << 3 | VARINT).varint(value);
        }

        Message fixed64(int field, long value) {
            varint(field << 3 | FIXED64);
            for (int i = 0; i < Long.BYTES; i++) {
                out.write((int) (value >>> Byte.SIZE * i));
            }
            return this;
        }

        Message bytes(int field, byte[] value) {
            return varint(field << 3 | BYTES).varint(value.length).raw(value);
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message raw(byte[] value) {
            out.writeBytes(value);
            return this;
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
