package io.keepwatch.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.template.Table;
import io.keepwatch.local.template.Table.Index;
import io.keepwatch.local.template.Table.Keys;
import io.keepwatch.local.template.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the template's tables. Their TTL is not switched on: DynamoDB Local would delete by the
 * machine's clock, and with stream records that are not AWS's.
 */
public final class Tables {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final DynamoApi dynamo;

    private Tables(DynamoApi dynamo) {
        this.dynamo = dynamo;
    }

    /**
     * Makes what is missing and leaves what is there.
     *
     * @return the logical ids of the tables that were made
     * @throws IOException if a table is there with other keys or indexes than the template says, or
     *     DynamoDB refuses
     */
    public static List<String> make(Template template, DynamoApi dynamo)
            throws IOException, InterruptedException {
        Tables tables = new Tables(dynamo);
        List<String> made = new ArrayList<>();
        for (Table table : template.tables()) {
            if (tables.make(table)) {
                made.add(table.logicalId());
            }
        }
        return made;
    }

    private boolean make(Table table) throws IOException, InterruptedException {
        Optional<JsonNode> there = describe(table);
        if (there.isEmpty()) {
            dynamo.call("CreateTable", description(table));
            return true;
        }
        check(table, there.get());
        boolean streams = there.get().path("StreamSpecification").path("StreamEnabled").asBoolean();
        if (table.stream().isPresent() && !streams) {
            ObjectNode update = NODES.objectNode().put("TableName", table.name());
            stream(table, update);
            dynamo.call("UpdateTable", update);
        }
        return false;
    }

    private Optional<JsonNode> describe(Table table) throws IOException, InterruptedException {
        try {
            ObjectNode input = NODES.objectNode().put("TableName", table.name());
            return Optional.of(dynamo.call("DescribeTable", input).path("Table"));
        } catch (DynamoApi.Refused e) {
            if (e.type().equals("ResourceNotFoundException")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void check(Table table, JsonNode there) throws IOException {
        boolean sameKeys = there.path("KeySchema").equals(keys(table.keys()));
        List<String> indexes = new ArrayList<>();
        there.path("GlobalSecondaryIndexes")
                .forEach(index -> indexes.add(index.path("IndexName").asText()));
        boolean sameIndexes =
                indexes.stream()
                        .sorted()
                        .toList()
                        .equals(table.indexes().stream().map(Index::name).sorted().toList());
        if (!sameKeys || !sameIndexes) {
            throw new IOException(
                    "the table %s is stored with other keys or indexes than template.yaml gives it: start with --fresh"
                            .formatted(table.logicalId()));
        }
    }

    private static ObjectNode description(Table table) {
        ObjectNode input =
                NODES.objectNode()
                        .put("TableName", table.name())
                        .put("BillingMode", "PAY_PER_REQUEST");
        ArrayNode attributes = input.putArray("AttributeDefinitions");
        table.attributes()
                .forEach(
                        attribute ->
                                attributes
                                        .addObject()
                                        .put("AttributeName", attribute.name())
                                        .put("AttributeType", attribute.type()));
        input.set("KeySchema", keys(table.keys()));
        if (!table.indexes().isEmpty()) {
            ArrayNode indexes = input.putArray("GlobalSecondaryIndexes");
            table.indexes().forEach(index -> indexes.add(index(index)));
        }
        stream(table, input);
        return input;
    }

    private static ArrayNode keys(Keys keys) {
        ArrayNode schema = NODES.arrayNode();
        schema.addObject().put("AttributeName", keys.hash()).put("KeyType", "HASH");
        keys.range()
                .ifPresent(
                        range ->
                                schema.addObject()
                                        .put("AttributeName", range)
                                        .put("KeyType", "RANGE"));
        return schema;
    }

    private static ObjectNode index(Index index) {
        ObjectNode node = NODES.objectNode().put("IndexName", index.name());
        node.set("KeySchema", keys(index.keys()));
        ObjectNode projection = node.putObject("Projection");
        projection.put("ProjectionType", index.projection().name());
        if (!index.projected().isEmpty()) {
            ArrayNode names = projection.putArray("NonKeyAttributes");
            index.projected().forEach(names::add);
        }
        return node;
    }

    private static void stream(Table table, ObjectNode input) {
        table.stream()
                .ifPresent(
                        view ->
                                input.putObject("StreamSpecification")
                                        .put("StreamEnabled", true)
                                        .put("StreamViewType", view.name()));
    }
}
