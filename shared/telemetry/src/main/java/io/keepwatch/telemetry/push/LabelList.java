package io.keepwatch.telemetry.push;

import io.keepwatch.domain.series.Label;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Utf8;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The labels of one series as its sender names them, each within {@link SeriesLimits}. Collects up
 * to the first one that is refused.
 */
public final class LabelList {

    /** Why whatever has these labels is not stored, and what is wrong, by name. */
    public record Refused(Refusal reason, String example) {

        /**
         * @param what has the labels
         */
        public Refused of(String what) {
            return new Refused(reason, what + ", " + example);
        }
    }

    private final List<Label> labels = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int bytes;
    private Optional<Refused> refused = Optional.empty();

    /** Complete if nothing is {@link #refused}. */
    public List<Label> labels() {
        return labels;
    }

    public Optional<Refused> refused() {
        return refused;
    }

    /** The value of the label of that name. */
    public Optional<String> value(String name) {
        return labels.stream()
                .filter(label -> label.name().equals(name))
                .map(Label::value)
                .findFirst();
    }

    /** Adds a label as it is on the wire, where nobody has looked at it yet. */
    public void add(Span name, Span value) {
        if (refused.isPresent()) {
            return;
        }
        if (name.length() > SeriesLimits.LABEL_NAME_BYTES_MAX) {
            refuse(Refusal.LABEL_NAME_TOO_LONG, name.start());
        } else if (value.length() > SeriesLimits.LABEL_VALUE_BYTES_MAX) {
            refuse(Refusal.LABEL_VALUE_TOO_LONG, name.start());
        } else {
            Optional<String> nameText = name.validText();
            Optional<String> valueText = value.validText();
            if (nameText.isEmpty() || valueText.isEmpty()) {
                refuse(Refusal.NOT_UTF8, name.start());
            } else {
                add(nameText.get(), valueText.get());
            }
        }
    }

    public void add(String name, String value) {
        if (name.isEmpty()) {
            refuse(Refusal.LABEL_WITHOUT_NAME, value);
        } else if (Utf8.length(name) > SeriesLimits.LABEL_NAME_BYTES_MAX) {
            refuse(Refusal.LABEL_NAME_TOO_LONG, name);
        } else if (Utf8.length(value) > SeriesLimits.LABEL_VALUE_BYTES_MAX) {
            refuse(Refusal.LABEL_VALUE_TOO_LONG, name);
        } else if (names.size() == SeriesLimits.LABELS_MAX && !names.contains(name)) {
            refuse(Refusal.LABELS_TOO_MANY, name);
        } else if (!names.add(name)) {
            refuse(Refusal.LABEL_TWICE, name);
        } else if ((bytes += Utf8.length(name) + Utf8.length(value))
                > SeriesLimits.LABELS_BYTES_MAX) {
            refuse(Refusal.LABELS_TOO_LONG, name);
        } else {
            labels.add(new Label(name, value));
        }
    }

    /** Refuses the series, unless it has been refused already. */
    public void refuse(Refusal reason, String example) {
        if (refused.isEmpty()) {
            refused = Optional.of(new Refused(reason, example));
        }
    }
}
