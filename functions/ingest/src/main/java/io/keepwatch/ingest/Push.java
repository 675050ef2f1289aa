package io.keepwatch.ingest;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.series.Histogram;
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

    /** Of one host. A series is of numbers or of histograms, and so in one of the two. */
    private static final class Columns {

        private final Map<Series, Column.Numbers> numbers = new LinkedHashMap<>();
        private final Map<Series, Column.Histograms> histograms = new LinkedHashMap<>();

        List<SeriesPoints> points() {
            List<SeriesPoints> points = new ArrayList<>(numbers.size() + histograms.size());
            numbers.forEach((series, each) -> points.add(new SeriesPoints(series, each.points())));
            histograms.forEach(
                    (series, each) -> points.add(new SeriesPoints(series, each.points())));
            return points;
        }
    }

    private final AgentCaller agent;
    private final Refusals refusals;
    private final long oldest;
    private final long newest;
    private final Map<HostName, Columns> hosts = new LinkedHashMap<>();

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
    public boolean sample(Optional<HostName> host, Series series, long time, long bits) {
        boolean isDue = isDue(series, time);
        if (isDue) {
            columns(host)
                    .numbers
                    .computeIfAbsent(series, _ -> new Column.Numbers())
                    .add(time, bits);
        }
        return isDue;
    }

    @Override
    public boolean histogram(
            Optional<HostName> host, Series series, long time, Histogram histogram) {
        boolean isDue = isDue(series, time);
        if (isDue) {
            columns(host)
                    .histograms
                    .computeIfAbsent(series, _ -> new Column.Histograms())
                    .add(time, histogram);
        }
        return isDue;
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

    /** The hosts in the order in which the push names them, each with its samples. */
    Map<HostName, List<SeriesPoints>> byHost() {
        Map<HostName, List<SeriesPoints>> byHost = new LinkedHashMap<>();
        hosts.forEach((host, columns) -> byHost.put(host, columns.points()));
        return byHost;
    }
}
