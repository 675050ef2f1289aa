package io.keepwatch.domain.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostId;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostDirectoryTest {

    /** Rows are found by these: whoever changes the figures moves the rows. */
    @Test
    void shardsStayWhatTheyAre() {
        assertThat(HostDirectory.shardOf(new HostId("h-0000000000"))).isEqualTo(5);
        assertThat(HostDirectory.shardOf(new HostId("h-9zqx4m7kta"))).isEqualTo(7);
    }

    @Test
    void spreadsHostsOverAllShards() {
        var random = new Random(1);
        int[] hosts = new int[HostDirectory.SHARDS];
        for (int i = 0; i < 16_000; i++) {
            hosts[HostDirectory.shardOf(HostId.random(random))]++;
        }

        assertThat(Arrays.stream(hosts)).allMatch(count -> count > 850 && count < 1_150);
    }
}
