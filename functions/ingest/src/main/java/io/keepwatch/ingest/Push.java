package io.keepwatch.ingest;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The samples of one push, by host and series, as far as their times can be true. Where a push
 * names one sample twice, the later one is kept.
 */
final class Push implements SampleSink {

    /**
     * Hosts in one push: twice what an account may have, so that of a push with hosts over the cap
     * the others are stored.
     */
    static final int HOSTS_MAX = 2 * Limits.HOSTS_MAX;

    /**
     * By estimate, in bytes of heap: what may be kept of a body that may still turn out malformed.
     * Two thousand series with five labels, far more than most pushes have.
     */
    private static final long WEIGHT_MAX = 2 << 20;

    // The objects that each costs, beyond its characters and buckets.
    private static final int SERIES_WEIGHT = 400;
    private static final int LABEL_WEIGHT = 120;
    private static final int HISTOGRAM_WEIGHT = 300;
    private static final int BUCKET_WEIGHT = 12;

    /** Of one host. A series is of numbers or of histograms, and so in one of the two. */
    private static final class Columns {

        private final Map<Series, Column.Numbers> numbers = new LinkedHashMap<>();
        private final Map<Series, Column.Histograms> histograms = new LinkedHashMap<>();

        /** All of it, which is not kept here any longer: twice would be too much. */
        List<SeriesPoints> takePoints() {
            List<SeriesPoints> points = new ArrayList<>(numbers.size() + histograms.size());
            take(numbers, points);
            take(histograms, points);
            return points;
        }

        private static void take(Map<Series, ? extends Column> columns, List<SeriesPoints> points) {
            var left = columns.entrySet().iterator();
            while (left.hasNext()) {
                var each = left.next();
                points.add(new SeriesPoints(each.getKey(), each.getValue().points()));
                left.remove();
            }
        }
    }

    private final AgentCaller agent;
    private final Refusals refusals;
    private final long oldest;
    private final long newest;
    private final long weightMax;
    private final Map<HostName, Columns> hosts = new LinkedHashMap<>();
    private long weight;

    private Push(AgentCaller agent, Refusals refusals, Instant now, long weightMax) {
        this.agent = agent;
        this.refusals = refusals;
        this.oldest = now.minus(Limits.AGE_MAX).toEpochMilli();
        this.newest = now.plus(Limits.FUTURE_MAX).toEpochMilli();
        this.weightMax = weightMax;
    }

    /**
     * For the first reading of a body: keeps only so much that a malformed one cannot take much
     * memory. If it {@link #isCut}, the body is to be read again, into a {@link #whole} push.
     *
     * @param refusals where points whose time cannot be true are counted
     */
    static Push first(AgentCaller agent, Refusals refusals, Instant now) {
        return new Push(agent, refusals, now, WEIGHT_MAX);
    }

    /** For a body that is known to be well-formed; as {@link #first} in all else. */
    static Push whole(AgentCaller agent, Refusals refusals, Instant now) {
        return new Push(agent, refusals, now, Long.MAX_VALUE);
    }

    @Override
    public boolean sample(Optional<HostName> host, Series series, long time, long bits) {
        boolean isDue = isDue(series, time);
        if (isDue) {
            Columns columns = columns(host);
            Column.Numbers column = columns.numbers.get(series);
            if (column == null && hasRoom(weightOf(series))) {
                column = new Column.Numbers();
                columns.numbers.put(series, column);
            }
            if (column != null) {
                column.add(time, bits);
            }
        }
        return isDue;
    }

    @Override
    public boolean histogram(
            Optional<HostName> host, Series series, long time, Histogram histogram) {
        boolean isDue = isDue(series, time);
        if (isDue) {
            Columns columns = columns(host);
            boolean isNew = !columns.histograms.containsKey(series);
            if (hasRoom(weightOf(histogram) + (isNew ? weightOf(series) : 0))) {
                columns.histograms
                        .computeIfAbsent(series, _ -> new Column.Histograms())
                        .add(time, histogram);
            }
        }
        return isDue;
    }

    /** Whether something more is kept; once not, then no longer anything. */
    private boolean hasRoom(int more) {
        weight += more;
        return weight <= weightMax;
    }

    /** Whether not all of it is kept. */
    boolean isCut() {
        return weight > weightMax;
    }

    private static int weightOf(Series series) {
        int weight = SERIES_WEIGHT;
        for (Label label : series.labels()) {
            weight += LABEL_WEIGHT + 2 * (label.name().length() + label.value().length());
        }
        return weight;
    }

    private static int weightOf(Histogram histogram) {
        int buckets = histogram.positive().size() + histogram.negative().size();
        return HISTOGRAM_WEIGHT + BUCKET_WEIGHT * (buckets + histogram.bounds());
    }

    /** Whether a time can be true; if not, its sample is counted as refused. */
    private boolean isDue(Series series, long time) {
        if (time < oldest) {
            refusals.add(Refusal.TOO_OLD, series.name());
        } else if (time > newest) {
            refusals.add(Refusal.IN_FUTURE, series.name());
        }
        return time >= oldest && time <= newest;
    }

    private Columns columns(Optional<HostName> host) {
        if (namesTooManyHosts()) {
            return new Columns(); // nothing of the push will be stored
        }
        // The credential's own host comes first, and its name last.
        HostName name = agent.boundHost().or(() -> host).orElseGet(agent::fallbackName);
        return hosts.computeIfAbsent(name, _ -> new Columns());
    }

    /** Whether it names more than {@link #HOSTS_MAX}; then not all it says is kept. */
    boolean namesTooManyHosts() {
        return hosts.size() > HOSTS_MAX;
    }

    /** The hosts in the order in which the push names them, each with its samples; only once. */
    Map<HostName, List<SeriesPoints>> takeByHost() {
        Map<HostName, List<SeriesPoints>> byHost = new LinkedHashMap<>();
        hosts.forEach((host, columns) -> byHost.put(host, columns.takePoints()));
        return byHost;
    }
}
