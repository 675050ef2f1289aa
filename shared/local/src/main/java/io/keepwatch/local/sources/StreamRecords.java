package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.template.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes Lambda's records of DynamoDB Local's, and sorts out those that no filter wants. */
final class StreamRecords {

    /** DynamoDB Local rounds the time of a record down to the minute. */
    private static final Duration ROUNDED = Duration.ofMinutes(1);

    private final String table;
    private final String eventArn;
    private final List<EventPattern> filters;
    private final TtlClaims claims;

    /**
     * @param eventArn the stream as functions see it
     * @param filters a record is wanted if any matches; none: all are
     */
    StreamRecords(String table, String eventArn, List<EventPattern> filters, TtlClaims claims) {
        this.table = table;
        this.eventArn = eventArn;
        this.filters = filters;
        this.claims = claims;
    }

    /**
     * The record as a function gets it; empty if the filters do not want it.
     *
     * @param now the local clock's time
     * @param offset how far that is ahead of the machine's, which DynamoDB Local goes by
     */
    Optional<StreamRecord> read(JsonNode local, Instant now, Duration offset) {
        JsonNode change = local.path("dynamodb");
        String sequence = change.path("SequenceNumber").asText();
        Instant createdAt = createdAt(change, now, offset);
        ObjectNode record = Tree.object();
        record.set("eventID", local.path("eventID"));
        record.set("eventName", local.path("eventName"));
        record.set("eventVersion", local.path("eventVersion"));
        record.put("eventSource", "aws:dynamodb");
        record.put("awsRegion", Names.REGION);
        ObjectNode dynamodb = record.putObject("dynamodb");
        dynamodb.put("ApproximateCreationDateTime", createdAt.getEpochSecond());
        for (String field :
                List.of(
                        "Keys",
                        "NewImage",
                        "OldImage",
                        "SequenceNumber",
                        "SizeBytes",
                        "StreamViewType")) {
            if (change.has(field)) {
                dynamodb.set(field, change.get(field));
            }
        }
        record.put("eventSourceARN", eventArn);
        if (local.path("eventName").asText().equals("REMOVE")
                && claims.isByTtl(table, change.path("Keys"), sequence)) {
            record.putObject("userIdentity")
                    .put("principalId", "dynamodb.amazonaws.com")
                    .put("type", "Service");
        }
        if (!filters.isEmpty() && filters.stream().noneMatch(filter -> filter.matches(record))) {
            return Optional.empty();
        }
        return Optional.of(
                new StreamRecord(
                        Tree.bytes(record), sequence, Tree.text(change.path("Keys")), createdAt));
    }

    /**
     * A record is usually read as soon as it is there. One that waited is as old as DynamoDB Local
     * surely says, by whatever the clock was moved meanwhile.
     */
    private static Instant createdAt(JsonNode change, Instant now, Duration offset) {
        long seconds = change.path("ApproximateCreationDateTime").asLong();
        Duration age = Duration.between(Instant.ofEpochSecond(seconds), now.minus(offset));
        Duration sure = age.minus(ROUNDED);
        return sure.isPositive() ? now.minus(sure) : now;
    }
}
