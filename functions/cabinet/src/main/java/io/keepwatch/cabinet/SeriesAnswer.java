package io.keepwatch.cabinet;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.telemetry.query.SeriesOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The answer of {@code GET /v1/hosts/{id}/series}, as its JSON has it. */
record SeriesAnswer(
        List<SeriesItem> series, Optional<Integer> unreadableChunks, Optional<String> cursor)
        implements Answer {

    /** Series that no dictionary lists are looked for in the chunks of so long. */
    static final Duration UNLISTED_SEEN = Duration.ofHours(1);

    record SeriesItem(
            String name, Map<String, String> labels, String kind, String type, String unit) {

        static SeriesItem of(Series series) {
            return new SeriesItem(
                    series.name(),
                    Words.labels(series),
                    Words.kind(series.kind()),
                    Words.type(series.type()),
                    series.unit());
        }
    }

    /**
     * The series of the host's newest dictionary, and those that came unlisted within {@link
     * #UNLISTED_SEEN}. Costs the read units of that time's chunks and of the dictionary.
     */
    static SeriesAnswer find(HostData data, SeriesQuestion question, Instant now) {
        List<StoredChunk> chunks =
                data.between(
                        now.minus(UNLISTED_SEEN).minusMillis(EncodedChunk.SPAN_MILLIS_MAX),
                        now.plus(Limits.FUTURE_MAX));
        StoredSamples samples = StoredSamples.of(data.dictionary(), chunks);
        Set<Series> found = new HashSet<>(samples.newestDictionary().series());
        found.addAll(samples.inlineSeries());
        List<Series> sorted =
                found.stream().filter(question::asksFor).sorted(SeriesOrder.BY_NAME).toList();
        int start = question.start().in(sorted);
        int end = ListPosition.end(sorted, start, question.limit());
        List<SeriesItem> page = new ArrayList<>();
        sorted.subList(start, end).forEach(series -> page.add(SeriesItem.of(series)));
        return new SeriesAnswer(
                page,
                samples.unreadable(),
                end == sorted.size()
                        ? Optional.empty()
                        : Optional.of(question.cursor(ListPosition.after(sorted, end))));
    }
}
