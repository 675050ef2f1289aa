package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers of a chunk that histograms of the same chunk are likely to repeat: of a histogram
 * {@code latency}, those of {@code latency_sum} with the same labels.
 */
final class Siblings {

    private record Name(String name, List<Label> labels) {}

    private final Map<Name, NumberPoints> byName = new HashMap<>();

    /** Remembers what may be a sibling; of several of one name, the first. */
    void add(Series series, NumberPoints points) {
        for (HistogramPart part : HistogramPart.values()) {
            if (series.name().endsWith(part.suffix)) {
                byName.putIfAbsent(new Name(series.name(), series.labels()), points);
            }
        }
    }

    /** The bits of a part at each of these times, if there are all of them. */
    Optional<long[]> bits(Series histogram, HistogramPart part, long[] times) {
        NumberPoints points =
                byName.get(new Name(histogram.name() + part.suffix, histogram.labels()));
        if (points == null) {
            return Optional.empty();
        }
        long[] bits = new long[times.length];
        int at = 0;
        for (int i = 0; i < times.length; i++) {
            while (at < points.size() && points.time(at) < times[i]) {
                at++;
            }
            if (at == points.size() || points.time(at) != times[i]) {
                return Optional.empty();
            }
            bits[i] = points.bits(at);
        }
        return Optional.of(bits);
    }
}
