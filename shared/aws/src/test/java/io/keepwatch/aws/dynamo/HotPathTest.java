package io.keepwatch.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.support.Cast;
import io.keepwatch.support.ItemSize;
import io.keepwatch.support.MovableClock;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** What every push pays for. */
class HotPathTest {

    // No zeros at the end of any number: DynamoDB does not count those.
    private static final Instant NOON = Instant.parse("2026-03-01T12:01:23.123Z");

    private final CallCounter counter = new CallCounter();
    private final HostId host = HostId.random(new SecureRandom());
    private final Chunks chunks =
            new DynamoTenancy(
                            DynamoDbLocal.client(counter),
                            DynamoDbLocal.TABLES,
                            new MovableClock(NOON),
                            new SecureRandom())
                    .enter(Cast.ACME_AGENT)
                    .chunks();

    @Test
    void aPutIsOnePutItemWithoutConditionAndNothingElse() {
        chunks.put(host, chunk(704), NOON);

        assertThat(counter.transmissions()).isEqualTo(1);
        assertThat(counter.calls())
                .singleElement()
                .isInstanceOfSatisfying(
                        PutItemRequest.class,
                        put -> {
                            assertThat(put.conditionExpression()).isNull();
                            assertThat(put.returnValues()).isNull();
                            assertThat(put.item())
                                    .containsOnlyKeys(
                                            "pk", "sk", "chunk", "arrivedAt", "expiresAt", "v");
                            assertThat(put.item().get("pk").s()).isEqualTo(Cast.ACME + "#" + host);
                            assertThat(put.item().get("sk").s())
                                    .isEqualTo("1772366483123#q83vEjRWeJ0a");
                            assertThat(put.item().get("expiresAt").n()).isEqualTo("1772452883");
                        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 704, 929, 930, 1953, 1954, 10_000, EncodedChunk.BYTES_MAX})
    void aPutCostsWhatOurOwnFormulaSays(int bytes) {
        chunks.put(host, chunk(bytes), NOON);

        int ours = ItemSize.ofChunk(chunk(bytes)).writeUnits();
        System.out.printf(
                "chunk of %d B: row of %d B, %.0f write units by DynamoDB, %d by formula%n",
                bytes, ItemSize.ofChunk(chunk(bytes)).bytes(), counter.writeUnits(), ours);
        assertThat(counter.writeUnits()).isEqualTo(ours);
    }

    private static EncodedChunk chunk(int bytes) {
        return new EncodedChunk(NOON.toEpochMilli(), "q83vEjRWeJ0a", new byte[bytes]);
    }
}
