package io.keepwatch.telemetry.names;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the metrics that agents send are called here, by a table that {@code canonical-names.txt}
 * explains. Applied once to a series that is new to a reader, so it costs nothing for each sample.
 */
public final class CanonicalNames {

    private static final String TABLE = "canonical-names.txt";

    /** A label's new name, and its values' new texts. */
    private record Rename(String to, Map<String, String> values) {}

    private record Rule(
            String name,
            Map<String, Rename> renamed,
            Set<String> leftOut,
            List<Label> added,
            double times,
            Optional<String> unit,
            Optional<Kind> kind) {}

    private final Map<String, Rule> rules;

    private CanonicalNames(Map<String, Rule> rules) {
        this.rules = rules;
    }

    /** The table that comes with this code. */
    public static CanonicalNames standard() {
        return parse(Table.resource(TABLE));
    }

    /**
     * @throws IllegalArgumentException if the text is no such table; the message names the line
     */
    static CanonicalNames parse(String text) {
        Map<String, Rule> rules = new HashMap<>();
        for (Table.Line line : Table.lines(text)) {
            Rule rule = rule(line);
            if (rules.put(line.words().get(0), rule) != null) {
                throw line.wrong("a name that stands here twice");
            }
        }
        return new CanonicalNames(Map.copyOf(rules));
    }

    /** What is stored for a series as sent: the same if the table does not name it. */
    public Canonical of(String name, List<Label> labels, Kind kind, ValueType type, String unit) {
        Rule rule = rules.get(name);
        if (rule == null) {
            return new Canonical(new Series(name, labels, kind, type, unit), 1);
        }
        Series series =
                new Series(
                        rule.name,
                        labels(rule, labels),
                        rule.kind.orElse(kind),
                        rule.times == 1 ? type : ValueType.DOUBLE,
                        rule.unit.orElse(unit));
        return new Canonical(series, rule.times);
    }

    private static List<Label> labels(Rule rule, List<Label> sent) {
        Set<String> taken = new HashSet<>();
        sent.forEach(label -> taken.add(label.name()));
        List<Label> labels = new ArrayList<>();
        for (Label label : sent) {
            Rename rename = rule.renamed.get(label.name());
            if (rename != null && isFree(rename.to, label.name(), taken)) {
                labels.add(
                        new Label(
                                rename.to,
                                rename.values.getOrDefault(label.value(), label.value())));
            } else if (!rule.leftOut.contains(label.name())) {
                labels.add(label);
            }
        }
        rule.added.stream().filter(label -> taken.add(label.name())).forEach(labels::add);
        return labels;
    }

    private static boolean isFree(String name, String now, Set<String> taken) {
        return name.equals(now) || taken.add(name);
    }

    private static Rule rule(Table.Line line) {
        if (line.words().size() < 2) {
            throw line.wrong("a name as sent without its canonical name");
        }
        Map<String, Rename> renamed = new HashMap<>();
        Set<String> leftOut = new HashSet<>();
        List<Label> added = new ArrayList<>();
        double times = 1;
        Optional<String> unit = Optional.empty();
        Optional<Kind> kind = Optional.empty();
        for (String change : line.words().subList(2, line.words().size())) {
            if (change.startsWith("+")) {
                String[] label = line.split(change.substring(1), "=");
                added.add(new Label(label[0], label[1]));
            } else if (change.startsWith("-")) {
                leftOut.add(change.substring(1));
            } else if (change.startsWith("*")) {
                times = line.number(change.substring(1));
            } else if (change.startsWith("unit=")) {
                unit = Optional.of(line.split(change, "=")[1]);
            } else if (change.startsWith("kind=")) {
                kind = Optional.of(kind(line, line.split(change, "=")[1]));
            } else {
                addRename(line, change, renamed);
            }
        }
        return new Rule(
                line.words().get(1),
                Map.copyOf(renamed),
                Set.copyOf(leftOut),
                List.copyOf(added),
                times,
                unit,
                kind);
    }

    private static Kind kind(Table.Line line, String word) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw line.wrong("no kind of series: " + word);
    }

    /** {@code a>b} or {@code a>b[x>y,z>w]}. */
    private static void addRename(Table.Line line, String change, Map<String, Rename> renamed) {
        int bracket = change.indexOf('[');
        Map<String, String> values = new HashMap<>();
        String names = change;
        if (bracket >= 0) {
            if (!change.endsWith("]")) {
                throw line.wrong("a list of values without its end: " + change);
            }
            names = change.substring(0, bracket);
            for (String value : change.substring(bracket + 1, change.length() - 1).split(",")) {
                String[] fromTo = line.split(value, ">");
                values.put(fromTo[0], fromTo[1]);
            }
        }
        String[] fromTo = line.split(names, ">");
        if (renamed.put(fromTo[0], new Rename(fromTo[1], Map.copyOf(values))) != null) {
            throw line.wrong("a label that is renamed twice: " + fromTo[0]);
        }
    }
}
