package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of series as bytes, column by column. A column names words by how far back in their table
 * they stand, 0 for one that is new; the new words follow in their order, each without what it
 * shares with the start of the one before.
 *
 * <pre>
 * count
 * kind and type × count
 * name × count, unit × count, labels × count
 * for each new list of labels: its size; then all their names; then all their values
 * new names, new words, new values: shared lengths, own lengths, units
 * </pre>
 */
final class SeriesList {

    /** Far above what a host may have; a brake for damaged counts. */
    static final int COUNT_MAX = 1 << 17;

    /** Labels of one series; far above what ingest admits. */
    static final int LABELS_MAX = 1 << 10;

    private static final Kind[] KINDS = Kind.values();
    private static final ValueType[] TYPES = ValueType.values();

    private SeriesList() {}

    /** Writes the series with the words of {@code vocabulary}, and adds to it those it lacks. */
    static void write(List<Series> series, Vocabulary vocabulary, Sink sink) {
        sink.number(series.size());
        for (Series each : series) {
            sink.octet(each.kind().ordinal() * TYPES.length + each.type().ordinal());
        }
        Writing<String> names = new Writing<>(vocabulary.names());
        Writing<String> words = new Writing<>(vocabulary.words());
        Writing<String> values = new Writing<>(vocabulary.values());
        Writing<List<Label>> labelSets = new Writing<>(vocabulary.labelSets());
        for (Series each : series) {
            names.reference(each.name(), sink);
        }
        for (Series each : series) {
            words.reference(each.unit(), sink);
        }
        for (Series each : series) {
            labelSets.reference(each.labels(), sink);
        }
        for (List<Label> labels : labelSets.added) {
            sink.number(labels.size());
        }
        for (List<Label> labels : labelSets.added) {
            for (Label label : labels) {
                words.reference(label.name(), sink);
            }
        }
        for (List<Label> labels : labelSets.added) {
            for (Label label : labels) {
                values.reference(label.value(), sink);
            }
        }
        writeWords(names.added, sink);
        writeWords(words.added, sink);
        writeWords(values.added, sink);
    }

    private static final class Writing<T> {

        private final Table<T> table;
        private final List<T> added = new ArrayList<>();

        Writing(Table<T> table) {
            this.table = table;
        }

        void reference(T item, Sink sink) {
            int position = table.indexOf(item);
            if (position < 0) {
                table.add(item);
                added.add(item);
                sink.number(0);
            } else {
                sink.number(table.size() - position);
            }
        }
    }

    private static void writeWords(List<String> words, Sink sink) {
        int[] shared = new int[words.size()];
        for (int i = 1; i < shared.length; i++) {
            shared[i] = sharedStart(words.get(i - 1), words.get(i));
        }
        for (int each : shared) {
            sink.number(each);
        }
        for (int i = 0; i < shared.length; i++) {
            sink.number(words.get(i).length() - shared[i]);
        }
        for (int i = 0; i < shared.length; i++) {
            sink.units(words.get(i), shared[i]);
        }
    }

    private static int sharedStart(String before, String word) {
        int most = Math.min(before.length(), word.length());
        int shared = 0;
        while (shared < most && before.charAt(shared) == word.charAt(shared)) {
            shared++;
        }
        return shared;
    }

    /** Reads what {@link #write} wrote with an equal vocabulary, and adds to it the same words. */
    static List<Series> read(Source source, Vocabulary vocabulary) throws Malformed {
        int count = source.count(COUNT_MAX);
        int[] kinds = numbers(count, KINDS.length * TYPES.length - 1, source);
        int[] names = numbers(count, Integer.MAX_VALUE, source);
        int[] units = numbers(count, Integer.MAX_VALUE, source);
        int[] labelSets = numbers(count, Integer.MAX_VALUE, source);
        int[] sizes = numbers(zeros(labelSets), LABELS_MAX, source);
        int labels = 0;
        for (int size : sizes) {
            labels += size;
        }
        int[] labelNames = numbers(labels, Integer.MAX_VALUE, source);
        int[] labelValues = numbers(labels, Integer.MAX_VALUE, source);
        Reading<String> name = new Reading<>(vocabulary.names(), readWords(zeros(names), source));
        Reading<String> word =
                new Reading<>(
                        vocabulary.words(), readWords(zeros(units) + zeros(labelNames), source));
        Reading<String> value =
                new Reading<>(vocabulary.values(), readWords(zeros(labelValues), source));
        List<String> unitWords = new ArrayList<>(count);
        for (int unit : units) {
            unitWords.add(word.resolve(unit));
        }
        Reading<List<Label>> labelSet =
                new Reading<>(
                        vocabulary.labelSets(),
                        labelSets(sizes, labelNames, word, labelValues, value));
        List<Series> series = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String own = name.resolve(names[i]);
            if (own.isEmpty()) {
                throw new Malformed("a series without a name");
            }
            series.add(
                    new Series(
                            own,
                            labelSet.resolve(labelSets[i]),
                            KINDS[kinds[i] / TYPES.length],
                            TYPES[kinds[i] % TYPES.length],
                            unitWords.get(i)));
        }
        return series;
    }

    private static List<List<Label>> labelSets(
            int[] sizes, int[] names, Reading<String> word, int[] values, Reading<String> value)
            throws Malformed {
        List<List<Label>> sets = new ArrayList<>(sizes.length);
        int next = 0;
        for (int size : sizes) {
            List<Label> labels = new ArrayList<>(size);
            for (int i = 0; i < size; i++, next++) {
                String name = word.resolve(names[next]);
                // In a series the labels are sorted and each is named once.
                if (name.isEmpty() || i > 0 && labels.get(i - 1).name().compareTo(name) >= 0) {
                    throw new Malformed("labels out of order");
                }
                labels.add(new Label(name, value.resolve(values[next])));
            }
            sets.add(List.copyOf(labels));
        }
        return sets;
    }

    private static final class Reading<T> {

        private final Table<T> table;
        private final List<T> added;
        private int next;

        Reading(Table<T> table, List<T> added) {
            this.table = table;
            this.added = added;
        }

        T resolve(int reference) throws Malformed {
            if (reference == 0) {
                T item = added.get(next++);
                table.add(item);
                return item;
            }
            if (reference > table.size()) {
                throw new Malformed("names a word that is not there");
            }
            return table.get(table.size() - reference);
        }
    }

    private static List<String> readWords(int count, Source source) throws Malformed {
        int[] shared = numbers(count, Integer.MAX_VALUE, source);
        int[] own = numbers(count, Integer.MAX_VALUE, source);
        List<String> words = new ArrayList<>(count);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < count; i++) {
            if (shared[i] > word.length()) {
                throw new Malformed("shares more than there is");
            }
            word.setLength(shared[i]);
            source.units(own[i], word);
            words.add(word.toString());
        }
        return words;
    }

    private static int[] numbers(int count, int max, Source source) throws Malformed {
        if (count > source.left()) {
            throw new Malformed("ends too early");
        }
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = source.count(max);
        }
        return numbers;
    }

    private static int zeros(int[] numbers) {
        int zeros = 0;
        for (int number : numbers) {
            if (number == 0) {
                zeros++;
            }
        }
        return zeros;
    }
}
