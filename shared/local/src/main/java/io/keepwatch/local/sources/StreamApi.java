package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.dynamodb.DynamoApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The streams of DynamoDB Local. */
final class StreamApi {

    static final String EXPIRED_ITERATOR = "ExpiredIteratorException";
    static final String TRIMMED = "TrimmedDataAccessException";

    private static final int RECORDS_MAX = 1_000;

    /** Where reading of a shard starts. */
    sealed interface Start {

        /** The oldest record that is there. */
        record Oldest() implements Start {}

        /** What comes from now on. */
        record Latest() implements Start {}

        record After(String sequence) implements Start {}
    }

    record Shard(String id, Optional<String> parent) {}

    /**
     * @param next where to go on; empty at the end of a shard that is closed
     */
    record Page(List<JsonNode> records, Optional<String> next) {}

    private final DynamoApi dynamo;

    StreamApi(DynamoApi dynamo) {
        this.dynamo = dynamo;
    }

    /** The ARN, as DynamoDB Local has it, of the stream that a table has now. */
    String arn(String table) throws IOException, InterruptedException {
        return dynamo.call("DescribeTable", Tree.object().put("TableName", table))
                .path("Table")
                .path("LatestStreamArn")
                .asText();
    }

    List<Shard> shards(String arn) throws IOException, InterruptedException {
        List<Shard> shards = new ArrayList<>();
        Optional<String> last = Optional.empty();
        do {
            ObjectNode input = Tree.object().put("StreamArn", arn);
            last.ifPresent(id -> input.put("ExclusiveStartShardId", id));
            JsonNode stream = dynamo.callStreams("DescribeStream", input).path("StreamDescription");
            for (JsonNode shard : stream.path("Shards")) {
                shards.add(new Shard(shard.path("ShardId").asText(), text(shard, "ParentShardId")));
            }
            last = text(stream, "LastEvaluatedShardId");
        } while (last.isPresent());
        return shards;
    }

    String iterator(String arn, String shard, Start start)
            throws IOException, InterruptedException {
        ObjectNode input = Tree.object().put("StreamArn", arn).put("ShardId", shard);
        switch (start) {
            case Start.Oldest() -> input.put("ShardIteratorType", "TRIM_HORIZON");
            case Start.Latest() -> input.put("ShardIteratorType", "LATEST");
            case Start.After(String sequence) ->
                    input.put("ShardIteratorType", "AFTER_SEQUENCE_NUMBER")
                            .put("SequenceNumber", sequence);
        }
        return dynamo.callStreams("GetShardIterator", input).path("ShardIterator").asText();
    }

    Page records(String iterator) throws IOException, InterruptedException {
        JsonNode answer =
                dynamo.callStreams(
                        "GetRecords",
                        Tree.object().put("ShardIterator", iterator).put("Limit", RECORDS_MAX));
        List<JsonNode> records = new ArrayList<>();
        answer.path("Records").forEach(records::add);
        return new Page(records, text(answer, "NextShardIterator"));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }
}
