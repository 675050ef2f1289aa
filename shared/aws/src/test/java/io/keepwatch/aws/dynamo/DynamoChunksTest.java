package io.keepwatch.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.support.ChunksContract;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class DynamoChunksTest extends ChunksContract {

    private static final int READ_BYTES_MAX = 2 * 1024 * 1024;

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return new DynamoTenancy(
                DynamoDbLocal.client(), DynamoDbLocal.TABLES, clock, new SecureRandom());
    }

    @Test
    void refusesToReadMoreThanMemoryHolds() {
        Chunks chunks =
                new DynamoChunks(
                        new TenantTable(
                                Row.table(DynamoDbLocal.client(), DynamoDbLocal.TABLES.raw()),
                                acme.tenant()),
                        clock,
                        READ_BYTES_MAX);
        HostId host = newHost();
        byte[] big = new byte[EncodedChunk.BYTES_MAX];
        int enough = READ_BYTES_MAX / big.length;
        for (int i = 0; i <= enough; i++) {
            long time = NOON.plusSeconds(i).toEpochMilli();
            chunks.put(host, new EncodedChunk(time, "h", big), NOON);
        }

        assertThatThrownBy(() -> chunks.between(host, NOON, NOON.plusSeconds(enough + 1)))
                .isInstanceOf(Chunks.RangeTooLarge.class);
        assertThat(chunks.between(host, NOON, NOON.plusSeconds(enough))).hasSize(enough);
        assertThat(chunks.newest(host, enough + 1)).hasSize(enough + 1);
    }
}
