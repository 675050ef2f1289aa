package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * A filter of an event source mapping, in the language of Lambda's {@code FilterCriteria}: each
 * field that the pattern names must match one of the values or tests given for it; fields that it
 * does not name do not matter. Immutable.
 *
 * <p>Known tests: an exact value, {@code prefix}, {@code suffix}, {@code equals-ignore-case},
 * {@code wildcard}, {@code exists}, {@code numeric}, {@code anything-but}, and {@code $or} over
 * fields.
 */
public final class EventPattern {

    private final Node root;

    private EventPattern(Node root) {
        this.root = root;
    }

    /**
     * @throws IllegalArgumentException naming what is wrong: no JSON object, or a test that this
     *     reader does not know
     */
    public static EventPattern parse(String json) {
        JsonNode tree =
                Tree.read(json)
                        .filter(JsonNode::isObject)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "a filter pattern is a JSON object: " + json));
        return new EventPattern(node("", tree));
    }

    public boolean matches(JsonNode event) {
        return root.matches(event);
    }

    /** What a place in the event must be. A place that the event lacks is a missing node. */
    private sealed interface Node {

        boolean matches(JsonNode value);

        /** All of these fields, and of each list in {@code either} at least one. */
        record Fields(Map<String, Node> all, List<List<Node>> either) implements Node {

            @Override
            public boolean matches(JsonNode value) {
                if (value.isArray()) {
                    for (JsonNode element : value) {
                        if (matches(element)) {
                            return true;
                        }
                    }
                    return false;
                }
                return all.entrySet().stream()
                                .allMatch(f -> f.getValue().matches(value.path(f.getKey())))
                        && either.stream()
                                .allMatch(nodes -> nodes.stream().anyMatch(n -> n.matches(value)));
            }
        }

        /** One of these tests. */
        record Leaf(List<Test> tests) implements Node {

            @Override
            public boolean matches(JsonNode value) {
                return tests.stream().anyMatch(test -> matches(test, value));
            }

            private static boolean matches(Test test, JsonNode value) {
                if (value.isArray() && !value.isEmpty()) {
                    for (JsonNode element : value) {
                        if (matches(test, element)) {
                            return true;
                        }
                    }
                    return false;
                }
                return test.matches(value);
            }
        }
    }

    @FunctionalInterface
    private interface Test {

        boolean matches(JsonNode value);
    }

    private static Node node(String path, JsonNode pattern) {
        if (pattern.isObject()) {
            return fields(path, pattern);
        }
        if (pattern.isArray()) {
            List<Test> tests = new ArrayList<>();
            pattern.forEach(test -> tests.add(test(path, test)));
            if (tests.isEmpty()) {
                throw new IllegalArgumentException("no value is given for " + path);
            }
            return new Node.Leaf(List.copyOf(tests));
        }
        throw new IllegalArgumentException(
                "the values for %s belong in a list: %s".formatted(path, pattern));
    }

    private static Node fields(String path, JsonNode pattern) {
        Map<String, Node> all = new LinkedHashMap<>();
        List<List<Node>> either = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : pattern.properties()) {
            if (field.getKey().equals("$or")) {
                if (!field.getValue().isArray() || field.getValue().isEmpty()) {
                    throw new IllegalArgumentException("$or needs a list of patterns");
                }
                List<Node> nodes = new ArrayList<>();
                field.getValue().forEach(one -> nodes.add(node(path, requireObject(path, one))));
                either.add(List.copyOf(nodes));
            } else {
                String inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                all.put(field.getKey(), node(inner, field.getValue()));
            }
        }
        return new Node.Fields(all, either);
    }

    private static JsonNode requireObject(String path, JsonNode pattern) {
        if (!pattern.isObject()) {
            throw new IllegalArgumentException("$or in " + path + " lists patterns: " + pattern);
        }
        return pattern;
    }

    private static Test test(String path, JsonNode test) {
        if (!test.isObject()) {
            return exact(test);
        }
        if (test.size() != 1) {
            throw new IllegalArgumentException("%s: one test at a time: %s".formatted(path, test));
        }
        Map.Entry<String, JsonNode> only = test.properties().iterator().next();
        return operator(path, only.getKey(), only.getValue());
    }

    private static Test operator(String path, String name, JsonNode argument) {
        return switch (name) {
            case "prefix" -> text(text(path, name, argument), (value, p) -> value.startsWith(p));
            case "suffix" -> text(text(path, name, argument), (value, s) -> value.endsWith(s));
            case "equals-ignore-case" ->
                    text(text(path, name, argument), (value, t) -> value.equalsIgnoreCase(t));
            case "wildcard" -> wildcard(text(path, name, argument));
            case "exists" -> exists(path, argument);
            case "numeric" -> numeric(path, argument);
            case "anything-but" -> anythingBut(path, argument);
            default ->
                    throw new IllegalArgumentException(
                            "the filter for %s uses the test %s, which the local cloud does not know"
                                    .formatted(path, name));
        };
    }

    private static Test exact(JsonNode expected) {
        if (expected.isNumber()) {
            BigDecimal number = expected.decimalValue();
            return value -> value.isNumber() && value.decimalValue().compareTo(number) == 0;
        }
        return expected::equals;
    }

    private static Test text(String argument, BiPredicate<String, String> holds) {
        return value -> value.isTextual() && holds.test(value.textValue(), argument);
    }

    private static Test wildcard(String wildcard) {
        StringBuilder regex = new StringBuilder();
        for (String literal : wildcard.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        Pattern pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
        return value -> value.isTextual() && pattern.matcher(value.textValue()).matches();
    }

    /** Only leaves exist: a test on an object is never met, as on AWS. */
    private static Test exists(String path, JsonNode argument) {
        if (!argument.isBoolean()) {
            throw new IllegalArgumentException(path + ": exists is true or false");
        }
        return argument.booleanValue()
                ? value -> !value.isMissingNode() && !value.isContainerNode()
                : JsonNode::isMissingNode;
    }

    private static Test numeric(String path, JsonNode argument) {
        if (!argument.isArray() || argument.isEmpty() || argument.size() % 2 != 0) {
            throw new IllegalArgumentException(
                    path + ": numeric is a list of comparisons and numbers: " + argument);
        }
        Test all = value -> true;
        for (int i = 0; i < argument.size(); i += 2) {
            Test before = all;
            Test comparison = comparison(path, argument.get(i), argument.get(i + 1));
            all = value -> before.matches(value) && comparison.matches(value);
        }
        return all;
    }

    private static Test comparison(String path, JsonNode operator, JsonNode bound) {
        if (!bound.isNumber()) {
            throw new IllegalArgumentException(path + ": numeric compares with numbers: " + bound);
        }
        BigDecimal limit = bound.decimalValue();
        return switch (operator.asText()) {
            case "=" -> value -> value.isNumber() && value.decimalValue().compareTo(limit) == 0;
            case "<" -> value -> value.isNumber() && value.decimalValue().compareTo(limit) < 0;
            case "<=" -> value -> value.isNumber() && value.decimalValue().compareTo(limit) <= 0;
            case ">" -> value -> value.isNumber() && value.decimalValue().compareTo(limit) > 0;
            case ">=" -> value -> value.isNumber() && value.decimalValue().compareTo(limit) >= 0;
            default ->
                    throw new IllegalArgumentException(
                            "%s: numeric does not know %s".formatted(path, operator));
        };
    }

    /** A field that is missing is not "anything but": it must be there. */
    private static Test anythingBut(String path, JsonNode argument) {
        Test excluded = excluded(path, argument);
        return value ->
                !value.isMissingNode() && !value.isContainerNode() && !excluded.matches(value);
    }

    private static Test excluded(String path, JsonNode argument) {
        if (argument.isArray()) {
            List<Test> tests = new ArrayList<>();
            argument.forEach(one -> tests.add(test(path, one)));
            return value -> tests.stream().anyMatch(test -> test.matches(value));
        }
        return test(path, argument);
    }

    private static String text(String path, String operator, JsonNode argument) {
        return Optional.of(argument)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s: %s takes a text: %s"
                                                .formatted(path, operator, argument)));
    }
}
