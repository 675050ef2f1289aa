package io.keepwatch.local.template;

import io.keepwatch.local.template.Value.Fields;
import io.keepwatch.local.template.Value.Items;
import io.keepwatch.local.template.Value.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Resolved fields, read one by one. Whoever is done says {@link #finish}, and a field that nobody
 * asked for is an error: what is not understood must not be passed over in silence.
 */
final class Properties {

    private final Path file;
    private final String what;
    private final Fields fields;
    private final Set<String> asked = new HashSet<>();

    /**
     * @param what it is that has these fields, for messages
     */
    Properties(Path file, String what, Fields fields) {
        this.file = file;
        this.what = what;
        this.fields = fields;
    }

    int line() {
        return fields.line();
    }

    /** The names of all fields. */
    Set<String> names() {
        return fields.fields().keySet();
    }

    /** These mean nothing on one machine. */
    Properties ignore(String... names) {
        asked.addAll(List.of(names));
        return this;
    }

    void finish() {
        fields.fields()
                .forEach(
                        (name, value) -> {
                            if (!asked.contains(name)) {
                                throw new TemplateException(
                                        file,
                                        value.line(),
                                        "the local cloud does not know %s of %s: teach it, or leave it out"
                                                .formatted(name, what));
                            }
                        });
    }

    Optional<Value> value(String name) {
        asked.add(name);
        return Optional.ofNullable(fields.fields().get(name));
    }

    Optional<String> text(String name) {
        return value(name).map(value -> text(name, value));
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> error(line(), "%s needs %s".formatted(what, name)));
    }

    boolean truth(String name, boolean otherwise) {
        return value(name)
                .map(
                        value ->
                                switch (text(name, value)) {
                                    case "true" -> true;
                                    case "false" -> false;
                                    default ->
                                            throw error(value.line(), name + " is true or false");
                                })
                .orElse(otherwise);
    }

    int number(String name, int otherwise, int min, int max) {
        return number(name, min, max).orElse(otherwise);
    }

    OptionalInt number(String name, int min, int max) {
        Optional<Value> value = value(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = text(name, value.get());
        if (!text.matches("-?\\d{1,9}")
                || Integer.parseInt(text) < min
                || Integer.parseInt(text) > max) {
            throw error(
                    value.get().line(),
                    "%s of %s is a whole number from %d to %d".formatted(name, what, min, max));
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    Duration seconds(String name, int otherwise, int min, int max) {
        return Duration.ofSeconds(number(name, otherwise, min, max));
    }

    /** A list of texts, or a single one as a list of itself; none if it is not there. */
    List<String> texts(String name) {
        return items(name).stream().map(item -> text(name, item)).toList();
    }

    /** A list, or a single value as a list of itself; none if it is not there. */
    List<Value> items(String name) {
        return value(name)
                .map(
                        value ->
                                value instanceof Items(int ignored, List<Value> items)
                                        ? items
                                        : List.of(value))
                .orElse(List.of());
    }

    Optional<Properties> properties(String name) {
        return value(name).map(value -> of(value, name + " of " + what));
    }

    Properties requiredProperties(String name) {
        return properties(name)
                .orElseThrow(() -> error(line(), "%s needs %s".formatted(what, name)));
    }

    /** A list of field groups. */
    List<Properties> groups(String name) {
        return items(name).stream().map(item -> of(item, name + " of " + what)).toList();
    }

    /** All fields as texts. */
    Map<String, String> allTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        names().forEach(name -> texts.put(name, requiredText(name)));
        return texts;
    }

    <E extends Enum<E>> Optional<E> choice(String name, Class<E> choices) {
        return value(name)
                .map(
                        value -> {
                            String text = text(name, value);
                            for (E choice : choices.getEnumConstants()) {
                                if (choice.name().equals(text)) {
                                    return choice;
                                }
                            }
                            throw error(
                                    value.line(),
                                    "%s of %s is one of %s"
                                            .formatted(
                                                    name,
                                                    what,
                                                    List.of(choices.getEnumConstants())));
                        });
    }

    TemplateException error(int line, String message) {
        return new TemplateException(file, line, message);
    }

    /** An error on the line of one field. */
    TemplateException errorAt(String name, String message) {
        return error(value(name).map(Value::line).orElse(line()), message);
    }

    private Properties of(Value value, String described) {
        if (value instanceof Fields group) {
            return new Properties(file, described, group);
        }
        throw error(value.line(), described + " is made of fields");
    }

    private String text(String name, Value value) {
        if (value instanceof Text(int ignored, String text)) {
            return text;
        }
        throw error(value.line(), "%s of %s is text".formatted(name, what));
    }
}
