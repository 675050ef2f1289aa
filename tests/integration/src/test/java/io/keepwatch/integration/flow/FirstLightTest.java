package io.keepwatch.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.local.LocalCloud;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main way, whole: an agent's push, the stream, the dictionary, the API. */
class FirstLightTest {

    @TempDir private Path data;

    @Test
    void showsWhatAnAgentPushedAndCostsOnePutOnceAllIsKnown() throws Exception {
        LocalCloud.Options options = LocalCloud.Options.of(Path.of("../.."), data, new Printed());
        try (LocalCloud cloud = LocalCloud.start(options)) {
            Doors doors = new Doors(cloud);
            doors.push(List.of("x"), 1);
            assertThat(cloud.sources().awaitIdle(Duration.ofSeconds(20))).isTrue();
            cloud.clock().advance(Duration.ofMinutes(2));
            doors.push(List.of("x"), 2); // rereads the dictionary that evaluate has written by now

            String before = doors.calls("IngestFunction");
            cloud.clock().advance(Duration.ofMinutes(1));
            doors.push(List.of("x"), 3);

            assertThat(before).contains("Raw PutItem 2");
            assertThat(doors.calls("IngestFunction"))
                    .isEqualTo(before.replace("Raw PutItem 2", "Raw PutItem 3"));
            assertThat(doors.get("/v1/hosts")).contains("\"name\":\"web-1\"");
        }
    }
}
