package io.keepwatch.local.self;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MachineMetricsTest {

    /** What is written to the disk while the test looks. */
    private static final Offset<Long> MEANWHILE = within(1L << 30);

    @Test
    void countsSpaceKeptForTheSuperuserNeitherAsFreeNorAsUsed() {
        assertThat(MachineMetrics.space(100, 16, 6))
                .isEqualTo(Map.of("used", 84L, "free", 6L, "reserved", 10L));
        assertThat(MachineMetrics.space(100, 16, 16))
                .isEqualTo(Map.of("used", 84L, "free", 16L, "reserved", 0L));
        assertThat(MachineMetrics.space(100, 16, 20))
                .isEqualTo(Map.of("used", 80L, "free", 20L, "reserved", 0L));
    }

    @Test
    void saysOfFileSystemsWhatTheSystemSays() throws Exception {
        Map<String, Map<String, Long>> spaces = spacesByMountPoint();

        assertThat(spaces).isNotEmpty();
        for (var mounted : spaces.entrySet()) {
            FileStore store = Files.getFileStore(Path.of(mounted.getKey()));
            Map<String, Long> space = mounted.getValue();
            assertThat(space.get("free")).isCloseTo(store.getUsableSpace(), MEANWHILE);
            assertThat(space.get("used"))
                    .isCloseTo(store.getTotalSpace() - store.getUnallocatedSpace(), MEANWHILE);
            assertThat(space.values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(store.getTotalSpace());
        }
    }

    private static Map<String, Map<String, Long>> spacesByMountPoint() {
        Reader reader = new Reader();
        try (SdkMeterProvider provider =
                SdkMeterProvider.builder().registerMetricReader(reader).build()) {
            new MachineMetrics(provider.get("test"));
            return reader.points("system.filesystem.usage").stream()
                    .collect(
                            groupingBy(
                                    point -> label(point, "system.filesystem.mountpoint"),
                                    toMap(
                                            point -> label(point, "system.filesystem.state"),
                                            LongPointData::getValue)));
        }
    }

    private static String label(LongPointData point, String name) {
        return point.getAttributes().get(AttributeKey.stringKey(name));
    }

    /** Collects when it is asked to. */
    private static final class Reader implements MetricReader {

        private CollectionRegistration registration = CollectionRegistration.noop();

        @Override
        public void register(CollectionRegistration given) {
            registration = given;
        }

        List<LongPointData> points(String metric) {
            Collection<MetricData> collected = registration.collectAllMetrics();
            return collected.stream()
                    .filter(data -> data.getName().equals(metric))
                    .flatMap(data -> data.getLongSumData().getPoints().stream())
                    .toList();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode forceFlush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
