package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Series, samples and dictionaries as nasty as they may come. */
final class RandomChunks {

    private static final String[] TEXTS = {
        "cpu",
        "system.cpu.time",
        "system.cpu.load_average.1m",
        "a",
        "device",
        "eth0",
        "\0",
        "\ud800",
        "\udc00\ud800",
        "\ud83d\ude00",
        "ä",
        "ß\u07ff\u0800\uffff",
        "system.",
        "x".repeat(300)
    };
    private static final long[] LONGS = {
        0,
        1,
        -1,
        20,
        4096,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE + 1,
        Integer.MAX_VALUE,
        1L << 53,
        (1L << 53) + 1,
        1L << 62
    };
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        -1,
        0.1,
        0.3,
        0.1 + 0.2,
        48.413,
        48413 * 0.001,
        24420848 / 1000.0 / 1000.0,
        1e15,
        1e16,
        1e17,
        1e18,
        1e22,
        1e300,
        0x1p60,
        0x1p53,
        123456789012345680.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.1f,
        Math.PI,
        1.7954626700200942E9
    };

    /** NaNs of other payloads; the second is how Prometheus says that a series has ended. */
    private static final long[] NANS = {
        0x7ff0_0000_0000_0001L,
        0x7ff0_0000_0000_0002L,
        0xffff_ffff_ffff_ffffL,
        0xfff8_0000_0000_0000L
    };

    private final Random random;

    RandomChunks(Random random) {
        this.random = random;
    }

    /** Up to so many series, each once. */
    Set<Series> series(int max) {
        Set<Series> all = new LinkedHashSet<>();
        int count = 1 + random.nextInt(max);
        while (all.size() < count) {
            Series series = oneSeries();
            all.add(series);
            if (random.nextInt(4) == 0) {
                all.add(sibling(series));
            }
        }
        return all;
    }

    private Series oneSeries() {
        List<Label> labels = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            names.add(name());
        }
        names.forEach(name -> labels.add(new Label(name, random.nextInt(5) == 0 ? "" : text())));
        return new Series(name(), labels, any(Kind.values()), any(ValueType.values()), text());
    }

    /** What differs in the least that makes another series. */
    private Series sibling(Series series) {
        return switch (random.nextInt(3)) {
            case 0 ->
                    new Series(
                            series.name(),
                            series.labels(),
                            any(Kind.values()),
                            series.type(),
                            series.unit());
            case 1 ->
                    new Series(
                            series.name(),
                            series.labels(),
                            series.kind(),
                            any(ValueType.values()),
                            series.unit());
            default ->
                    new Series(
                            series.name(),
                            series.labels(),
                            series.kind(),
                            series.type(),
                            series.unit() + "s");
        };
    }

    private String name() {
        String name = text();
        return name.isEmpty() ? "n" : name;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        if (random.nextInt(6) == 0) {
            text.append((char) random.nextInt(1 << Character.SIZE));
        }
        return text.toString();
    }

    /** Samples of all series, within one chunk's span or beyond it, in random order. */
    List<SeriesPoints> points(Set<Series> series, int span) {
        long start = random.nextInt(20) == 0 ? random.nextLong() >> 8 : Samples.T;
        List<long[]> times = new ArrayList<>();
        List<SeriesPoints> points = new ArrayList<>();
        for (Series each : series) {
            if (times.isEmpty() || random.nextInt(5) == 0) {
                times.add(times(start, span));
            }
            long[] own = times.get(random.nextInt(times.size())).clone();
            points.add(new SeriesPoints(each, points(each.type(), own)));
        }
        addSiblings(points);
        Collections.shuffle(points, random);
        return points;
    }

    private Points points(ValueType type, long[] times) {
        return switch (type) {
            case LONG, DOUBLE -> new NumberPoints(times, values(type, times.length));
            case HISTOGRAM ->
                    new HistogramPoints(times, new RandomHistograms(random).series(times.length));
        };
    }

    /** At times what a histogram says is a sample of its own as well, as readers hand it over. */
    private void addSiblings(List<SeriesPoints> points) {
        for (SeriesPoints each : List.copyOf(points)) {
            if (each.points() instanceof HistogramPoints whole && random.nextBoolean()) {
                Series sum =
                        new Series(
                                each.series().name() + "_sum",
                                each.series().labels(),
                                Kind.COUNTER,
                                ValueType.DOUBLE,
                                "sibling");
                long[] times = new long[whole.size()];
                Arrays.setAll(times, whole::time);
                long[] sums = new long[whole.size()];
                Arrays.setAll(sums, i -> whole.histogram(i).sum() + random.nextInt(20) / 19);
                if (points.stream().noneMatch(other -> other.series().equals(sum))) {
                    points.add(new SeriesPoints(sum, new NumberPoints(times, sums)));
                }
            }
        }
    }

    /** The same samples but for one bit, or one histogram. */
    Points changed(Points points) {
        int at = random.nextInt(points.size());
        long[] times = new long[points.size()];
        Arrays.setAll(times, points::time);
        return switch (points) {
            case NumberPoints numbers -> {
                long[] bits = new long[times.length];
                Arrays.setAll(bits, numbers::bits);
                bits[at] ^= 1L << random.nextInt(Long.SIZE);
                yield new NumberPoints(times, bits);
            }
            case HistogramPoints whole -> {
                Histogram[] histograms = new Histogram[times.length];
                Arrays.setAll(histograms, whole::histogram);
                histograms[at] = new RandomHistograms(random).changed(histograms[at]);
                yield new HistogramPoints(times, histograms);
            }
        };
    }

    private long[] times(long start, int span) {
        Set<Long> times = new TreeSet<>();
        int count = random.nextInt(6) == 0 ? 1 + random.nextInt(60) : 1 + random.nextInt(7);
        boolean regular = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            long offset = regular ? (long) i * (span / count) : random.nextInt(span + 1);
            times.add(start + offset);
        }
        return times.stream().mapToLong(Long::longValue).toArray();
    }

    private long[] values(ValueType type, int count) {
        long[] bits = new long[count];
        int habit = random.nextInt(6);
        double scale = Math.pow(10, random.nextInt(10));
        long base = random.nextLong() >> random.nextInt(64);
        long step = random.nextLong() >> random.nextInt(64);
        for (int i = 0; i < count; i++) {
            long integer = base + step * i + random.nextInt(5);
            bits[i] =
                    switch (habit) {
                        case 0 -> nasty(type);
                        case 1 -> number(type, integer, scale);
                        case 2 -> number(type, integer & -4096, 1);
                        case 3 -> i > 0 ? bits[0] : nasty(type);
                        case 4 -> random.nextInt(4) == 0 ? nasty(type) : number(type, i, scale);
                        default -> random.nextLong();
                    };
        }
        return bits;
    }

    private long nasty(ValueType type) {
        return switch (type) {
            case LONG -> LONGS[random.nextInt(LONGS.length)];
            case DOUBLE ->
                    random.nextInt(8) == 0
                            ? NANS[random.nextInt(NANS.length)]
                            : Double.doubleToRawLongBits(DOUBLES[random.nextInt(DOUBLES.length)]);
            case HISTOGRAM -> throw new IllegalArgumentException("no number");
        };
    }

    private static long number(ValueType type, long integer, double scale) {
        return switch (type) {
            case LONG -> integer;
            case DOUBLE -> Double.doubleToRawLongBits(integer / scale);
            case HISTOGRAM -> throw new IllegalArgumentException("no number");
        };
    }

    /**
     * A history in which some of the series are listed, in one segment or several, some in a list
     * that was replaced.
     */
    DictionaryHistory history(List<SeriesPoints> points) throws Malformed {
        DictionaryHistory history = DictionaryHistory.none();
        List<SeriesPoints> left = new ArrayList<>(points);
        for (int version = 1; version <= 3 && !left.isEmpty(); version++) {
            Collections.shuffle(left, random);
            List<SeriesPoints> some = left.subList(0, 1 + random.nextInt(left.size()));
            boolean anew = random.nextInt(3) == 0;
            Dictionary continued = anew ? Dictionary.NONE : history.newest();
            DictionarySegment segment = Samples.segment(version, continued, other(some));
            history = history.with(segment);
            left = new ArrayList<>(left.subList(some.size(), left.size()));
            if (anew && random.nextBoolean()) {
                left = new ArrayList<>(points);
                Dictionary newest = history.newest();
                left.removeIf(each -> newest.indexOf(each.series()) >= 0);
            }
        }
        return history;
    }

    /** The same series, at times with other values than those they have now. */
    private List<SeriesPoints> other(List<SeriesPoints> points) {
        return points.stream()
                .map(
                        each ->
                                random.nextBoolean()
                                        ? each
                                        : new SeriesPoints(
                                                each.series(),
                                                points(
                                                        each.series().type(),
                                                        new long[] {Samples.T})))
                .toList();
    }

    /** A chunk's octets with some changed, cut off, added or moved. */
    byte[] damaged(EncodedChunk chunk) {
        byte[] bytes = chunk.bytes().clone();
        switch (random.nextInt(5)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
            default -> {
                for (int i = random.nextInt(bytes.length); i < bytes.length; i++) {
                    bytes[i] = (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }

    private <T> T any(T[] all) {
        return all[random.nextInt(all.length)];
    }
}
