package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Tenancy;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class InMemoryChunksTest extends ChunksContract {

    @Override
    protected Tenancy tenancyAt(Clock clock) {
        return new InMemoryTenancy(clock);
    }

    @Test
    void refusesToReadMoreThanMemoryHolds() {
        Chunks chunks = ofAcme().chunks();
        HostId host = newHost();
        byte[] big = new byte[EncodedChunk.BYTES_MAX];
        long enough = Chunks.READ_BYTES_MAX / big.length;
        for (int i = 0; i <= enough; i++) {
            long time = NOON.plusSeconds(i).toEpochMilli();
            chunks.put(host, new EncodedChunk(time, "h", big), NOON);
        }

        assertThatThrownBy(() -> chunks.between(host, NOON, NOON.plusSeconds(enough + 1)))
                .isInstanceOf(Chunks.RangeTooLarge.class);
        assertThat(chunks.between(host, NOON, NOON.plusSeconds(enough))).hasSize((int) enough);
    }
}
