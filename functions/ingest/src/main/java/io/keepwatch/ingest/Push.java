package io.keepwatch.ingest;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The samples of one push, by host and series, as far as their times can be true. Where a push
 * names one sample twice, the later one is kept.
 */
final class Push implements SampleSink {

    /** One series' samples in the order in which they came. */
    private static final class Column {

        private static final int FIRST_CAPACITY = 1;

        private long[] times = new long[FIRST_CAPACITY];
        private long[] bits = new long[FIRST_CAPACITY];
        private int size;
        private boolean ascending = true;

        private void add(long time, long value) {
            if (size == times.length) {
                times = Arrays.copyOf(times, 2 * size);
                bits = Arrays.copyOf(bits, 2 * size);
            }
            ascending &= size == 0 || time > times[size - 1];
            times[size] = time;
            bits[size] = value;
            size++;
        }

        private Points points() {
            return ascending
                    ? new Points(Arrays.copyOf(times, size), Arrays.copyOf(bits, size))
                    : sorted();
        }

        private Points sorted() {
            // A stable sort: of equal times the one that came last stands last, and is kept.
            Integer[] order = new Integer[size];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
            long[] sortedTimes = new long[size];
            long[] sortedBits = new long[size];
            int count = 0;
            for (int at : order) {
                if (count > 0 && sortedTimes[count - 1] == times[at]) {
                    count--;
                }
                sortedTimes[count] = times[at];
                sortedBits[count] = bits[at];
                count++;
            }
            return new Points(Arrays.copyOf(sortedTimes, count), Arrays.copyOf(sortedBits, count));
        }
    }

    private final AgentCaller agent;
    private final Refusals refusals;
    private final long oldest;
    private final long newest;
    private final Map<HostName, Map<Series, Column>> hosts = new LinkedHashMap<>();

    /**
     * @param refusals where points whose time cannot be true are counted
     */
    Push(AgentCaller agent, Refusals refusals, Instant now) {
        this.agent = agent;
        this.refusals = refusals;
        this.oldest = now.minus(Limits.AGE_MAX).toEpochMilli();
        this.newest = now.plus(Limits.FUTURE_MAX).toEpochMilli();
    }

    @Override
    public void sample(Optional<HostName> host, Series series, long time, long bits) {
        if (time < oldest) {
            refusals.add(Refusal.TOO_OLD, series.name());
        } else if (time > newest) {
            refusals.add(Refusal.IN_FUTURE, series.name());
        } else {
            // The credential's own host comes first, and its name last.
            HostName name = agent.boundHost().or(() -> host).orElseGet(agent::fallbackName);
            hosts.computeIfAbsent(name, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(series, _ -> new Column())
                    .add(time, bits);
        }
    }

    @Override
    public void histogram(Optional<HostName> host, Series series, long time, Histogram histogram) {
        refusals.add(Refusal.HISTOGRAM, series.name());
    }

    /** The hosts in the order in which the push names them, each with its samples. */
    Map<HostName, List<SeriesPoints>> byHost() {
        Map<HostName, List<SeriesPoints>> byHost = new LinkedHashMap<>();
        hosts.forEach((host, columns) -> byHost.put(host, points(columns)));
        return byHost;
    }

    private static List<SeriesPoints> points(Map<Series, Column> columns) {
        return columns.entrySet().stream()
                .map(each -> new SeriesPoints(each.getKey(), each.getValue().points()))
                .toList();
    }
}
