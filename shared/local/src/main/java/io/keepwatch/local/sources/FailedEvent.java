package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.keepwatch.local.template.Function;
import java.time.Instant;

/**
 * An event for which nobody waited, and which is given up.
 *
 * @param event JSON
 * @param error what the function said last, JSON
 */
record FailedEvent(
        String id,
        Function function,
        String event,
        Reason reason,
        int invocations,
        String error,
        Instant at)
        implements GivenUp {

    enum Reason {
        /** Every try failed. */
        RETRIES("RetriesExhausted"),
        /** It waited for longer than the function allows. */
        AGE("EventAgeExceeded");

        private final String condition;

        Reason(String condition) {
            this.condition = condition;
        }
    }

    @Override
    public ObjectNode message() {
        ObjectNode record = Tree.object();
        record.put("version", "1.0");
        record.put("timestamp", MILLIS.format(at));
        record.putObject("requestContext")
                .put("requestId", id)
                .put("functionArn", function.arn() + ":$LATEST")
                .put("condition", reason.condition)
                .put("approximateInvokeCount", invocations);
        record.set("requestPayload", tree(event));
        if (invocations > 0) {
            record.putObject("responseContext")
                    .put("statusCode", 200)
                    .put("executedVersion", "$LATEST")
                    .put("functionError", "Unhandled");
            record.set("responsePayload", tree(error));
        }
        return record;
    }

    @Override
    public ObjectNode object() {
        return message();
    }

    @Override
    public String key() {
        return GivenUp.key("async/" + function.name(), at);
    }

    @Override
    public String description() {
        return "an event for " + function.logicalId();
    }

    private static JsonNode tree(String json) {
        return Tree.read(json).orElseGet(() -> TextNode.valueOf(json));
    }
}
