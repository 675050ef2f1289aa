package io.keepwatch.evaluate;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.access.JobCaller;
import io.keepwatch.domain.access.JobDoor;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * What a record of Raw's stream says: whose host has a new chunk, and its bytes. The table's keys
 * are written by {@code io.keepwatch.aws.dynamo.DynamoChunks}.
 */
record WakeUp(JobCaller caller, HostId host, byte[] chunk) {

    /** Empty if the record is none of ours, or none that this version can read. */
    static Optional<WakeUp> parse(DynamodbStreamRecord record, JobDoor door) {
        if (record.getDynamodb() == null || record.getDynamodb().getNewImage() == null) {
            return Optional.empty();
        }
        Map<String, AttributeValue> row = record.getDynamodb().getNewImage();
        Optional<String> partition = text(row, "pk");
        Optional<byte[]> chunk = binary(row, "chunk");
        Optional<HostId> host =
                partition.flatMap(key -> HostId.parse(key.substring(key.indexOf('#') + 1)));
        if (partition.isEmpty() || chunk.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new WakeUp(door.admitRecord(partition.get()), host.get(), chunk.get()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a partition key that no tenant's rows can have
        }
    }

    private static Optional<String> text(Map<String, AttributeValue> row, String name) {
        return Optional.ofNullable(row.get(name)).map(AttributeValue::getS);
    }

    private static Optional<byte[]> binary(Map<String, AttributeValue> row, String name) {
        return Optional.ofNullable(row.get(name)).map(AttributeValue::getB).map(WakeUp::bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
