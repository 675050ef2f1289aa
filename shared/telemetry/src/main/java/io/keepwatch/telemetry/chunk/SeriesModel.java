package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Series, one after the other, with the words of a vocabulary, which learns those it lacks. Lists
 * of series are regular: names and labels come again and in the same order (each device has the
 * same twenty metrics), so a word is first compared with what is to be expected, then looked for
 * among the known, and spelled out only if it is new.
 */
final class SeriesModel {

    /** What to give when reading: the argument is not looked at. */
    static final Series ANY = new Series("-", List.of(), Kind.GAUGE, ValueType.LONG, "");

    /**
     * How much the series of one list may say together, see {@link #weight}; a brake for damaged
     * bytes, far above what a host may have.
     */
    static final int WEIGHT_MAX = 1 << 23;

    private static final Kind[] KINDS = Kind.values();
    private static final ValueType[] TYPES = ValueType.values();

    /** How many kinds and types of numbers there are. */
    private static final int NUMBERS = 2 * KINDS.length;

    private static final int KIND_BITS = 4;
    private static final int UNKNOWN = -1;

    private final RangeCoder coder;
    private final Vocabulary vocabulary;
    private final TextModel texts;
    private final Odds kindTree = new Odds(1 << 2 * KIND_BITS);
    private final NumberModel labelCounts = new NumberModel(1, 1);
    private final Words names;
    private final Words units;
    private final Words labelNames;
    private final Words labelValues;
    private final Choice labelSets = new Choice();

    /** After which list of labels came which, when it last came. */
    private final Map<Integer, Integer> followers = new HashMap<>();

    /** The value that each label had last. */
    private final Map<Integer, Integer> lastValues = new HashMap<>();

    private int nameBefore = UNKNOWN;
    private int kindBefore;
    private int unitBefore = UNKNOWN;
    private int labelsBefore = UNKNOWN;
    private int labelsLeft = WEIGHT_MAX;

    SeriesModel(RangeCoder coder, Vocabulary vocabulary) {
        this.coder = coder;
        this.vocabulary = vocabulary;
        this.texts = new TextModel(coder, WEIGHT_MAX);
        this.names = new Words(vocabulary.names());
        this.units = new Words(vocabulary.words());
        this.labelNames = new Words(vocabulary.words());
        this.labelValues = new Words(vocabulary.values());
    }

    /** How much a series says at most: its letters and its labels. */
    static int weight(Series series) {
        int weight = series.name().length() + series.unit().length();
        for (Label label : series.labels()) {
            weight += 1 + label.name().length() + label.value().length();
        }
        return weight;
    }

    /** Codes the next series. */
    Series code(Series series) {
        int name = names.code(series.name(), nameBefore, 0);
        int sameName = name == nameBefore ? 1 : 0;
        nameBefore = name;
        int kind = coder.tree(number(series), KIND_BITS, kindTree, kindBefore << KIND_BITS);
        kindBefore = coder.bounded(kind, 0, KINDS.length * TYPES.length - 1);
        unitBefore = units.code(series.unit(), unitBefore, sameName);
        int labels = codeLabels(series.labels(), sameName);
        coder.require(!vocabulary.names().get(name).isEmpty(), "a series without a name");
        return new Series(
                vocabulary.names().get(name),
                vocabulary.labelSets().get(labels),
                kindBefore < NUMBERS ? KINDS[kindBefore / 2] : KINDS[kindBefore - NUMBERS],
                kindBefore < NUMBERS ? TYPES[kindBefore % 2] : ValueType.HISTOGRAM,
                vocabulary.words().get(unitBefore));
    }

    /** Of kind and type; histograms come after all others, being the rarest. */
    private static int number(Series series) {
        int kind = series.kind().ordinal();
        return switch (series.type()) {
            case LONG -> 2 * kind;
            case DOUBLE -> 2 * kind + 1;
            case HISTOGRAM -> NUMBERS + kind;
        };
    }

    private int codeLabels(List<Label> labels, int sameName) {
        Table<List<Label>> table = vocabulary.labelSets();
        int expected = followers.getOrDefault(labelsBefore, UNKNOWN);
        int place = labelSets.code(placeOf(labels, table), table.size(), expected, sameName);
        if (place == table.size()) {
            List<Label> before = labelsBefore == UNKNOWN ? List.of() : table.get(labelsBefore);
            table.add(codeNewLabels(labels, before));
        }
        followers.put(labelsBefore, place);
        labelsBefore = place;
        return place;
    }

    private List<Label> codeNewLabels(List<Label> labels, List<Label> before) {
        long more = labelCounts.code(coder, labels.size() - before.size());
        int count = coder.bounded(before.size() + more, 0, labelsLeft);
        labelsLeft -= count;
        List<Label> said = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Label label = coder.writes() ? labels.get(i) : new Label("-", "");
            int expected =
                    i < before.size() ? vocabulary.words().indexOf(before.get(i).name()) : UNKNOWN;
            int name = labelNames.code(label.name(), expected, 0);
            String word = vocabulary.words().get(name);
            // In a series the labels are sorted and each is named once.
            boolean inOrder = i == 0 || said.get(i - 1).name().compareTo(word) < 0;
            coder.require(!word.isEmpty() && inOrder, "labels out of order");
            int value = labelValues.code(label.value(), lastValues.getOrDefault(name, UNKNOWN), 0);
            lastValues.put(name, value);
            said.add(new Label(word, vocabulary.values().get(value)));
        }
        return List.copyOf(said);
    }

    private static <T> int placeOf(T item, Table<T> table) {
        int place = table.indexOf(item);
        return place < 0 ? table.size() : place;
    }

    /** Places in a table: what is expected, or a new one at its end, or how far back. */
    private final class Choice {

        private final Odds isExpected = new Odds(2);
        private final Odds isNew = new Odds(2);
        private final NumberModel back = new NumberModel(1, 1);

        int code(int place, int size, int expected, int context) {
            if (expected != UNKNOWN
                    && coder.bit(place == expected ? 1 : 0, isExpected, context) == 1) {
                return expected;
            }
            if (size == 0 || coder.bit(place == size ? 1 : 0, isNew, context) == 1) {
                return size;
            }
            return size - 1 - coder.bounded(back.code(coder, size - 1 - place), 0, size - 1);
        }
    }

    /** Words of one table, of which the new ones are spelled out. */
    private final class Words {

        private final Table<String> table;
        private final Choice choice = new Choice();
        private final NumberModel sharedLengths = new NumberModel(1, NumberModel.LENGTHS);

        /** The latest new one; the next often starts like it. */
        private String newest = "";

        private int sharedBefore;

        Words(Table<String> table) {
            this.table = table;
        }

        int code(String word, int expected, int context) {
            int place = choice.code(placeOf(word, table), table.size(), expected, context);
            if (place == table.size()) {
                String text = spell(word);
                coder.require(table.indexOf(text) < 0, "a known word spelled out");
                table.add(text);
            }
            return place;
        }

        private String spell(String word) {
            int common = 0;
            int most = Math.min(newest.length(), word.length());
            while (common < most && newest.charAt(common) == word.charAt(common)) {
                common++;
            }
            int context = NumberModel.length(sharedBefore);
            long said = sharedLengths.code(coder, common, 0, 0, context, NumberModel.NO_SIGN);
            sharedBefore = coder.bounded(said, 0, newest.length());
            newest = texts.code(word, newest.substring(0, sharedBefore));
            return newest;
        }
    }
}
