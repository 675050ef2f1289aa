package io.keepwatch.cabinet;

import io.keepwatch.domain.series.Series;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of {@code GET /v1/hosts/{id}/series}, as its JSON has it.
 *
 * @param seenSince how far back was looked, if that is not as far as is promised
 */
record SeriesAnswer(
        List<SeriesItem> series,
        Optional<Instant> seenSince,
        Optional<Integer> unreadableChunks,
        Optional<String> cursor)
        implements Answer {

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
}
