package io.keepwatch.cabinet;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * After which series of a sorted list the next page starts: how many came before, and a fingerprint
 * of the last one, so that the page is right though series have come or gone in the meantime. (The
 * series itself would not fit: its labels may be longer than an address.)
 */
record ListPosition(int index, String fingerprint) {

    /** Characters of the names and labels on one page, so that an answer stays below 6 MB. */
    private static final int TEXT_MAX = 500_000;

    static final ListPosition START = new ListPosition(0, "");

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})-([0-9a-f]{16})");

    /** The position after the series at {@code index - 1}. */
    static ListPosition after(List<Series> sorted, int index) {
        return new ListPosition(index, fingerprint(sorted.get(index - 1)));
    }

    /** The end of the page that starts at that index: at least one series, and no more than fit. */
    static int end(List<Series> sorted, int start, int max) {
        int end = start;
        long text = 0;
        while (end < sorted.size() && end - start < max) {
            text += identity(sorted.get(end)).length();
            if (end > start && text > TEXT_MAX) {
                break;
            }
            end++;
        }
        return end;
    }

    static Optional<ListPosition> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new ListPosition(Integer.parseInt(parts.group(1)), parts.group(2)))
                : Optional.empty();
    }

    /** The index at which the page starts in the list as it is now. */
    int in(List<Series> sorted) {
        for (int i = 0; i < sorted.size() && !fingerprint.isEmpty(); i++) {
            if (fingerprint(sorted.get(i)).equals(fingerprint)) {
                return i + 1;
            }
        }
        return Math.min(index, sorted.size());
    }

    @Override
    public String toString() {
        return index + "-" + fingerprint;
    }

    // FNV-1a of 64 bits: this tells some thousand series apart, and guards nothing.
    private static String fingerprint(Series series) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : identity(series).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ next & 0xff) * 0x100000001b3L;
        }
        return HexFormat.of().toHexDigits(hash);
    }

    private static String identity(Series series) {
        StringBuilder identity = new StringBuilder(series.name());
        for (Label label : series.labels()) {
            identity.append('\0').append(label.name()).append('\0').append(label.value());
        }
        return identity.append('\0')
                .append(series.unit())
                .append('\0')
                .append(series.kind())
                .append(series.type())
                .toString();
    }
}
