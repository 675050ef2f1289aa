package io.keepwatch.rollup;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.aws.Json;
import java.util.ArrayList;
import java.util.List;

/** What this function is called for: the clock, or messages of its own queue. */
sealed interface RollupTrigger {

    /** EventBridge Scheduler's event: an hour has closed. */
    record HourClosed() implements RollupTrigger {}

    /** SQS's event: pages of shards to go through. */
    record Shards(List<Message> messages) implements RollupTrigger {}

    /** What neither of the two sends. */
    record Unknown() implements RollupTrigger {}

    record Message(String id, String body) {}

    static RollupTrigger parse(byte[] event) throws Json.Malformed {
        JsonNode root = Json.read(event, JsonNode.class);
        if (root.path("detail-type").asText().equals("Scheduled Event")) {
            return new HourClosed();
        }
        if (!root.path("Records").isArray() || root.path("Records").isEmpty()) {
            return new Unknown();
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode record : root.path("Records")) {
            if (!record.path("eventSource").asText().equals("aws:sqs")) {
                return new Unknown();
            }
            messages.add(
                    new Message(record.path("messageId").asText(), record.path("body").asText()));
        }
        return new Shards(messages);
    }
}
