package io.keepwatch.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.Limits;
import io.keepwatch.local.LocalCloud;
import io.keepwatch.local.gate.Calls.Count;
import io.keepwatch.local.sources.SourceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose series change until it is at its limit: ingest, evaluate and rollup together. */
class ChangingSeriesTest {

    private static final Pattern HOST_ID = Pattern.compile("\"id\":\"(h-[^\"]+)\"");
    private static final String REFUSED = "\"rejectedDataPoints\":\"1\"";

    @TempDir private Path data;

    @Test
    void findsRoomForNewSeriesOnceTheOldAreDeadForADay() throws Exception {
        // One time of the schedule, and not each hour of the day that is skipped.
        LocalCloud.Options options =
                LocalCloud.Options.of(Path.of("../.."), data, new Printed())
                        .withSources(SourceSettings.standard().withMadeUpMax(1));
        try (LocalCloud cloud = LocalCloud.start(options)) {
            // Rollup's minute 5 must not come while the pushes below are counted on to be refused.
            await(cloud, untilTenPast(cloud.clock().instant()));
            Doors doors = new Doors(cloud);
            doors.push(series(Limits.SERIES_PER_HOST_MAX), 1);
            await(cloud, Duration.ofMinutes(2));
            assertThat(doors.push(List.of("new"), 1)).contains(REFUSED);

            await(cloud, Duration.ofHours(25));
            for (int i = 0; i < 3; i++) {
                doors.push(series(100), 2);
                await(cloud, Duration.ofMinutes(2));
            }
            assertThat(doors.push(List.of("new"), 1)).contains(REFUSED);

            await(cloud, Duration.ofHours(1));

            assertThat(doors.push(List.of("new"), 3)).doesNotContain("rejected");
            doors.push(series(100), 3);
            // Pushed before, by the list that was, and after.
            assertThat(metrics(doors, cloud.clock().instant().minus(Duration.ofHours(2))))
                    .contains("\"values\":[2,2,2,3]");
            List<Count> tidying = puts(cloud);
            assertThat(tidying).hasSize(1);
            assertThat(tidying.getFirst().calls()).isOne();
            assertThat(tidying.getFirst().units()).isLessThanOrEqualTo(3);
        }
    }

    private static Duration untilTenPast(Instant now) {
        Instant tenPast = now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(70));
        return Duration.between(now, tenPast);
    }

    private static List<String> series(int count) {
        return IntStream.range(0, count).mapToObj(i -> "s" + i).toList();
    }

    private static void await(LocalCloud cloud, Duration step) throws InterruptedException {
        assertThat(cloud.sources().awaitIdle(Duration.ofSeconds(60))).isTrue();
        cloud.clock().advance(step);
        assertThat(cloud.sources().awaitIdle(Duration.ofSeconds(60))).isTrue();
    }

    private static String metrics(Doors doors, Instant from) throws Exception {
        Matcher id = HOST_ID.matcher(doors.get("/v1/hosts"));
        assertThat(id.find()).isTrue();
        return doors.get(
                "/v1/hosts/%s/metrics?name=s0&step=raw&from=%s".formatted(id.group(1), from));
    }

    private static List<Count> puts(LocalCloud cloud) {
        return cloud.calls().counts().stream()
                .filter(count -> count.function().equals("RollupFunction"))
                .filter(count -> count.operation().equals("PutItem"))
                .toList();
    }
}
