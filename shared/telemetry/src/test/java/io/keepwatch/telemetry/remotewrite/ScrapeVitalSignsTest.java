package io.keepwatch.telemetry.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.telemetry.chunk.Recorded;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.names.Vital;
import io.keepwatch.telemetry.names.VitalSign;
import io.keepwatch.telemetry.names.VitalSigns;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From what node_exporter says of a real host, through remote write, to how that host is. */
class ScrapeVitalSignsTest {

    private static final int BEFORE = 5;
    private static final int LAST = 6;

    private final Recorded scrapes = Recorded.nodeExporter();

    @ParameterizedTest
    @EnumSource
    void showsAllThatTheHostTells(RemoteWriteFormat version) {
        Map<Vital, VitalSign> signs = new LinkedHashMap<>();
        VitalSigns.of(read(version)).forEach(sign -> signs.put(sign.vital(), sign));

        double seconds = (scrapes.times()[LAST] - scrapes.times()[BEFORE]) / 1000.0;
        double idle = rate(line -> is(line, "node_cpu_seconds_total", "mode", "idle"));
        double all = rate(line -> line.series().name().equals("node_cpu_seconds_total"));
        assertThat(value(signs, Vital.CPU)).isEqualTo(1 - idle / all, within(1e-6));
        assertThat(value(signs, Vital.MEMORY))
                .isEqualTo(
                        1
                                - last("node_memory_MemAvailable_bytes")
                                        / last("node_memory_MemTotal_bytes"),
                        within(1e-9));
        assertThat(value(signs, Vital.LOAD)).isEqualTo(last("node_load1"));
        assertThat(value(signs, Vital.NETWORK))
                .isEqualTo(
                        rate(
                                        line ->
                                                line.series()
                                                                .name()
                                                                .matches(
                                                                        "node_network_(receive|transmit)_bytes_total")
                                                        && !line.series()
                                                                .label("device")
                                                                .equals(Optional.of("lo")))
                                / seconds,
                        within(1e-3));
        assertThat(value(signs, Vital.UPTIME))
                .isEqualTo(
                        scrapes.times()[LAST] / 1000.0 - last("node_boot_time_seconds"),
                        within(1e-3));
        assertThat(value(signs, Vital.FILESYSTEM)).isBetween(0.01, 0.99);
        assertThat(signs.get(Vital.FILESYSTEM).detail()).isPresent();
        assertThat(value(signs, Vital.DISK)).isPositive();
    }

    private List<SeriesPoints> read(RemoteWriteFormat version) {
        RemoteWriteReader reader = new RemoteWriteReader(CanonicalNames.standard());
        Recorder recorder = new Recorder();
        for (int moment = BEFORE; moment <= LAST; moment++) {
            byte[] body = ScrapePush.of(version, scrapes, moment);
            assertThat(reader.read(version, body, recorder, new Refusals()))
                    .isInstanceOf(RemoteWriteOutcome.Read.class);
        }
        Map<Series, SeriesPoints> points = new LinkedHashMap<>();
        int count = scrapes.lines().size();
        for (int i = 0; i < count; i++) {
            Recorder.Sample before = recorder.samples.get(i);
            Recorder.Sample last = recorder.samples.get(count + i);
            SeriesPoints twoPoints =
                    new SeriesPoints(
                            last.series(),
                            new NumberPoints(
                                    new long[] {before.time(), last.time()},
                                    new long[] {before.bits(), last.bits()}));
            // No two that are sent may become one.
            assertThat(points.put(last.series(), twoPoints)).isNull();
        }
        return List.copyOf(points.values());
    }

    private double rate(Predicate<Recorded.Line> which) {
        return scrapes.lines().stream()
                .filter(which)
                .mapToDouble(line -> value(line, LAST) - value(line, BEFORE))
                .sum();
    }

    private double last(String name) {
        return scrapes.lines().stream()
                .filter(line -> line.series().name().equals(name))
                .mapToDouble(line -> value(line, LAST))
                .findFirst()
                .orElseThrow();
    }

    private static boolean is(Recorded.Line line, String name, String label, String value) {
        return line.series().name().equals(name)
                && line.series().label(label).equals(Optional.of(value));
    }

    private static double value(Recorded.Line line, int moment) {
        return Double.longBitsToDouble(line.bits()[moment]);
    }

    private static double value(Map<Vital, VitalSign> signs, Vital vital) {
        return signs.get(vital).value().orElseThrow();
    }
}
