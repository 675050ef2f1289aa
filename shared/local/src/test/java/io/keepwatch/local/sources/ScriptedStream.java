package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.keepwatch.aws.Environment;
import io.keepwatch.local.TestLog;
import io.keepwatch.local.http.LoopbackServer;
import io.keepwatch.local.template.Table;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stream that does what DynamoDB Local does after hours only: shards that end and have children,
 * iterators that expire, records that are gone, and answers that fail.
 */
final class ScriptedStream implements AutoCloseable {

    /** The table that has this stream. */
    static final Table TABLE =
            new Table(
                    "Things",
                    "keepwatch-Things",
                    List.of(new Table.Attribute("pk", "S")),
                    new Table.Keys("pk", Optional.empty()),
                    List.of(),
                    Optional.empty(),
                    Optional.of(Table.StreamView.NEW_IMAGE));

    private static final String ARN =
            "arn:aws:dynamodb:ddblocal:000000000000:table/keepwatch-Things/stream/2026-03-01T12:00:00.000";

    private static final class Shard {

        private final Optional<String> parent;
        private final List<Integer> numbers = new ArrayList<>();
        private int trimmedBefore;
        private boolean isClosed;

        private Shard(Optional<String> parent) {
            this.parent = parent;
        }
    }

    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private final List<String> refusals = new ArrayList<>();
    private final LoopbackServer server;
    private int refused;

    ScriptedStream() throws IOException {
        server = LoopbackServer.start(0, "stream", this::handle, new TestLog());
    }

    URI uri() {
        return server.uri();
    }

    synchronized void shard(String id, Optional<String> parent) {
        shards.put(id, new Shard(parent));
    }

    synchronized void add(String shard, int... numbers) {
        for (int number : numbers) {
            shards.get(shard).numbers.add(number);
        }
    }

    synchronized void close(String shard) {
        shards.get(shard).isClosed = true;
    }

    synchronized void remove(String shard) {
        shards.remove(shard);
    }

    /** The records before that number are gone. */
    synchronized void trim(String shard, int before) {
        shards.get(shard).trimmedBefore = before;
    }

    /** The next calls for records fail like this. */
    synchronized void refuse(String type, int times) {
        for (int i = 0; i < times; i++) {
            refusals.add(type);
        }
    }

    /** How many calls were made to fail. */
    synchronized int refused() {
        return refused;
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        JsonNode input = Tree.read(exchange.getRequestBody().readAllBytes()).orElseThrow();
        ObjectNode answer = answer(target.substring(target.indexOf('.') + 1), input);
        byte[] bytes = Tree.bytes(answer);
        exchange.sendResponseHeaders(answer.has("__type") ? 400 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private synchronized ObjectNode answer(String action, JsonNode input) {
        return switch (action) {
            case "DescribeTable" -> {
                ObjectNode answer = Tree.object();
                answer.putObject("Table").put("LatestStreamArn", ARN);
                yield answer;
            }
            case "DescribeStream" -> describe();
            case "GetShardIterator" -> iterator(input);
            case "GetRecords" -> records(input.path("ShardIterator").asText());
            default -> throw new IllegalArgumentException(action);
        };
    }

    private ObjectNode describe() {
        ObjectNode answer = Tree.object();
        ArrayNode all = answer.putObject("StreamDescription").putArray("Shards");
        shards.forEach(
                (id, shard) -> {
                    ObjectNode node = all.addObject().put("ShardId", id);
                    shard.parent.ifPresent(parent -> node.put("ParentShardId", parent));
                });
        return answer;
    }

    private ObjectNode iterator(JsonNode input) {
        String id = input.path("ShardId").asText();
        Shard shard = shards.get(id);
        int from =
                switch (input.path("ShardIteratorType").asText()) {
                    case "TRIM_HORIZON" -> shard.trimmedBefore;
                    case "LATEST" -> shard.numbers.isEmpty() ? 0 : shard.numbers.getLast() + 1;
                    default -> input.path("SequenceNumber").asInt() + 1;
                };
        if (from < shard.trimmedBefore) {
            return refusal("TrimmedDataAccessException");
        }
        return Tree.object().put("ShardIterator", id + "|" + from);
    }

    private ObjectNode records(String iterator) {
        if (!refusals.isEmpty()) {
            refused++;
            return refusal(refusals.removeFirst());
        }
        String id = iterator.substring(0, iterator.indexOf('|'));
        int from = Integer.parseInt(iterator.substring(iterator.indexOf('|') + 1));
        Shard shard = shards.get(id);
        ObjectNode answer = Tree.object();
        ArrayNode records = answer.putArray("Records");
        int next = from;
        for (int number : shard.numbers) {
            // Three at a time, so that a page is not all there is.
            if (number >= from && records.size() < 3) {
                records.add(record(number));
                next = number + 1;
            }
        }
        if (!shard.isClosed || !records.isEmpty()) {
            answer.put("NextShardIterator", id + "|" + next);
        }
        return answer;
    }

    private static ObjectNode record(int number) {
        ObjectNode record = Tree.object().put("eventID", "e" + number).put("eventName", "INSERT");
        ObjectNode change = record.putObject("dynamodb");
        change.putObject("Keys").putObject("pk").put("S", "item" + number);
        change.put(
                "ApproximateCreationDateTime",
                Environment.current().clock().instant().getEpochSecond());
        change.put("SequenceNumber", Integer.toString(number));
        return record;
    }

    private static ObjectNode refusal(String type) {
        return Tree.object()
                .put("__type", "com.amazonaws.dynamodb.v20120810#" + type)
                .put("message", "as the test says");
    }
}
