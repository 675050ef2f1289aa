package io.keepwatch.telemetry.lineprotocol;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.HostRule;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Bodies of random lines, and what is to become of each of them, known before they are written. */
final class RandomLines {

    private static final String[] NAMES = {
        "cpu", "mem", "net", "queue", "a,b", "a b", "a=b", "C:\\x", "\"q\"", "ü😀", "#x", "x"
    };
    private static final String[] KEYS = {
        "host",
        "instance",
        "cpu",
        "interface",
        "k,1",
        "k 2",
        "k=3",
        "\\k",
        "ключ",
        "value",
        "used",
        "bytes_recv",
        "usage_idle"
    };
    private static final String[] VALUES = {
        "web-1", "web-1:9100", "cpu0", "v,1", "v 2", "v=3", "D:\\a\\b", "\"v\"", "😀", "x"
    };
    private static final String[] TEXTS = {
        "", "x", "a b,c=1", "two\nlines a f=1", "\\", "\"quoted\"", "ü", "# no comment", "\r\n"
    };
    private static final String[] ENDS = {
        "\n", "\n", "\n", "\r\n", " \n", "\n\n", "\n# note f=1\n"
    };

    final List<Recorder.Sample> samples = new ArrayList<>();
    final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);

    private final CanonicalNames names;
    private final Random random;
    private final long arrival;

    RandomLines(CanonicalNames names, Random random, long arrival) {
        this.names = names;
        this.random = random;
        this.arrival = arrival;
    }

    /** A body of so many lines with times in milliseconds. */
    String next(int lines) {
        samples.clear();
        refused.clear();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            body.append(random.nextInt(20) == 0 ? " " : "");
            line(body);
            body.append(i == lines - 1 && random.nextBoolean() ? "" : pick(ENDS));
        }
        return body.toString();
    }

    private void line(StringBuilder body) {
        // Nobody can write a line that starts like a comment.
        String measurement = "";
        do {
            measurement = pick(NAMES);
        } while (measurement.startsWith("#"));
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.put(pick(KEYS), pick(VALUES));
        }
        body.append(escaped(measurement, ", "));
        tags.forEach(
                (key, value) ->
                        body.append(',')
                                .append(escaped(key, ",= "))
                                .append('=')
                                .append(escaped(value, ",= ")));
        body.append(random.nextInt(20) == 0 ? "  " : " ");
        boolean hasTime = random.nextInt(4) > 0;
        long time = hasTime ? arrival - random.nextInt(100_000) : arrival;
        for (int i = random.nextInt(4); i >= 0; i--) {
            String key = pick(KEYS);
            body.append(escaped(key, ",= ")).append('=');
            value(body, measurement, tags, key, time);
            body.append(i > 0 ? "," : "");
        }
        body.append(hasTime ? " " + time : "");
    }

    private void value(
            StringBuilder body,
            String measurement,
            Map<String, String> tags,
            String key,
            long time) {
        switch (random.nextInt(6)) {
            case 0 -> {
                long number = random.nextLong() >> random.nextInt(64);
                body.append(number).append('i');
                expect(measurement, tags, key, time, ValueType.LONG, number);
            }
            case 1 -> {
                long number = random.nextLong();
                body.append(Long.toUnsignedString(number)).append('u');
                if (number < 0) {
                    refused.merge(Refusal.INTEGER_TOO_LARGE, 1, Integer::sum);
                } else {
                    expect(measurement, tags, key, time, ValueType.LONG, number);
                }
            }
            case 2 -> {
                boolean yes = random.nextBoolean();
                String word = Boolean.toString(yes);
                body.append(random.nextBoolean() ? word : word.substring(0, 1));
                expect(measurement, tags, key, time, ValueType.LONG, yes ? 1 : 0);
            }
            case 3 -> {
                body.append('"').append(escapedText(pick(TEXTS))).append('"');
                refused.merge(Refusal.TEXT, 1, Integer::sum);
            }
            default -> {
                double number = number();
                String text =
                        random.nextBoolean()
                                ? Double.toString(number)
                                : Double.toString(number).toLowerCase(Locale.ROOT);
                body.append(text);
                long bits = Double.doubleToRawLongBits(number);
                expect(measurement, tags, key, time, ValueType.DOUBLE, bits);
            }
        }
    }

    private double number() {
        double any = Double.longBitsToDouble(random.nextLong());
        return random.nextInt(4) == 0 && Double.isFinite(any)
                ? any
                : random.nextInt(1_000_000) / 1000.0;
    }

    private void expect(
            String measurement,
            Map<String, String> tags,
            String key,
            long time,
            ValueType type,
            long bits) {
        List<Label> labels = new ArrayList<>();
        tags.forEach((name, value) -> labels.add(new Label(name, value)));
        String name = key.equals("value") ? measurement : measurement + "_" + key;
        Canonical canonical = names.of(name, labels, Kind.GAUGE, type, "");
        Optional<HostName> host =
                HostRule.choose(
                        Optional.empty(),
                        Optional.ofNullable(tags.get("host")),
                        Optional.ofNullable(tags.get("instance")));
        samples.add(
                new Recorder.Sample(host, canonical.series(), time, canonical.bits(type, bits)));
    }

    private static String escaped(String name, String special) {
        StringBuilder escaped = new StringBuilder();
        name.chars()
                .forEach(
                        next -> {
                            escaped.append(special.indexOf(next) >= 0 ? "\\" : "");
                            escaped.append((char) next);
                        });
        return escaped.toString();
    }

    private static String escapedText(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
