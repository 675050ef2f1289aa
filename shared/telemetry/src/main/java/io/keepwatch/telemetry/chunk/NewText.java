package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much text one push may still have spelled out in its chunks: words of series which neither
 * the host's dictionary nor an earlier series of the same chunk has. Spelling costs some thousand
 * times the computing that naming a known word does, and an agent's bodies can name the same long
 * words for many hosts and hours. Safe for use by several threads.
 */
public final class NewText {

    private final AtomicLong octetsLeft;

    private NewText(long octets) {
        octetsLeft = new AtomicLong(octets);
    }

    public static NewText unlimited() {
        return new NewText(Long.MAX_VALUE);
    }

    /**
     * For one push.
     *
     * @param hosts what it says of each host
     * @param octetsMax what may be spelled out, as {@link TextModel} has it: about UTF-8
     */
    public static NewText of(Collection<List<SeriesPoints>> hosts, long octetsMax) {
        long most = 0;
        for (List<SeriesPoints> points : hosts) {
            for (SeriesPoints each : points) {
                most += TextModel.OCTETS_MAX * SeriesModel.weight(each.series()) * windows(each);
            }
        }
        // Nearly all pushes; then nobody need look at what is new.
        return most <= octetsMax ? unlimited() : new NewText(octetsMax);
    }

    boolean isUnlimited() {
        return octetsLeft.get() == Long.MAX_VALUE;
    }

    /** Takes so much if it is there. */
    boolean take(int octets) {
        return isUnlimited()
                || octetsLeft.getAndUpdate(left -> left < octets ? left : left - octets) >= octets;
    }

    /** In how many chunks it comes, at most. */
    private static long windows(SeriesPoints points) {
        return Math.min(points.points().size(), 1 + Cutter.spans(points.points()));
    }

    /** What a series has that a vocabulary has not. */
    static int octets(Series series, Vocabulary known) {
        int octets = octets(series.name(), known.names()) + octets(series.unit(), known.words());
        for (Label label : series.labels()) {
            octets += octets(label.name(), known.words()) + octets(label.value(), known.values());
        }
        return octets;
    }

    private static int octets(String word, Table<String> known) {
        return known.indexOf(word) < 0 ? TextModel.octets(word) : 0;
    }

    /** Adds the words of a series to a vocabulary. */
    static void learn(Series series, Vocabulary known) {
        learn(series.name(), known.names());
        learn(series.unit(), known.words());
        for (Label label : series.labels()) {
            learn(label.name(), known.words());
            learn(label.value(), known.values());
        }
    }

    private static void learn(String word, Table<String> known) {
        if (known.indexOf(word) < 0) {
            known.add(word);
        }
    }
}
