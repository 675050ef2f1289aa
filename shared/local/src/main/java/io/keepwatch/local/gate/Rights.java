package io.keepwatch.local.gate;

import io.keepwatch.local.template.Statement;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the statements of one function's policies allow. As on AWS, a denial wins. */
final class Rights {

    private final List<Rule> rules;

    private record Rule(boolean allows, Predicate<String> actions, Predicate<String> resources) {

        private boolean covers(Need need) {
            return actions.test(need.action().toLowerCase(Locale.ROOT))
                    && resources.test(need.resource());
        }
    }

    Rights(List<Statement> statements) {
        this.rules = statements.stream().map(Rights::rule).toList();
    }

    boolean allow(Need need) {
        List<Rule> covering = rules.stream().filter(rule -> rule.covers(need)).toList();
        return !covering.isEmpty() && covering.stream().allMatch(Rule::allows);
    }

    private static Rule rule(Statement statement) {
        // Actions have no case; ARNs do.
        return new Rule(
                statement.allows(),
                any(statement.actions().stream().map(a -> a.toLowerCase(Locale.ROOT)).toList()),
                any(statement.resources()));
    }

    private static Predicate<String> any(List<String> globs) {
        return Pattern.compile(
                        globs.stream().map(Rights::expression).collect(Collectors.joining("|")))
                .asMatchPredicate();
    }

    private static String expression(String glob) {
        return glob.chars()
                .mapToObj(
                        c ->
                                switch (c) {
                                    case '*' -> ".*";
                                    case '?' -> ".";
                                    default -> Pattern.quote(Character.toString(c));
                                })
                .collect(Collectors.joining());
    }
}
