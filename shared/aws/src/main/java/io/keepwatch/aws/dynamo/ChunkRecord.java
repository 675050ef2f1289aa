package io.keepwatch.aws.dynamo;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * What a record of table Raw's stream says: whose host has a new chunk, and its bytes. The row's
 * form is that of {@link DynamoChunks}.
 */
public record ChunkRecord(TenantHost host, byte[] chunk) {

    /** Empty if the record is no chunk, or none of a form that this code knows. */
    public static Optional<ChunkRecord> of(DynamodbStreamRecord record) {
        if (record.getDynamodb() == null || record.getDynamodb().getNewImage() == null) {
            return Optional.empty();
        }
        Map<String, AttributeValue> row = record.getDynamodb().getNewImage();
        String known = Integer.toString(DynamoChunks.VERSION);
        if (attribute(row, Row.VERSION).map(AttributeValue::getN).filter(known::equals).isEmpty()) {
            return Optional.empty();
        }
        return attribute(row, Row.PARTITION_KEY)
                .map(AttributeValue::getS)
                .flatMap(ChunkRecord::host)
                .flatMap(
                        host ->
                                attribute(row, DynamoChunks.CHUNK)
                                        .map(AttributeValue::getB)
                                        .map(chunk -> new ChunkRecord(host, bytes(chunk))));
    }

    private static Optional<AttributeValue> attribute(
            Map<String, AttributeValue> row, String name) {
        return Optional.ofNullable(row.get(name));
    }

    private static Optional<TenantHost> host(String partitionKey) {
        String[] parts = partitionKey.split("#", 2);
        return parts.length < 2
                ? Optional.empty()
                : TenantId.parse(parts[0])
                        .flatMap(
                                tenant ->
                                        HostId.parse(parts[1])
                                                .map(host -> new TenantHost(tenant, host)));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
