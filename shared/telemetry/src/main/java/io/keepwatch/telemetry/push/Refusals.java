package io.keepwatch.telemetry.push;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The data points of one push that are not stored: how many for each reason, and the first one by
 * name. Costs no memory as long as nothing is refused. Not thread safe.
 */
public final class Refusals {

    /** Of a name that is shown as an example. */
    private static final int EXAMPLE_CHARACTERS_MAX = 120;

    private record Count(long points, String example) {}

    private final Map<Refusal, Count> counts = new EnumMap<>(Refusal.class);

    /** One more point refused. */
    public void add(Refusal reason, String example) {
        add(reason, 1, example);
    }

    /**
     * @param example what to look for at the sender: the metric's name, the label's, the host's
     */
    public void add(Refusal reason, long points, String example) {
        if (points == 0) {
            return;
        }
        Count before = counts.get(reason);
        Count after =
                before == null
                        ? new Count(points, shorten(example))
                        : new Count(before.points + points, before.example);
        counts.put(reason, after);
    }

    /** All that others say, after what is said here. */
    public void addAll(Refusals others) {
        others.counts.forEach((reason, count) -> add(reason, count.points, count.example));
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** All points refused, for whatever reason. */
    public long total() {
        return counts.values().stream().mapToLong(Count::points).sum();
    }

    public long count(Refusal reason) {
        return counts.containsKey(reason) ? counts.get(reason).points : 0;
    }

    /** The first point that was refused for this reason, if its name says anything. */
    public Optional<String> example(Refusal reason) {
        return Optional.ofNullable(counts.get(reason))
                .map(Count::example)
                .filter(example -> !example.isEmpty());
    }

    /** One sentence for the sender; empty if nothing was refused. */
    public String message() {
        if (isEmpty()) {
            return "";
        }
        String reasons =
                counts.keySet().stream().map(this::describe).collect(Collectors.joining("; "));
        return "not stored: " + reasons;
    }

    private String describe(Refusal reason) {
        long points = count(reason);
        String example = example(reason).map(first -> " (first: " + first + ")").orElse("");
        return "%d %s: %s%s"
                .formatted(points, points == 1 ? "point" : "points", reason.words(), example);
    }

    private static String shorten(String example) {
        if (example.length() <= EXAMPLE_CHARACTERS_MAX) {
            return example;
        }
        // Not in the middle of a surrogate pair.
        boolean splits = Character.isHighSurrogate(example.charAt(EXAMPLE_CHARACTERS_MAX - 1));
        return example.substring(0, EXAMPLE_CHARACTERS_MAX - (splits ? 1 : 0)) + "…";
    }
}
