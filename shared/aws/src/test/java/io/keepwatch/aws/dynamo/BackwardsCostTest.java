package io.keepwatch.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.support.Cast;
import io.keepwatch.support.MovableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What looking at a host's last minutes costs, in read units by DynamoDB's own account. */
class BackwardsCostTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    /** 461 series of node_exporter at one sample, and a few of an app. */
    private static final int HOST_BYTES = 704;

    private static final int APP_BYTES = 60;

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

    @BeforeEach
    void pushOnceAMinuteForAnHour() {
        for (int i = 0; i < 60; i++) {
            put(NOON.minusSeconds(60 * i), "host", HOST_BYTES);
        }
    }

    @Test
    void aHostThatPushesOnceAMinuteCostsOneQueryOfOneUnit() {
        assertThat(lastMinutes()).hasSize(8);
        assertThat(counter.calls()).hasSize(1);
        assertThat(counter.readUnits()).isEqualTo(1);
    }

    @Test
    void anAppOfTenSecondsBesideItCostsLittleMore() {
        for (int i = 0; i < 360; i++) {
            put(NOON.minusSeconds(10 * i + 5), "app", APP_BYTES);
        }

        assertThat(lastMinutes()).hasSize(8 + 16 + 32);
        assertThat(counter.calls()).hasSize(3);
        assertThat(counter.readUnits()).isEqualTo(2);
    }

    @Test
    void aPushInEightSlicesCostsLittleMore() {
        for (int i = 0; i < 60; i++) {
            for (int slice = 0; slice < 7; slice++) {
                put(NOON.minusSeconds(60 * i), "slice" + slice, HOST_BYTES / 4);
            }
        }

        assertThat(lastMinutes()).hasSize(8 + 16 + 32);
        assertThat(counter.readUnits()).isEqualTo(3);
    }

    private List<StoredChunk> lastMinutes() {
        counter.reset();
        List<StoredChunk> read = new ArrayList<>();
        for (List<StoredChunk> page : chunks.backwards(host, 8)) {
            read.addAll(page);
            if (page.getLast().chunk().firstTime() < NOON.minus(FIVE_MINUTES).toEpochMilli()) {
                break;
            }
        }
        return read;
    }

    private void put(Instant first, String hash, int bytes) {
        chunks.put(host, new EncodedChunk(first.toEpochMilli(), hash, new byte[bytes]), first);
    }
}
