package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Label;
import java.util.List;

/**
 * The words of which series are made. A dictionary's words serve the series that continue it, in
 * its next segment as well as inline in a chunk: a new container's twenty series cost its id once.
 *
 * @param names metric names
 * @param words label names and units
 * @param values label values
 * @param labelSets whole lists of labels
 */
record Vocabulary(
        Table<String> names,
        Table<String> words,
        Table<String> values,
        Table<List<Label>> labelSets) {

    /** How much of a vocabulary there was at some version. */
    record Extent(int names, int words, int values, int labelSets) {

        static final Extent NONE = new Extent(0, 0, 0, 0);
    }

    static Vocabulary empty() {
        return new Vocabulary(Table.empty(), Table.empty(), Table.empty(), Table.empty());
    }

    Extent extent() {
        return new Extent(names.size(), words.size(), values.size(), labelSets.size());
    }

    Vocabulary continuedFrom(Extent extent) {
        return new Vocabulary(
                names.continuedFrom(extent.names()),
                words.continuedFrom(extent.words()),
                values.continuedFrom(extent.values()),
                labelSets.continuedFrom(extent.labelSets()));
    }

    void addAll(Vocabulary continuation) {
        names.addAll(continuation.names);
        words.addAll(continuation.words);
        values.addAll(continuation.values);
        labelSets.addAll(continuation.labelSets);
    }
}
