package io.keepwatch.local.template;

import java.util.List;

/** A policy document, of a role or among a function's {@code Policies}. */
final class PolicyReader {

    private enum Effect {
        Allow,
        Deny
    }

    private PolicyReader() {}

    static List<Statement> statements(Properties policy) {
        if (!policy.names().contains("Statement")) {
            throw policy.error(
                    policy.line(),
                    "only whole policy documents are checked here, not SAM's policy templates: write the Statement out");
        }
        List<Statement> statements =
                policy.groups("Statement").stream().map(PolicyReader::statement).toList();
        policy.ignore("Version", "Id").finish();
        return statements;
    }

    private static Statement statement(Properties statement) {
        statement
                .value("Condition")
                .ifPresent(
                        condition -> {
                            throw statement.error(
                                    condition.line(),
                                    "the gate to storage does not understand conditions yet: teach it, or nothing would check this one");
                        });
        Effect effect =
                statement
                        .choice("Effect", Effect.class)
                        .orElseThrow(
                                () ->
                                        statement.error(
                                                statement.line(), "a statement needs Effect"));
        Statement read =
                new Statement(
                        effect == Effect.Allow,
                        required(statement, "Action"),
                        required(statement, "Resource"));
        statement.ignore("Sid").finish();
        return read;
    }

    private static List<String> required(Properties statement, String name) {
        List<String> texts = statement.texts(name);
        if (texts.isEmpty()) {
            throw statement.error(statement.line(), "a statement needs " + name);
        }
        return texts;
    }
}
