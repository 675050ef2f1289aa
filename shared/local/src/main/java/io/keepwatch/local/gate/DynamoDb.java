package io.keepwatch.local.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.template.Table;
import io.keepwatch.local.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * DynamoDB's JSON protocol, and the rights that each operation asks for (Service Authorization
 * Reference, "Actions, resources, and condition keys for Amazon DynamoDB").
 */
final class DynamoDb implements Service {

    private final Map<String, Table> tables;

    DynamoDb(Template template) {
        this.tables =
                template.tables().stream()
                        .collect(Collectors.toMap(Table::name, Function.identity()));
    }

    @Override
    public String target() {
        return "DynamoDB_20120810.";
    }

    @Override
    public List<Need> needs(String operation, ObjectNode input) {
        return switch (operation) {
            case "GetItem", "PutItem", "UpdateItem", "DeleteItem", "DescribeTable" ->
                    List.of(need(operation, input.path("TableName").asText()));
            case "Query", "Scan" -> List.of(indexed(operation, input));
            case "BatchGetItem", "BatchWriteItem" -> batch(operation, input);
            case "TransactGetItems" -> transaction(input, Map.of("Get", "GetItem"));
            case "TransactWriteItems" ->
                    transaction(
                            input,
                            Map.of(
                                    "Put", "PutItem",
                                    "Update", "UpdateItem",
                                    "Delete", "DeleteItem",
                                    "ConditionCheck", "ConditionCheckItem"));
            default ->
                    throw new IllegalArgumentException(
                            "the gate does not know which rights dynamodb:%s needs: teach it"
                                    .formatted(operation));
        };
    }

    /** So that each answer says what it cost, whether the function asked or not. */
    @Override
    public void prepare(String operation, ObjectNode input) {
        if (!operation.equals("DescribeTable") && !input.has("ReturnConsumedCapacity")) {
            input.put("ReturnConsumedCapacity", "TOTAL");
        }
    }

    @Override
    public List<String> written(String operation, List<Need> needs) {
        return switch (operation) {
            case "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems" ->
                    needs.stream()
                            .map(
                                    need ->
                                            need.resource()
                                                    .substring(
                                                            need.resource().lastIndexOf('/') + 1))
                            .distinct()
                            .toList();
            default -> List.of();
        };
    }

    @Override
    public int deniedStatus() {
        return 400;
    }

    private Need indexed(String operation, ObjectNode input) {
        Need table = need(operation, input.path("TableName").asText());
        return input.has("IndexName")
                ? new Need(
                        table.action(),
                        table.resource() + "/index/" + input.path("IndexName").asText(),
                        table.name())
                : table;
    }

    private List<Need> batch(String operation, ObjectNode input) {
        List<Need> needs = new ArrayList<>();
        input.path("RequestItems")
                .fieldNames()
                .forEachRemaining(table -> needs.add(need(operation, table)));
        return needs;
    }

    private List<Need> transaction(ObjectNode input, Map<String, String> actions) {
        List<Need> needs = new ArrayList<>();
        for (JsonNode item : input.path("TransactItems")) {
            item.properties()
                    .forEach(
                            part -> {
                                String action = actions.get(part.getKey());
                                if (action == null) {
                                    throw new IllegalArgumentException(
                                            "a transaction has no " + part.getKey());
                                }
                                needs.add(need(action, part.getValue().path("TableName").asText()));
                            });
        }
        return needs;
    }

    /** A table is named by its name or its ARN. */
    private Need need(String operation, String table) {
        String name = table.substring(table.lastIndexOf('/') + 1);
        Table known = tables.get(name);
        if (known == null) {
            throw new IllegalArgumentException("the template has no table " + table);
        }
        return new Need("dynamodb:" + operation, known.arn(), known.logicalId());
    }
}
