package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What goes into a chunk, sorted by whether the dictionary lists it.
 *
 * @param positions of the listed series, ascending
 * @param listed the samples at those positions
 * @param inline the samples of all other series
 */
record Contents(int[] positions, List<Points> listed, List<SeriesPoints> inline, String hash) {

    /**
     * 72 bits in 12 characters: among the chunks of one host that start at one millisecond, two
     * never share them by accident.
     */
    private static final int HASH_BYTES = 9;

    private record Identified(Identity identity, int position, SeriesPoints points) {}

    static Contents of(List<SeriesPoints> points, Dictionary dictionary) {
        List<Identified> all = new ArrayList<>(points.size());
        Set<Series> unlisted = new HashSet<>();
        for (SeriesPoints each : points) {
            int position = dictionary.indexOf(each.series());
            if (position < 0 && !unlisted.add(each.series())) {
                throw new IllegalArgumentException("a series comes twice");
            }
            Identity identity =
                    position < 0
                            ? Identity.of(each.series())
                            : dictionary.entry(position).identity();
            all.add(new Identified(identity, position, each));
        }
        List<Identified> listed =
                all.stream()
                        .filter(each -> each.position() >= 0)
                        .sorted(Comparator.comparingInt(Identified::position))
                        .toList();
        int[] positions = listed.stream().mapToInt(Identified::position).toArray();
        if (Arrays.stream(positions).distinct().count() < positions.length) {
            throw new IllegalArgumentException("a series comes twice");
        }
        return new Contents(
                positions,
                listed.stream().map(each -> each.points().points()).toList(),
                points.stream().filter(each -> unlisted.contains(each.series())).toList(),
                hash(all));
    }

    /** Of the series and samples alone, so that it is the same under every dictionary. */
    private static String hash(List<Identified> all) {
        MessageDigest digest = Identity.sha256();
        all.sort(Comparator.comparing(Identified::identity));
        for (Identified each : all) {
            Points points = each.points().points();
            ByteBuffer words = ByteBuffer.allocate(Long.BYTES * 3);
            words.putLong(each.identity().high()).putLong(each.identity().low());
            words.putLong(points.size());
            digest.update(words.array());
            switch (points) {
                case NumberPoints numbers -> add(numbers, digest);
                case HistogramPoints histograms -> add(histograms, digest);
            }
        }
        byte[] start = Arrays.copyOf(digest.digest(), HASH_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(start);
    }

    private static void add(NumberPoints points, MessageDigest digest) {
        ByteBuffer words = ByteBuffer.allocate(Long.BYTES * 2 * points.size());
        for (int i = 0; i < points.size(); i++) {
            words.putLong(points.time(i)).putLong(points.bits(i));
        }
        digest.update(words.array());
    }

    private static void add(HistogramPoints points, MessageDigest digest) {
        for (int i = 0; i < points.size(); i++) {
            long[] said = points.histogram(i).words();
            ByteBuffer words = ByteBuffer.allocate(Long.BYTES * (2 + said.length));
            words.putLong(points.time(i)).putLong(said.length).asLongBuffer().put(said);
            digest.update(words.array());
        }
    }
}
