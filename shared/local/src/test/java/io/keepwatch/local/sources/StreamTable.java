package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.TestLog;
import io.keepwatch.local.dynamodb.DynamoApi;
import io.keepwatch.local.dynamodb.DynamoDbLocal;
import io.keepwatch.local.dynamodb.Tables;
import io.keepwatch.local.template.Bucket;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Table;
import io.keepwatch.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A table of its own for a test, with a stream, in a DynamoDB Local that all tests of this run
 * share: it takes seconds to start, and ends with this process.
 */
final class StreamTable implements AutoCloseable {

    static final Bucket DEAD_RECORDS = new Bucket("DeadRecords", "keepwatch-dead-records");

    private static final Path LIBRARIES = Path.of("dynamodb/target/lib").toAbsolutePath();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static URI shared;

    private final Table table;
    private final DynamoApi dynamo;

    private StreamTable(Table table, DynamoApi dynamo) {
        this.table = table;
        this.dynamo = dynamo;
    }

    static StreamTable make() throws IOException, InterruptedException {
        String name = "Things" + COUNT.incrementAndGet();
        Table table =
                new Table(
                        name,
                        "keepwatch-" + name,
                        List.of(new Table.Attribute("pk", "S"), new Table.Attribute("sk", "N")),
                        new Table.Keys("pk", Optional.of("sk")),
                        List.of(),
                        Optional.of("expiresAt"),
                        Optional.of(Table.StreamView.NEW_AND_OLD_IMAGES));
        StreamTable made = new StreamTable(table, new DynamoApi(uri()));
        Tables.make(made.template(List.of()), made.dynamo);
        return made;
    }

    static synchronized URI uri() throws IOException, InterruptedException {
        if (shared == null) {
            Path folder = Files.createTempDirectory("keepwatch-dynamodb");
            shared = DynamoDbLocal.start(LIBRARIES, folder, new TestLog()).uri();
        }
        return shared;
    }

    Template template(List<Function> functions) {
        return new Template(
                functions,
                List.of(table),
                List.of(Settings.DEAD),
                List.of(DEAD_RECORDS),
                List.of());
    }

    Table table() {
        return table;
    }

    Settings.Stream stream() {
        return Settings.stream(table.logicalId());
    }

    void put(String host, int number) throws IOException, InterruptedException {
        ObjectNode item = key(host, number);
        item.putObject("text").put("S", host + number);
        put(item);
    }

    void put(String host, int number, long expiresAt) throws IOException, InterruptedException {
        ObjectNode item = key(host, number);
        item.putObject("expiresAt").put("N", Long.toString(expiresAt));
        put(item);
    }

    private void put(ObjectNode item) throws IOException, InterruptedException {
        ObjectNode request = Tree.object().put("TableName", table.name());
        request.set("Item", item);
        dynamo.call("PutItem", request);
    }

    void delete(String host, int number) throws IOException, InterruptedException {
        ObjectNode request = Tree.object().put("TableName", table.name());
        request.set("Key", key(host, number));
        dynamo.call("DeleteItem", request);
    }

    List<JsonNode> items() throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        dynamo.call("Scan", Tree.object().put("TableName", table.name()))
                .path("Items")
                .forEach(items::add);
        return items;
    }

    @Override
    public void close() {
        dynamo.close();
    }

    private static ObjectNode key(String host, int number) {
        ObjectNode key = Tree.object();
        key.putObject("pk").put("S", host);
        key.putObject("sk").put("N", Integer.toString(number));
        return key;
    }
}
