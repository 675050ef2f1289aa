package io.keepwatch.cabinet;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.query.Grid;
import io.keepwatch.telemetry.query.SampleSet;
import io.keepwatch.telemetry.query.SeriesOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the answer to a {@link MetricsQuestion} in a host's stored chunks: those of the range and
 * of {@link #NEIGHBOURS} on either side, once each, and the host's dictionary. What that costs is
 * said at {@link StoredSamples}.
 */
final class MetricsFinder {

    /** Series in one answer. */
    static final int SERIES_MAX = 100;

    /** Points in one answer, so that it stays well below Lambda's 6 MB. */
    static final int POINTS_MAX = 60_000;

    /** The longest automatic step for which enough is read at once. */
    private static final Duration AUTO_READY_MAX = Duration.ofMinutes(5);

    /** How far beyond the range a counter's neighbouring samples are looked for. */
    static final Duration NEIGHBOURS = Duration.ofMinutes(5);

    /** More samples in the range than are read for one answer. */
    private static final String TOO_MUCH =
            "must be closer to to: the samples of this range are too many for one answer";

    private final MetricsQuestion question;
    private final StoredSamples stored;
    private final Span read;
    private final Span shown;

    /** {@code [from, until)}, epoch milliseconds. */
    private record Span(long from, long until) {

        boolean isEmpty() {
            return from >= until;
        }

        boolean holdsOneOf(Points points) {
            for (int i = 0; i < points.size(); i++) {
                if (points.time(i) >= from && points.time(i) < until) {
                    return true;
                }
            }
            return false;
        }

        Span within(Instant first, Instant last) {
            return new Span(
                    Math.max(from, first.toEpochMilli()), Math.min(until, last.toEpochMilli()));
        }
    }

    private MetricsFinder(MetricsQuestion question, StoredSamples stored, Span read, Span shown) {
        this.question = question;
        this.stored = stored;
        this.read = read;
        this.shown = shown;
    }

    static MetricsAnswer find(TenantScope scope, HostId host, MetricsQuestion question, Instant now)
            throws BadParameter {
        // A chunk is there until its first sample expires, but reading may cross that moment, and
        // a bucket may reach back beyond it.
        Instant oldest = now.minus(Limits.RAW_KEPT).plusMillis(1);
        Instant newest = now.plus(Limits.FUTURE_MAX);
        long from = question.from().toEpochMilli();
        long until = question.until().toEpochMilli();
        long margin = margin(question.step()).toMillis();
        Span shown = new Span(from, until).within(oldest, newest);
        Span read = new Span(from - margin, until + margin).within(oldest, newest);
        MetricsFinder finder =
                new MetricsFinder(question, stored(scope, host, shown, read), read, shown);
        return finder.answer(scope, host, now);
    }

    private static StoredSamples stored(TenantScope scope, HostId host, Span shown, Span read)
            throws BadParameter {
        if (shown.isEmpty()) {
            return StoredSamples.none();
        }
        try {
            return StoredSamples.of(
                    scope,
                    host,
                    scope.chunks()
                            .between(
                                    host,
                                    Instant.ofEpochMilli(
                                            read.from() - EncodedChunk.SPAN_MILLIS_MAX),
                                    Instant.ofEpochMilli(read.until())));
        } catch (Chunks.RangeTooLarge e) {
            throw new BadParameter("from", TOO_MUCH);
        }
    }

    // Besides the neighbours, the first and the last bucket may reach beyond the range.
    private static Duration margin(StepWidth step) {
        return switch (step) {
            case StepWidth.Raw() -> Duration.ZERO;
            case StepWidth.Auto() -> NEIGHBOURS.plus(AUTO_READY_MAX);
            case StepWidth.Every(Duration length) -> NEIGHBOURS.plus(length);
        };
    }

    private MetricsAnswer answer(TenantScope scope, HostId host, Instant now) throws BadParameter {
        SampleSet all = new SampleSet(read.from(), Math.max(read.from(), read.until()));
        List<Series> sorted = List.copyOf(series(all));
        int start = question.start().in(sorted);
        Set<Series> page =
                Set.copyOf(sorted.subList(start, ListPosition.end(sorted, start, SERIES_MAX)));
        List<SeriesPoints> samples =
                (sorted.size() <= SERIES_MAX ? all : samples(page))
                        .folded().stream().filter(one -> page.contains(one.series())).toList();
        return switch (question.step()) {
            case StepWidth.Auto() -> auto(samples, sorted, start, scope, host, now);
            case StepWidth.Every(Duration length) -> stepped(length, samples, sorted, start);
            case StepWidth.Raw() -> raw(samples, sorted, start);
        };
    }

    // A hundred series' samples fit in memory; thousands only show how many there are.
    private Set<Series> series(SampleSet all) {
        Set<Series> series = new TreeSet<>(SeriesOrder.BY_NAME);
        stored.forEach(
                (points, arrivedAt) -> {
                    if (!question.asksFor(points.series())
                            || points.series().type() == ValueType.HISTOGRAM) {
                        return;
                    }
                    if (shown.holdsOneOf(points.points())) {
                        series.add(points.series());
                    }
                    if (series.size() <= SERIES_MAX) {
                        all.add(points.series(), points.points(), arrivedAt);
                    }
                });
        return series;
    }

    private SampleSet samples(Set<Series> wanted) {
        SampleSet set = new SampleSet(read.from(), read.until());
        stored.forEach(
                (points, arrivedAt) -> {
                    if (wanted.contains(points.series())) {
                        set.add(points.series(), points.points(), arrivedAt);
                    }
                });
        return set;
    }

    private MetricsAnswer auto(
            List<SeriesPoints> samples,
            List<Series> sorted,
            int start,
            TenantScope scope,
            HostId host,
            Instant now)
            throws BadParameter {
        Duration step =
                Duration.ofMillis(
                        Grid.autoStep(
                                samples,
                                question.from().toEpochMilli(),
                                question.until().toEpochMilli()));
        return step.compareTo(AUTO_READY_MAX) <= 0
                ? stepped(step, samples, sorted, start)
                // Rare samples: the buckets reach further than what was read for common ones.
                : find(scope, host, question.in(new StepWidth.Every(step)), now);
    }

    private MetricsAnswer stepped(
            Duration step, List<SeriesPoints> page, List<Series> sorted, int start) {
        Grid grid =
                Grid.over(
                        question.from().toEpochMilli(),
                        question.until().toEpochMilli(),
                        step.toMillis());
        int fitting = Math.clamp(POINTS_MAX / grid.count(), 1, SERIES_MAX);
        List<MetricsAnswer.SteppedSeries> series =
                page.stream()
                        .limit(fitting)
                        .map(samples -> MetricsAnswer.SteppedSeries.of(samples, grid))
                        .toList();
        List<Instant> times = new ArrayList<>(grid.count());
        for (int bucket = 0; bucket < grid.count(); bucket++) {
            times.add(Instant.ofEpochMilli(grid.time(bucket)));
        }
        return new MetricsAnswer.Stepped(
                question.name(),
                MetricsAnswer.RAW_TIER,
                Instant.ofEpochMilli(grid.from()),
                Instant.ofEpochMilli(grid.until()),
                StepWidth.text(step),
                times,
                series,
                stored.unreadable(),
                cursor(new StepWidth.Every(step), sorted, start + series.size()));
    }

    private MetricsAnswer raw(List<SeriesPoints> page, List<Series> sorted, int start)
            throws BadParameter {
        List<MetricsAnswer.RawSeries> series = new ArrayList<>();
        int points = 0;
        for (SeriesPoints samples : page) {
            int size = samples.points().size();
            if (size > MetricsQuestion.POINTS_PER_SERIES_MAX) {
                throw new BadParameter(
                        "step",
                        "cannot be raw in this range: a series has %d samples, %d are allowed"
                                .formatted(size, MetricsQuestion.POINTS_PER_SERIES_MAX));
            }
            if (points + size > POINTS_MAX) {
                break;
            }
            points += size;
            series.add(MetricsAnswer.RawSeries.of(samples));
        }
        return new MetricsAnswer.Raw(
                question.name(),
                MetricsAnswer.RAW_TIER,
                question.from(),
                question.until(),
                "raw",
                series,
                stored.unreadable(),
                cursor(new StepWidth.Raw(), sorted, start + series.size()));
    }

    private Optional<String> cursor(StepWidth answered, List<Series> sorted, int end) {
        return end == sorted.size()
                ? Optional.empty()
                : Optional.of(question.cursor(answered, ListPosition.after(sorted, end)));
    }
}
