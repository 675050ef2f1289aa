package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.template.Function;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

/**
 * Records that are given up.
 *
 * @param invocations how often the function was called with them
 */
record FailedBatch(
        String mapping,
        Function function,
        String stream,
        String shard,
        List<StreamRecord> records,
        Reason reason,
        int invocations,
        Instant at)
        implements GivenUp {

    enum Reason {
        /** Every try failed. */
        RETRIES("RetryAttemptsExhausted"),
        /** They are older than the mapping allows. */
        AGE("RecordAgeExceeded");

        private final String condition;

        Reason(String condition) {
            this.condition = condition;
        }
    }

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    /** Where the records are, not what is in them. */
    @Override
    public ObjectNode message() {
        ObjectNode record = Tree.object();
        ObjectNode request = record.putObject("requestContext");
        request.put("requestId", UUID.randomUUID().toString());
        request.put("functionArn", function.arn());
        request.put("condition", reason.condition);
        request.put("approximateInvokeCount", invocations);
        if (invocations > 0) {
            ObjectNode response = record.putObject("responseContext");
            response.put("statusCode", 200);
            response.put("executedVersion", "$LATEST");
            response.put("functionError", "Unhandled");
        }
        record.put("version", "1.0");
        record.put("timestamp", MILLIS.format(at));
        ObjectNode batch = record.putObject("DDBStreamBatchInfo");
        batch.put("shardId", shard);
        batch.put("startSequenceNumber", records.getFirst().sequence());
        batch.put("endSequenceNumber", records.getLast().sequence());
        batch.put(
                "approximateArrivalOfFirstRecord", SECONDS.format(records.getFirst().createdAt()));
        batch.put("approximateArrivalOfLastRecord", SECONDS.format(records.getLast().createdAt()));
        batch.put("batchSize", records.size());
        batch.put("streamArn", stream);
        return record;
    }

    /** The same, and the event as text. */
    @Override
    public ObjectNode object() {
        return message()
                .put("payload", new String(StreamRecord.event(records), StandardCharsets.UTF_8));
    }

    @Override
    public String key() {
        return GivenUp.key(mapping + "/" + shard, at);
    }

    @Override
    public String description() {
        return "%d records for %s".formatted(records.size(), function.logicalId());
    }
}
