package io.keepwatch.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the roles of {@code template.yaml} to {@code rights.md}, both ways. */
class RightsTest {

    private static final Set<String> STATEMENT_KEYS = Set.of("Sid", "Effect", "Action", "Resource");

    private static final String ROLE = "AWS::IAM::Role";

    /** Without the policies of AWS, which name every resource. */
    private static final Set<String> ROLE_KEYS = Set.of("AssumeRolePolicyDocument", "Policies");

    private final TemplateFile template = TemplateFile.read();

    @Test
    void givesEachFunctionTheRightsThatTheListNamesAndNoOthers() throws IOException {
        Set<String> granted = granted();
        Set<String> listed = listed();

        assertThat(difference(granted, listed))
                .as("rights in template.yaml that are not in rights.md")
                .isEmpty();
        assertThat(difference(listed, granted))
                .as("rights in rights.md that are not in template.yaml")
                .isEmpty();
    }

    @Test
    void listsEveryTableAndFunction() throws IOException {
        List<List<String>> rows = rows("## Tables");

        assertThat(rows.getFirst().subList(1, rows.getFirst().size()))
                .containsExactlyElementsOf(template.ofType("AWS::DynamoDB::Table").keySet());
        assertThat(rows.stream().skip(1).map(List::getFirst))
                .containsExactlyElementsOf(template.functions().keySet());
    }

    @Test
    void grantsNothingByWildcardAndLetsNobodyScan() {
        assertThat(granted())
                .noneMatch(right -> right.matches(".* may \\S*\\*\\S* .*"))
                .noneMatch(right -> right.endsWith(" on *"))
                .noneMatch(right -> right.contains("dynamodb:Scan"));
    }

    private static Set<String> difference(Set<String> of, Set<String> without) {
        Set<String> difference = new TreeSet<>(of);
        difference.removeAll(without);
        return difference;
    }

    @Test
    void givesEachFunctionARoleThatNobodyElseTakes() {
        Set<String> taken = new HashSet<>();
        template.functions()
                .forEach(
                        (function, properties) -> {
                            String role = roleOf(function, properties);
                            assertThat(taken.add(role)).as("%s is another's too", role).isTrue();
                            assertThat(service(role)).isEqualTo("lambda.amazonaws.com");
                        });
    }

    /** SAM would make one, whose rights are not in the template. */
    @Test
    void givesEachScheduleARoleThatOnlyThisAccountTakes() {
        template.functions().values().stream()
                .flatMap(function -> TemplateFile.events(function, "ScheduleV2"))
                .map(schedule -> target(schedule.path("RoleArn")))
                .forEach(
                        role -> {
                            assertThat(service(role)).isEqualTo("scheduler.amazonaws.com");
                            JsonNode account =
                                    trust(role).at("/Condition/StringEquals/aws:SourceAccount");
                            assertThat(target(account)).isEqualTo("AWS::AccountId");
                        });
    }

    /** Sentences like "ingest may dynamodb:PutItem on Raw". */
    private Set<String> granted() {
        Map<String, String> functions = new HashMap<>();
        template.functions()
                .forEach(
                        (function, properties) ->
                                functions.put(roleOf(function, properties), function));
        Set<String> rights = new TreeSet<>();
        for (String role : template.ofType(ROLE).keySet()) {
            assertThat(fieldNames(properties(role))).as(role).isEqualTo(ROLE_KEYS);
            String who = functions.getOrDefault(role, service(role));
            for (JsonNode policy : properties(role).path("Policies")) {
                policy.path("PolicyDocument")
                        .path("Statement")
                        .forEach(it -> rights.addAll(granted(who, it)));
            }
        }
        return rights;
    }

    private static String roleOf(String function, JsonNode properties) {
        assertThat(properties.has("Policies"))
                .as("%s has Policies, which SAM adds to or passes over", function)
                .isFalse();
        return target(properties.path("Role"));
    }

    private JsonNode properties(String resource) {
        return template.resources().path(resource).path("Properties");
    }

    /** The one service that may take a role. */
    private String service(String role) {
        JsonNode trust = trust(role);
        assertThat(trust.path("Effect").asText()).isEqualTo("Allow");
        assertThat(trust.path("Action").asText()).isEqualTo("sts:AssumeRole");
        assertThat(fieldNames(trust.path("Principal"))).as(role).containsExactly("Service");
        return trust.at("/Principal/Service").asText();
    }

    private JsonNode trust(String role) {
        JsonNode statements = properties(role).path("AssumeRolePolicyDocument").path("Statement");
        assertThat(statements).as(role).hasSize(1);
        return statements.path(0);
    }

    private static String target(JsonNode value) {
        return TemplateFile.target(value)
                .orElseThrow(() -> new AssertionError("names no resource: " + value));
    }

    private static List<String> granted(String who, JsonNode statement) {
        assertThat(fieldNames(statement))
                .as("a statement of %s: %s", who, statement)
                .isEqualTo(STATEMENT_KEYS);
        return sentences(who, statement);
    }

    private static List<String> sentences(String who, JsonNode statement) {
        assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
        List<String> sentences = new ArrayList<>();
        each(statement.path("Action"))
                .forEach(
                        action ->
                                each(statement.path("Resource"))
                                        .map(RightsTest::resource)
                                        .forEach(
                                                resource ->
                                                        sentences.add(
                                                                sentence(
                                                                        who,
                                                                        action.asText(),
                                                                        resource))));
        return sentences;
    }

    private static String sentence(String who, String action, String resource) {
        return "%s may %s on %s".formatted(who, action, resource);
    }

    private static Stream<JsonNode> each(JsonNode oneOrMany) {
        return oneOrMany.isArray() ? oneOrMany.valueStream() : Stream.of(oneOrMany);
    }

    /**
     * {@code !GetAtt Raw.Arn} is "Raw", {@code !GetAtt Raw.StreamArn} is "Raw's stream", {@code
     * !Sub ${Raw.Arn}/*} is "Raw/*".
     */
    private static String resource(JsonNode value) {
        if (value.has("Fn::Sub")) {
            return value.path("Fn::Sub").asText().replaceAll("\\$\\{(\\w+)\\.Arn}", "$1");
        }
        String target = TemplateFile.target(value).orElseGet(value::asText);
        return value.path("Fn::GetAtt").asText().endsWith(".StreamArn")
                ? target + "'s stream"
                : target;
    }

    private static Set<String> fieldNames(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> listed() throws IOException {
        Set<String> rights = new TreeSet<>();
        List<List<String>> tables = rows("## Tables");
        for (List<String> row : tables.subList(1, tables.size())) {
            for (int column = 1; column < row.size(); column++) {
                for (String action : words(row.get(column))) {
                    rights.add(
                            sentence(
                                    row.getFirst(),
                                    "dynamodb:" + action,
                                    tables.getFirst().get(column)));
                }
            }
        }
        List<List<String>> others = rows("## Everything else");
        for (List<String> row : others.subList(1, others.size())) {
            words(row.get(2))
                    .forEach(action -> rights.add(sentence(row.get(0), action, row.get(1))));
        }
        return rights;
    }

    private static List<String> words(String cell) {
        return Arrays.stream(cell.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The rows of the table under a heading, its own heading first. */
    private static List<List<String>> rows(String heading) throws IOException {
        try (var file = RightsTest.class.getResourceAsStream("/rights.md")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .dropWhile(line -> !line.equals(heading))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("|") && !line.startsWith("|--"))
                    .map(RightsTest::cells)
                    .toList();
        }
    }

    private static List<String> cells(String line) {
        String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
        return Arrays.stream(cells).map(String::strip).toList();
    }
}
