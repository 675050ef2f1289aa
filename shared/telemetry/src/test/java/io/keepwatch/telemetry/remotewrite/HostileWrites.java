package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.telemetry.body.BodyReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.xerial.snappy.Snappy;

/** Bodies made to cost as much memory or time as can be, as they would be sent. */
final class HostileWrites {

    private static final int MAX = BodyReader.INFLATED_BYTES_MAX;

    /** Room for what is wrapped around a part that is as large as can be. */
    private static final int ROOM = 64;

    private static final byte[] SAMPLE = {
        0x12,
        0x10,
        0x09,
        0,
        0,
        0,
        0,
        0,
        0,
        (byte) 0xf0,
        0x3f,
        0x10,
        (byte) 0x80,
        (byte) 0xb0,
        (byte) 0xc7,
        (byte) 0xf8,
        (byte) 0xca,
        0x33
    };

    private HostileWrites() {}

    /** All bodies of that version, and those that are of none. */
    static Map<String, byte[]> all(RemoteWriteFormat version) {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        bodies.put("4 GiB claimed", HexFormat.of().parseHex("ffffffff0f00"));
        bodies.put("zeros", snappy(new byte[MAX]));
        bodies.put("more zeros than there may be", snappy(new byte[MAX + 1]));
        switch (version) {
            case VERSION_1 -> version1(bodies);
            case VERSION_2 -> version2(bodies);
        }
        return bodies;
    }

    private static void version1(Map<String, byte[]> bodies) {
        put(bodies, "100 000 series", repeat(100_000, i -> field(1, named("a" + i, SAMPLE))));
        put(
                bodies,
                "new series, and then nonsense",
                concat(repeat(50_000, i -> field(1, named("a" + i, SAMPLE))), new byte[] {7}));
        put(
                bodies,
                "new series that are refused",
                repeat(50_000, i -> field(1, concat(label("a" + i, "x"), SAMPLE))));
        put(bodies, "series of as many labels as can be", fill(HostileWrites::largeSeries));
        put(bodies, "a million labels", field(1, concat(fill(i -> label("l" + i, "x")), SAMPLE)));
        put(
                bodies,
                "labels scattered among samples",
                field(1, fill(i -> concat(label("l" + i, "x"), SAMPLE))));
        put(
                bodies,
                "one label's value as long as can be",
                field(1, concat(label("a", "ü".repeat(MAX / 2 - ROOM)), SAMPLE)));
        put(bodies, "one name as long as can be", field(1, named("n".repeat(MAX - ROOM), SAMPLE)));
        put(bodies, "empty series", fill(i -> field(1)));
        put(bodies, "empty samples", field(1, fill(i -> field(2))));
        put(bodies, "empty exemplars", field(1, fill(i -> field(3))));
        put(bodies, "empty histograms", field(1, fill(i -> field(4))));
        put(bodies, "empty metadata", fill(i -> field(3)));
        put(bodies, "buckets without end", field(1, field(4, field(12, new byte[MAX - ROOM]))));
        put(bodies, "spans without end", field(1, field(4, fill(i -> field(11)))));
        put(
                bodies,
                "histograms of as many buckets as can be",
                field(1, named("h", fill(i -> largeHistogram()))));
    }

    private static void version2(Map<String, byte[]> bodies) {
        put(bodies, "symbols of nothing", fill(i -> field(4)));
        put(bodies, "a million symbols", concat(field(4), fill(i -> field(4, utf8("s" + i)))));
        put(
                bodies,
                "one symbol as long as can be",
                concat(
                        field(4),
                        field(4, utf8("s".repeat(MAX - ROOM))),
                        field(5, concat(field(1, new byte[] {1, 1, 1, 1}), SAMPLE))));
        byte[] longTexts =
                concat(
                        field(4),
                        field(4, utf8("__name__")),
                        repeat(64, i -> field(4, utf8("n" + i + "n".repeat(250)))),
                        repeat(64, i -> field(4, utf8("v" + i + "v".repeat(1000)))));
        put(
                bodies,
                "long texts again and again",
                concat(longTexts, fill(MAX - longTexts.length - ROOM, HostileWrites::references)));
        put(
                bodies,
                "references without end",
                concat(
                        field(4),
                        field(4, utf8("x")),
                        field(5, concat(field(1, ones(MAX - 2 * ROOM)), SAMPLE))));
        put(
                bodies,
                "references in as many pieces as fit",
                concat(field(4), field(4, utf8("x")), field(5, fill(i -> new byte[] {8, 1}))));
        byte[] texts =
                concat(
                        field(4),
                        repeat(50_000, i -> field(4, utf8("t" + i))),
                        field(4, utf8("__name__")));
        put(
                bodies,
                "new series, and then nonsense",
                concat(
                        texts,
                        repeat(
                                49_000,
                                i ->
                                        field(
                                                5,
                                                concat(
                                                        field(
                                                                1,
                                                                concat(
                                                                        varint(50_001),
                                                                        varint(i + 1))),
                                                        SAMPLE))),
                        new byte[] {7}));
        put(bodies, "empty series", concat(field(4), fill(i -> field(5))));
    }

    private static void put(Map<String, byte[]> bodies, String name, byte[] body) {
        if (body.length > MAX) {
            throw new IllegalStateException(name + " is too large by " + (body.length - MAX));
        }
        bodies.put(name, snappy(body));
    }

    private static byte[] named(String name, byte[] rest) {
        return concat(label("__name__", name), rest);
    }

    private static byte[] largeSeries(int number) {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        labels.writeBytes(label("__name__", "a"));
        for (int i = 0; i < 64; i++) {
            labels.writeBytes(label("n".repeat(240) + i, "v".repeat(1000) + number));
        }
        labels.writeBytes(SAMPLE);
        return field(1, labels.toByteArray());
    }

    /** 64 different names, and values that differ from series to series. */
    private static byte[] references(int number) {
        ByteArrayOutputStream refs = new ByteArrayOutputStream();
        refs.writeBytes(new byte[] {1, 66});
        for (int i = 0; i < 64; i++) {
            refs.writeBytes(varint(2 + i));
            refs.writeBytes(varint(66 + (number >>> i % 16 & 1) + i % 60));
        }
        return field(5, concat(field(1, refs.toByteArray()), SAMPLE));
    }

    private static byte[] largeHistogram() {
        byte[] span = {0x10, (byte) 0x80, 0x10};
        byte[] deltas = new byte[2048];
        deltas[0] = 2;
        return field(4, concat(new byte[] {0x78, 1}, field(11, span), field(12, deltas)));
    }

    private static byte[] label(String name, String value) {
        return field(1, concat(field(1, utf8(name)), field(2, utf8(value))));
    }

    private static byte[] ones(int length) {
        byte[] ones = new byte[length / 2 * 2];
        Arrays.fill(ones, (byte) 1);
        return ones;
    }

    private static byte[] repeat(int times, IntFunction<byte[]> part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(part.apply(i));
        }
        return out.toByteArray();
    }

    private static byte[] fill(IntFunction<byte[]> part) {
        return fill(MAX - ROOM, part);
    }

    private static byte[] fill(int length, IntFunction<byte[]> part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        byte[] next = part.apply(0);
        for (int i = 1; out.size() + next.length <= length; i++) {
            out.writeBytes(next);
            next = part.apply(i);
        }
        return out.toByteArray();
    }

    private static byte[] field(int number, byte[]... content) {
        byte[] all = concat(content);
        return concat(varint(number << 3 | 2), varint(all.length), all);
    }

    private static byte[] varint(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] snappy(byte[] bytes) {
        try {
            return Snappy.compress(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
