package io.keepwatch.local.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import java.util.Map;

/** Answers with what it read of a table stream's event: only Lambda's serializers can read one. */
public final class StreamRecordHandler
        implements RequestHandler<DynamodbEvent, Map<String, Object>> {

    @Override
    public Map<String, Object> handleRequest(DynamodbEvent event, Context context) {
        DynamodbEvent.DynamodbStreamRecord first = event.getRecords().getFirst();
        return Map.of(
                "pk", first.getDynamodb().getKeys().get("pk").getS(),
                "at", first.getDynamodb().getApproximateCreationDateTime().getTime());
    }
}
