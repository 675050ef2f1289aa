package io.keepwatch.cabinet;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.telemetry.query.Grid;
import io.keepwatch.telemetry.query.SampleSet;
import io.keepwatch.telemetry.query.SeriesOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the answer to a {@link MetricsQuestion} in a host's stored chunks: those of the range and
 * of {@link #NEIGHBOURS} on either side, once each, and the host's dictionary. What that costs is
 * said at {@link StoredSamples}.
 */
final class MetricsFinder {

    /** Series in one answer. */
    static final int SERIES_MAX = 100;

    /** Points in one answer, so that it stays well below Lambda's 6 MB. Each bucket is one. */
    static final int POINTS_MAX = 60_000;

    /** Buckets that are read for one answer: what memory and some two seconds suffice for. */
    static final int BUCKETS_READ_MAX = 2_000_000;

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

    static MetricsAnswer find(HostData data, MetricsQuestion question, Instant now)
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
        MetricsFinder finder = new MetricsFinder(question, stored(data, shown, read), read, shown);
        return finder.answer(data, now);
    }

    private static StoredSamples stored(HostData data, Span shown, Span read) throws BadParameter {
        if (shown.isEmpty()) {
            return StoredSamples.none();
        }
        try {
            return data.samples(
                    data.between(
                            Instant.ofEpochMilli(read.from() - EncodedChunk.SPAN_MILLIS_MAX),
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

    private MetricsAnswer answer(HostData data, Instant now) throws BadParameter {
        SampleSet all = new SampleSet(read.from(), Math.max(read.from(), read.until()));
        NavigableMap<Series, Long> buckets = series(all);
        List<Series> sorted = List.copyOf(buckets.keySet());
        int start = question.start().in(sorted);
        Set<Series> page = Set.copyOf(sorted.subList(start, end(sorted, start, buckets)));
        boolean hasAll = sorted.size() <= SERIES_MAX && total(buckets) == 0;
        List<SeriesPoints> samples =
                (hasAll ? all : samples(page))
                        .folded().stream().filter(one -> page.contains(one.series())).toList();
        return switch (question.step()) {
            case StepWidth.Auto() -> auto(samples, sorted, start, data, now);
            case StepWidth.Every(Duration length) -> stepped(length, samples, sorted, start);
            case StepWidth.Raw() -> raw(samples, sorted, start);
        };
    }

    /** The end of the page that starts there: at least one series, and no more than fit. */
    private static int end(List<Series> sorted, int start, Map<Series, Long> buckets)
            throws BadParameter {
        int most = ListPosition.end(sorted, start, SERIES_MAX);
        long read = 0;
        for (int end = start; end < most; end++) {
            read += buckets.get(sorted.get(end));
            if (read > BUCKETS_READ_MAX) {
                if (end == start) {
                    throw new BadParameter("from", TOO_MUCH);
                }
                return end;
            }
        }
        return most;
    }

    private static long total(Map<Series, Long> buckets) {
        return buckets.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The series with a sample in the range, and how many buckets each has to be read for it; 0 for
     * one of numbers.
     *
     * <p>A hundred series' numbers fit in memory; thousands, and histograms, only show how many
     * there are.
     */
    private NavigableMap<Series, Long> series(SampleSet all) {
        Map<Series, Long> buckets = new HashMap<>();
        NavigableMap<Series, Long> inRange = new TreeMap<>(SeriesOrder.BY_NAME);
        stored.forEach(
                (points, arrivedAt) -> {
                    if (!question.asksFor(points.series())) {
                        return;
                    }
                    if (shown.holdsOneOf(points.points())) {
                        inRange.put(points.series(), 0L);
                    }
                    switch (points.points()) {
                        case NumberPoints numbers -> {
                            if (inRange.size() <= SERIES_MAX) {
                                all.add(points.series(), numbers, arrivedAt);
                            }
                        }
                        case HistogramPoints whole ->
                                buckets.merge(points.series(), buckets(whole), Long::sum);
                    }
                });
        inRange.replaceAll((series, none) -> buckets.getOrDefault(series, none));
        return inRange;
    }

    /** How many buckets there are, each histogram being one more. */
    private static long buckets(HistogramPoints points) {
        long buckets = points.size();
        for (int i = 0; i < points.size(); i++) {
            Histogram histogram = points.histogram(i);
            buckets += histogram.positive().size() + histogram.negative().size();
            buckets += histogram.bounds();
        }
        return buckets;
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
            List<SeriesPoints> samples, List<Series> sorted, int start, HostData data, Instant now)
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
                : find(data, question.in(new StepWidth.Every(step)), now);
    }

    private MetricsAnswer stepped(
            Duration step, List<SeriesPoints> page, List<Series> sorted, int start)
            throws BadParameter {
        Grid grid =
                Grid.over(
                        question.from().toEpochMilli(),
                        question.until().toEpochMilli(),
                        step.toMillis());
        List<MetricsAnswer.SteppedSeries> series = new ArrayList<>();
        int points = 0;
        for (SeriesPoints samples : page) {
            MetricsAnswer.SteppedSeries one = MetricsAnswer.SteppedSeries.of(samples, grid);
            points += one.points();
            if (points > POINTS_MAX) {
                requireOne(series.size(), "is too short for so many buckets: take a longer one");
                break;
            }
            series.add(one);
        }
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
            MetricsAnswer.RawSeries one = MetricsAnswer.RawSeries.of(samples);
            points += one.points();
            if (points > POINTS_MAX) {
                requireOne(
                        series.size(), "cannot be raw in this range: there are too many buckets");
                break;
            }
            series.add(one);
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

    /** An answer has at least one series, or there would be no end of pages. */
    private static void requireOne(int series, String otherwise) throws BadParameter {
        if (series == 0) {
            throw new BadParameter("step", otherwise);
        }
    }

    private Optional<String> cursor(StepWidth answered, List<Series> sorted, int end) {
        return end == sorted.size()
                ? Optional.empty()
                : Optional.of(question.cursor(answered, ListPosition.after(sorted, end)));
    }
}
