package io.keepwatch.domain.series;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The identity of a series of samples on one host: canonical metric name, labels sorted by name
 * (each name once), kind, value type and unit (UCUM code, e.g. {@code By}, {@code 1}, {@code s};
 * empty if the agent names none). Two series that differ in any of these are two series.
 */
public record Series(String name, List<Label> labels, Kind kind, ValueType type, String unit) {

    private static final Comparator<Label> BY_NAME = Comparator.comparing(Label::name);

    public Series {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a series without a name");
        }
        labels = labels.stream().sorted(BY_NAME).toList();
        for (int i = 1; i < labels.size(); i++) {
            if (labels.get(i).name().equals(labels.get(i - 1).name())) {
                throw new IllegalArgumentException("label named twice: " + labels.get(i).name());
            }
        }
    }

    /** The value of the label of that name. */
    public Optional<String> label(String name) {
        return labels.stream()
                .filter(label -> label.name().equals(name))
                .map(Label::value)
                .findFirst();
    }

    /**
     * For people, as Prometheus writes it: {@code name{label="value"}}. Kind, type and unit are
     * left out, so that two series may read alike.
     */
    @Override
    public String toString() {
        return labels.isEmpty()
                ? name
                : labels.stream()
                        .map(label -> label.name() + "=\"" + escaped(label.value()) + "\"")
                        .collect(Collectors.joining(", ", name + "{", "}"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
