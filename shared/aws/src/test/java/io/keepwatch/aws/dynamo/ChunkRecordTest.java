package io.keepwatch.aws.dynamo;

import static io.keepwatch.support.Cast.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import io.keepwatch.support.Cast;
import io.keepwatch.support.MovableClock;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

class ChunkRecordTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final HostId HOST = new HostId("h-web1000000");

    private final Map<String, AttributeValue> row = imageOfAPut();

    @Test
    void readsWhatAPutWrites() {
        assertThat(read())
                .hasValueSatisfying(
                        record -> {
                            assertThat(record.host()).isEqualTo(new TenantHost(ACME, HOST));
                            assertThat(record.chunk()).containsExactly(1, 2, 3);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"pk", "chunk", "v"})
    void isNothingWhereAnAttributeIsMissingOrOfAnotherType(String name) {
        row.put(name, new AttributeValue().withBOOL(true));
        assertThat(read()).isEmpty();
        row.remove(name);
        assertThat(read()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "#", "t-acme000000", "nobody#h-web1000000", "t-acme000000#x"})
    void isNothingUnderAKeyThatIsNoHosts(String key) {
        row.put("pk", new AttributeValue().withS(key));
        assertThat(read()).isEmpty();
    }

    @Test
    void isNothingInAFormThatIsNewerThanThisCode() {
        row.put("v", new AttributeValue().withN("2"));
        assertThat(read()).isEmpty();
    }

    @Test
    void isNothingWhereARowWasRemoved() {
        assertThat(ChunkRecord.of(new DynamodbStreamRecord())).isEmpty();
        DynamodbStreamRecord removed = new DynamodbStreamRecord();
        removed.setDynamodb(new StreamRecord());
        assertThat(ChunkRecord.of(removed)).isEmpty();
    }

    private Optional<ChunkRecord> read() {
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setDynamodb(new StreamRecord().withNewImage(row));
        return ChunkRecord.of(record);
    }

    private static Map<String, AttributeValue> imageOfAPut() {
        CallCounter counter = new CallCounter();
        new DynamoTenancy(
                        DynamoDbLocal.client(counter),
                        DynamoDbLocal.TABLES,
                        new MovableClock(NOON),
                        new SecureRandom())
                .enter(Cast.ACME_AGENT)
                .chunks()
                .put(HOST, new EncodedChunk(NOON.toEpochMilli(), "h", new byte[] {1, 2, 3}), NOON);
        Map<String, AttributeValue> image = new HashMap<>();
        ((PutItemRequest) counter.calls().getFirst())
                .item()
                .forEach(
                        (name, value) ->
                                image.put(
                                        name,
                                        value.b() == null
                                                ? new AttributeValue()
                                                        .withS(value.s())
                                                        .withN(value.n())
                                                : new AttributeValue()
                                                        .withB(value.b().asByteBuffer())));
        return image;
    }
}
