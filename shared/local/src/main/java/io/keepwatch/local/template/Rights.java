package io.keepwatch.local.template;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the statements of policies allow. As on AWS, a denial wins. */
public final class Rights {

    public static final Rights NONE = new Rights(List.of());

    private final List<Rule> rules;

    private record Rule(boolean allows, Predicate<String> actions, Predicate<String> resources) {

        private boolean covers(String action, String resource) {
            return actions.test(action.toLowerCase(Locale.ROOT)) && resources.test(resource);
        }
    }

    Rights(List<Statement> statements) {
        this.rules = statements.stream().map(Rights::rule).toList();
    }

    /**
     * @param action such as {@code dynamodb:PutItem}
     * @param resource ARN, or {@code *} for an action on no resource in particular
     */
    public boolean allow(String action, String resource) {
        List<Rule> covering = rules.stream().filter(rule -> rule.covers(action, resource)).toList();
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
