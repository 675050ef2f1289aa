package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a real host reported at seven moments: one, and half an hour later six more. The files in
 * {@code src/test/resources/recorded} say where it comes from.
 *
 * @param times of the seven, epoch milliseconds
 * @param lines each series with its seven values
 */
public record Recorded(long[] times, List<Line> lines) {

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    public record Line(Series series, long[] bits) {}

    /** 507 series of node_exporter, all of them doubles as in Prometheus. */
    public static Recorded nodeExporter() {
        return read("node-exporter.tsv");
    }

    /** 100 series as of OpenTelemetry's host metrics. */
    static Recorded hostMetrics() {
        return read("hostmetrics.tsv");
    }

    /** The first so many series that are of the host, not of the exporter's own process. */
    public Recorded hostOnly(int count) {
        List<Line> some =
                lines.stream()
                        .filter(line -> line.series().name().startsWith("node_"))
                        .limit(count)
                        .toList();
        if (some.size() < count) {
            throw new IllegalArgumentException("not so many were recorded");
        }
        return new Recorded(times, some);
    }

    /** The moments {@code [from, until)}. */
    List<SeriesPoints> points(int from, int until) {
        List<SeriesPoints> points = new ArrayList<>();
        for (Line line : lines) {
            long[] own = Arrays.copyOfRange(times, from, until);
            long[] bits = Arrays.copyOfRange(line.bits(), from, until);
            points.add(new SeriesPoints(line.series(), new NumberPoints(own, bits)));
        }
        return points;
    }

    private static Recorded read(String file) {
        List<String[]> rows = new ArrayList<>();
        for (String row : text(file).split("\n")) {
            if (!row.startsWith("#")) {
                rows.add(row.split("\t"));
            }
        }
        String[] head = rows.removeFirst();
        long[] times = Arrays.stream(head).skip(4).mapToLong(Long::parseLong).toArray();
        return new Recorded(times, rows.stream().map(Recorded::line).toList());
    }

    private static Line line(String[] row) {
        ValueType type = ValueType.valueOf(row[1]);
        int brace = row[3].indexOf('{');
        String name = brace < 0 ? row[3] : row[3].substring(0, brace);
        List<Label> labels = new ArrayList<>();
        for (MatchResult label : LABEL.matcher(row[3]).results().toList()) {
            labels.add(new Label(label.group(1), label.group(2)));
        }
        long[] bits = Arrays.stream(row).skip(4).mapToLong(value -> bits(type, value)).toArray();
        return new Line(new Series(name, labels, Kind.valueOf(row[0]), type, row[2]), bits);
    }

    private static long bits(ValueType type, String value) {
        return switch (type) {
            case LONG -> Long.parseLong(value);
            case DOUBLE -> Double.doubleToRawLongBits(Double.parseDouble(value));
            case HISTOGRAM -> throw new IllegalArgumentException("not recorded: " + value);
        };
    }

    private static String text(String file) {
        try (InputStream stream = Recorded.class.getResourceAsStream("/recorded/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
