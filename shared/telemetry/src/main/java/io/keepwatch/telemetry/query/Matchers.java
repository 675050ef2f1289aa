package io.keepwatch.telemetry.query;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.keepwatch.domain.series.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which series, by their labels, in Prometheus' words (its documentation, "Querying basics", "Time
 * series selectors"): {@code device="eth0",state!="idle",mountpoint=~"/(var|home).*"}. All must
 * hold. A label that a series does not have counts as empty. Regular expressions are RE2's, match
 * the whole value and take time in proportion to its length, whatever the expression.
 *
 * <p>Beyond Prometheus, label names may hold dots unquoted, as OpenTelemetry's do ({@code
 * cpu.mode="idle"}); any name at all can be quoted. Braces around the whole are optional. Not safe
 * for use by several threads.
 */
public final class Matchers implements Predicate<Series> {

    /** Characters of a text that is parsed. */
    public static final int LENGTH_MAX = 1_000;

    /** Matchers in one text. */
    public static final int COUNT_MAX = 10;

    /** Characters of one regular expression, times each count in braces that it repeats by. */
    public static final int EXPRESSION_SIZE_MAX = 1_000;

    // Conservative: braces within classes and after a backslash count as well.
    private static final java.util.regex.Pattern REPETITION =
            java.util.regex.Pattern.compile("\\{(?:[0-9]{1,9},)?([0-9]{1,9}),?\\}");

    /** Those that every series fulfils. */
    public static final Matchers NONE = new Matchers(List.of());

    private final List<Matcher> matchers;

    private record Matcher(String label, Predicate<String> value) {}

    private Matchers(List<Matcher> matchers) {
        this.matchers = matchers;
    }

    /** What a text can turn out to be. */
    public sealed interface Parsed {

        record Valid(Matchers matchers) implements Parsed {}

        /**
         * @param reason what is wrong and where, in a sentence for whoever wrote the text
         */
        record Invalid(String reason) implements Parsed {}
    }

    /** The matchers that a caller's text says. */
    public static Parsed parse(String text) {
        if (text.length() > LENGTH_MAX) {
            return new Parsed.Invalid("is longer than %d characters".formatted(LENGTH_MAX));
        }
        try {
            return new Parsed.Valid(new Matchers(new Parser(text).all()));
        } catch (Unreadable e) {
            return new Parsed.Invalid(e.getMessage());
        }
    }

    @Override
    public boolean test(Series series) {
        for (Matcher matcher : matchers) {
            if (!matcher.value().test(series.label(matcher.label()).orElse(""))) {
                return false;
            }
        }
        return true;
    }

    private static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** Reads from left to right; {@code at} is the next character. */
    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<Matcher> all() throws Unreadable {
            List<Matcher> matchers = new ArrayList<>();
            boolean braced = skip('{');
            while (!atEnd(braced)) {
                if (matchers.size() == COUNT_MAX) {
                    throw new Unreadable("has more than %d matchers".formatted(COUNT_MAX));
                }
                matchers.add(matcher());
                if (!skip(',') && !atEnd(braced)) {
                    throw unexpected("a comma or the end");
                }
            }
            if (braced && !(skip('}') && atEnd(false))) {
                throw unexpected("} at the end");
            }
            return List.copyOf(matchers);
        }

        private Matcher matcher() throws Unreadable {
            String label = label();
            if (skip("=~")) {
                return new Matcher(label, expression());
            }
            if (skip("!~")) {
                return new Matcher(label, expression().negate());
            }
            if (skip("!=")) {
                String unwanted = quoted();
                return new Matcher(label, value -> !value.equals(unwanted));
            }
            if (skip("=")) {
                return new Matcher(label, quoted()::equals);
            }
            throw unexpected("=, !=, =~ or !~");
        }

        private String label() throws Unreadable {
            skipSpace();
            if (at < text.length() && isQuote(text.charAt(at))) {
                String label = quoted();
                if (label.isEmpty()) {
                    throw new Unreadable("names an empty label");
                }
                return label;
            }
            int start = at;
            while (at < text.length() && isLabelCharacter(text.charAt(at), at == start)) {
                at++;
            }
            if (at == start) {
                throw unexpected("the name of a label");
            }
            return text.substring(start, at);
        }

        private Predicate<String> expression() throws Unreadable {
            String expression = quoted();
            // RE2 copies what is repeated, so nested counts would grow without bound.
            if (size(expression) > EXPRESSION_SIZE_MAX) {
                throw new Unreadable(
                        "has a regular expression that is too large (its characters times its counts in braces exceed %d)"
                                .formatted(EXPRESSION_SIZE_MAX));
            }
            try {
                Pattern pattern = Pattern.compile(expression, Pattern.DOTALL);
                // Thousands of series share few values.
                Map<String, Boolean> known = new HashMap<>();
                return value -> known.computeIfAbsent(value, pattern::matches);
            } catch (PatternSyntaxException e) {
                throw new Unreadable(
                        "has a regular expression that RE2 does not take (%s)"
                                .formatted(e.getDescription()));
            }
        }

        private static double size(String expression) {
            double size = expression.length();
            var repetitions = REPETITION.matcher(expression);
            while (repetitions.find()) {
                size *= Math.max(1, Integer.parseInt(repetitions.group(1)));
            }
            return size;
        }

        private String quoted() throws Unreadable {
            skipSpace();
            if (at == text.length() || !isQuote(text.charAt(at))) {
                throw unexpected("a value in quotes");
            }
            char quote = text.charAt(at++);
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != quote) {
                char next = text.charAt(at++);
                value.append(next == '\\' ? escaped() : next);
            }
            if (at == text.length()) {
                throw unexpected("the closing quote");
            }
            at++;
            return value.toString();
        }

        private char escaped() throws Unreadable {
            if (at == text.length()) {
                throw unexpected("a character after the backslash");
            }
            return switch (text.charAt(at++)) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case '\\' -> '\\';
                case '"' -> '"';
                case '\'' -> '\'';
                default -> {
                    at--;
                    throw unexpected("n, t, a quote or a second backslash after the backslash");
                }
            };
        }

        private boolean atEnd(boolean braced) {
            skipSpace();
            return at == text.length() || braced && text.charAt(at) == '}';
        }

        private boolean skip(char wanted) {
            return skip(String.valueOf(wanted));
        }

        private boolean skip(String wanted) {
            skipSpace();
            if (!text.startsWith(wanted, at)) {
                return false;
            }
            at += wanted.length();
            return true;
        }

        private void skipSpace() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        // Says where, and never quotes: the text may hold anything.
        private Unreadable unexpected(String wanted) {
            return new Unreadable("needs %s at character %d".formatted(wanted, at + 1));
        }

        private static boolean isQuote(char character) {
            return character == '"' || character == '\'';
        }

        private static boolean isLabelCharacter(char character, boolean first) {
            boolean letter =
                    character >= 'a' && character <= 'z'
                            || character >= 'A' && character <= 'Z'
                            || character == '_';
            boolean other =
                    character >= '0' && character <= '9' || character == '.' || character == '-';
            return letter || other && !first;
        }
    }
}
