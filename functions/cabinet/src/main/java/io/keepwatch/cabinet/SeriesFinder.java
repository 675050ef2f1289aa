package io.keepwatch.cabinet;

import io.keepwatch.cabinet.SeriesAnswer.SeriesItem;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.telemetry.query.SeriesOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the answer to a {@link SeriesQuestion}: a series is listed for a sample that is kept, since
 * a dictionary goes on listing what has stopped. Chunks are read backwards: those of {@link
 * #UNLISTED_SEEN}, and on for as long as a series of the dictionary that is asked for was not seen.
 *
 * <p>Where all of the dictionary is alive that costs an hour's chunks, 10 to 25 read units for a
 * host of 461 series that pushes once a minute; where something has stopped, a day's, 160 to 450.
 */
final class SeriesFinder {

    /** Series that no dictionary lists are looked for in the chunks of so long. */
    static final Duration UNLISTED_SEEN = Duration.ofHours(1);

    /** Chunks read for one answer, in bytes: a few seconds' work. */
    static final long BYTES_MAX = 24L * 1024 * 1024;

    /** A host whose series change all the time shall not fill the memory. */
    static final int SEEN_MAX = 2 * Limits.SERIES_PER_HOST_MAX;

    /** An hour of one push a minute, and a little more. */
    private static final int FIRST_PAGE = 64;

    private final HostData data;
    private final TimeLeft time;
    private final long unlistedFrom;
    private final Set<Series> seen = new HashSet<>();

    /** Listed and asked for, but not seen so far. */
    private final Set<Series> wanted = new HashSet<>();

    private Optional<Instant> seenSince = Optional.empty();
    private int unreadable;

    private SeriesFinder(HostData data, Instant now, TimeLeft time) {
        this.data = data;
        this.time = time;
        this.unlistedFrom = now.minus(UNLISTED_SEEN).toEpochMilli();
    }

    static SeriesAnswer find(HostData data, SeriesQuestion question, Instant now, TimeLeft time) {
        SeriesFinder finder = new SeriesFinder(data, now, time);
        finder.read(question);
        return finder.answer(question);
    }

    private void read(SeriesQuestion question) {
        long bytes = 0;
        boolean first = true;
        Iterator<List<StoredChunk>> pages = data.backwards(FIRST_PAGE).iterator();
        while (pages.hasNext()) {
            List<StoredChunk> page = pages.next();
            StoredSamples samples =
                    first ? StoredSamples.of(data.dictionary(), page) : data.samples(page);
            if (first) {
                samples.newestDictionary().series().stream()
                        .filter(question::asksFor)
                        .forEach(wanted::add);
                first = false;
            }
            samples.forEach((points, _) -> see(points));
            unreadable += samples.unreadable().orElse(0);
            bytes += page.stream().mapToLong(each -> each.chunk().bytes().length).sum();
            long from = page.isEmpty() ? unlistedFrom : page.getLast().chunk().firstTime();
            if (wanted.isEmpty() && from < unlistedFrom - EncodedChunk.SPAN_MILLIS_MAX) {
                return;
            }
            boolean enough = bytes > BYTES_MAX || seen.size() > SEEN_MAX || time.isScarce();
            if (enough && pages.hasNext()) {
                seenSince = Optional.of(Instant.ofEpochMilli(from));
                return;
            }
        }
    }

    private void see(SeriesPoints points) {
        boolean listed = wanted.remove(points.series());
        if (listed || points.points().lastTime() >= unlistedFrom) {
            seen.add(points.series());
        }
    }

    private SeriesAnswer answer(SeriesQuestion question) {
        List<Series> sorted =
                seen.stream().filter(question::asksFor).sorted(SeriesOrder.BY_NAME).toList();
        int start = question.start().in(sorted);
        int end = ListPosition.end(sorted, start, question.limit());
        return new SeriesAnswer(
                sorted.subList(start, end).stream().map(SeriesItem::of).toList(),
                seenSince,
                unreadable == 0 ? Optional.empty() : Optional.of(unreadable),
                end == sorted.size()
                        ? Optional.empty()
                        : Optional.of(question.cursor(ListPosition.after(sorted, end))));
    }
}
