package io.keepwatch.telemetry.names;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Tables as people write them: words between spaces, and {@code #} before what is for people. */
final class Table {

    /** A line that says something, and where it stands. */
    record Line(int number, List<String> words) {

        IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException("line %d: %s".formatted(number, what));
        }

        /** The two parts of a word around {@code separator}, neither of them empty. */
        String[] split(String word, String separator) {
            int at = word.indexOf(separator);
            if (at <= 0 || at == word.length() - separator.length()) {
                throw wrong("something other than a%sb: %s".formatted(separator, word));
            }
            return new String[] {word.substring(0, at), word.substring(at + separator.length())};
        }

        double number(String word) {
            try {
                return Double.parseDouble(word);
            } catch (NumberFormatException noNumber) {
                throw wrong("something other than a number: " + word);
            }
        }
    }

    private Table() {}

    static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String said = line.strip();
            if (!said.isEmpty() && !said.startsWith("#")) {
                lines.add(new Line(number, List.of(said.split("\\s+"))));
            }
        }
        return lines;
    }

    /** The text of a table that lies beside this class. */
    static String resource(String name) {
        try (InputStream table = Table.class.getResourceAsStream(name)) {
            if (table == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(table.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
