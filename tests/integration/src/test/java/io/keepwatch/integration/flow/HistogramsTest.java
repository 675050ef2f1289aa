package io.keepwatch.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.local.LocalCloud;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a whole histogram: pushed, listed by evaluate, and shown. */
class HistogramsTest {

    private static final String EXPONENTIAL =
            """
            {"name":"latency","unit":"s","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[
             {"timeUnixNano":"%d","count":"%d","sum":1.5,"scale":0,
              "positive":{"offset":-1,"bucketCounts":["%d"]}}]}}""";

    @TempDir private Path data;

    @Test
    void isKeptWholeAndShownWithItsCountBeside() throws Exception {
        LocalCloud.Options options = LocalCloud.Options.of(Path.of("../.."), data, new Printed());
        try (LocalCloud cloud = LocalCloud.start(options)) {
            Doors doors = new Doors(cloud);
            for (int count : new int[] {60, 120, 240}) {
                cloud.clock().advance(Duration.ofMinutes(1));
                long now = TimeUnit.MILLISECONDS.toNanos(cloud.clock().millis());
                assertThat(doors.pushMetrics(EXPONENTIAL.formatted(now, count, count)))
                        .isEqualTo("{}");
                assertThat(cloud.sources().awaitIdle(Duration.ofSeconds(20))).isTrue();
            }

            String host =
                    doors.get("/v1/hosts").replaceAll("(?s).*\"id\":\"(h-[a-z0-9]+)\".*", "$1");
            String path = "/v1/hosts/" + host;
            assertThat(doors.get(path + "/series"))
                    .contains("\"type\":\"histogram\"", "latency_count", "latency_sum");
            assertThat(doors.get(path + "/metrics?name=latency&step=raw"))
                    .contains(
                            "{\"count\":\"60\",\"sum\":\"1.5\",\"buckets\":[[0,\"0.5\",\"1\",\"60\"]]}",
                            "{\"count\":\"240\",\"sum\":\"1.5\",\"buckets\":[[0,\"0.5\",\"1\",\"240\"]]}");
            assertThat(doors.get(path + "/metrics?name=latency_count&step=raw"))
                    .contains("[60,120,240]");
        }
    }
}
