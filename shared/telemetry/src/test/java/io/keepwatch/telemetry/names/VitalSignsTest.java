package io.keepwatch.telemetry.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VitalSignsTest {

    private static final long NOON = 1_772_366_400_000L;
    private static final long MINUTE = 60_000;

    private final List<SeriesPoints> samples = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void saysNothingWhereThereIsNothing(Vital vital) {
        assertThat(sign(vital)).isEqualTo(VitalSign.unknown(vital));
    }

    @Test
    void passesOverHistograms() {
        Series series =
                new Series("system.uptime", List.of(), Kind.GAUGE, ValueType.HISTOGRAM, "s");
        Histogram[] one = {
            switch (Histogram.at(0, ValueType.LONG).count(1).build()) {
                case Histogram.Built.Valid(Histogram histogram) -> histogram;
                case Histogram.Built.Invalid(Histogram.Fault fault) ->
                        throw new AssertionError(fault);
            }
        };

        assertThat(
                        VitalSigns.of(
                                List.of(
                                        new SeriesPoints(
                                                series,
                                                new HistogramPoints(new long[] {NOON}, one)))))
                .isEqualTo(VitalSigns.of(List.of()));
    }

    @Test
    void comesInOrderAndComplete() {
        assertThat(VitalSigns.of(List.of()))
                .extracting(VitalSign::vital)
                .containsExactly(Vital.values());
    }

    @Test
    void findsHowBusyTheProcessorsAre() {
        counter("system.cpu.time", labels("cpu.mode=idle,cpu.logical_number=0"), 1000, 1030);
        counter("system.cpu.time", labels("cpu.mode=user,cpu.logical_number=0"), 50, 80);
        counter("system.cpu.time", labels("cpu.mode=idle,cpu.logical_number=1"), 1000, 1060);
        counter("system.cpu.time", labels("cpu.mode=user,cpu.logical_number=1"), 7, 7);

        assertThat(value(Vital.CPU)).isEqualTo(0.25, within(1e-9));
    }

    @Test
    void doesNotTakeARestartForWork() {
        counter("system.cpu.time", labels("cpu.mode=idle"), 1000, 45);
        counter("system.cpu.time", labels("cpu.mode=user"), 500, 15);

        assertThat(value(Vital.CPU)).isEqualTo(0.25, within(1e-9));
    }

    @Test
    void knowsNoRateFromOneSample() {
        counter("system.cpu.time", labels("cpu.mode=idle"), 1000);
        counter("system.network.io", labels("network.interface.name=eth0"), 1000);

        assertThat(sign(Vital.CPU)).isEqualTo(VitalSign.unknown(Vital.CPU));
        assertThat(sign(Vital.NETWORK)).isEqualTo(VitalSign.unknown(Vital.NETWORK));
    }

    @Test
    void takesUtilizationWhereThatIsAllThereIs() {
        gauge("system.cpu.utilization", labels("cpu.mode=idle,cpu.logical_number=0"), 0.9);
        gauge("system.cpu.utilization", labels("cpu.mode=user,cpu.logical_number=0"), 0.1);
        gauge("system.cpu.utilization", labels("cpu.mode=idle,cpu.logical_number=1"), 0.5);
        gauge("system.memory.utilization", labels("system.memory.state=used"), 0.4);
        gauge("system.memory.utilization", labels("system.memory.state=free"), 0.6);
        gauge("system.paging.utilization", labels("system.paging.state=used"), 0.1);
        gauge("system.filesystem.utilization", labels("system.filesystem.mountpoint=/"), 0.8);

        assertThat(value(Vital.CPU)).isEqualTo(0.3, within(1e-9));
        assertThat(value(Vital.MEMORY)).isEqualTo(0.4);
        assertThat(value(Vital.SWAP)).isEqualTo(0.1);
        assertThat(value(Vital.FILESYSTEM)).isEqualTo(0.8);
        assertThat(sign(Vital.FILESYSTEM).detail()).contains("/");
    }

    @Test
    void addsUpTheBusyModesWhereNoIdleOneIsSent() {
        gauge("system.cpu.utilization", labels("cpu.mode=user,cpu.logical_number=0"), 0.1);
        gauge("system.cpu.utilization", labels("cpu.mode=system,cpu.logical_number=0"), 0.2);
        gauge("system.cpu.utilization", labels("cpu.mode=user,cpu.logical_number=1"), 0.5);

        assertThat(value(Vital.CPU)).isEqualTo(0.4, within(1e-9));
    }

    @Test
    void countsEachPartOfMemoryOnce() {
        for (String state : List.of("used=50", "free=30", "cached=15", "buffers=5")) {
            String[] parts = state.split("=");
            level("system.memory.usage", "system.memory.state=" + parts[0], parts[1]);
        }
        level("system.memory.usage", "system.memory.state=slab_reclaimable", "10");

        assertThat(value(Vital.MEMORY)).isEqualTo(0.5);
    }

    @Test
    void findsWhatIsUsedFromWhatIsLeft() {
        gauge("system.memory.limit", labels(""), 200);
        gauge("system.memory.usage", labels("system.memory.state=free"), 40);
        gauge("system.memory.usage", labels("system.memory.state=cached"), 50);
        gauge("system.memory.usage", labels("system.memory.state=slab_reclaimable"), 50);
        gauge("system.paging.limit", labels(""), 80);
        gauge("system.paging.usage", labels("system.paging.state=free"), 60);

        assertThat(value(Vital.MEMORY)).isEqualTo(0.55, within(1e-9));
        assertThat(value(Vital.SWAP)).isEqualTo(0.25);

        // Where the kernel says what it could free if it had to, that counts.
        gauge("system.memory.linux.available", labels(""), 100);

        assertThat(value(Vital.MEMORY)).isEqualTo(0.5);
    }

    @Test
    void findsHowFullFileSystemsAreFromTheirSize() {
        for (String mount : List.of("/=60", "/var=20")) {
            String[] parts = mount.split("=");
            List<Label> labels = labels("system.filesystem.mountpoint=" + parts[0]);
            gauge("system.filesystem.limit", labels, 100);
            List<Label> free = new ArrayList<>(labels);
            free.add(new Label("system.filesystem.state", "free"));
            gauge("system.filesystem.usage", free, Double.parseDouble(parts[1]));
        }

        assertThat(value(Vital.FILESYSTEM)).isEqualTo(0.8);
        assertThat(sign(Vital.FILESYSTEM).detail()).contains("/var");
    }

    @Test
    void countsUptimeFromTheStartWhereThatIsAllThatIsSent() {
        gauge("system.boot_time", labels(""), NOON / 1000.0 - 3600);

        assertThat(value(Vital.UPTIME)).isEqualTo(3600);
    }

    @Test
    void findsNoSwapWhereThereIsNone() {
        level("system.paging.usage", "system.paging.state=used", "0");
        level("system.paging.usage", "system.paging.state=free", "0");

        assertThat(sign(Vital.SWAP)).isEqualTo(VitalSign.unknown(Vital.SWAP));
    }

    @Test
    void addsUpSwapOverItsDevices() {
        level("system.paging.usage", "system.paging.state=used,system.device=a", "10");
        level("system.paging.usage", "system.paging.state=free,system.device=a", "30");
        level("system.paging.usage", "system.paging.state=used,system.device=b", "0");
        level("system.paging.usage", "system.paging.state=free,system.device=b", "40");

        assertThat(value(Vital.SWAP)).isEqualTo(0.125);
    }

    @Test
    void findsNoShareInOneStateAlone() {
        level("system.memory.usage", "system.memory.state=used", "10");
        level("system.filesystem.usage", "system.filesystem.state=free", "10");

        assertThat(sign(Vital.MEMORY)).isEqualTo(VitalSign.unknown(Vital.MEMORY));
        assertThat(sign(Vital.FILESYSTEM)).isEqualTo(VitalSign.unknown(Vital.FILESYSTEM));
    }

    @Test
    void namesTheFullestFileSystemThatCanFillUp() {
        fileSystem("/", "ext4", 60, 40);
        fileSystem("/var", "ext4", 90, 10);
        fileSystem("/snap/core", "squashfs", 100, 0);
        fileSystem("/run", "tmpfs", 99, 1);
        fileSystem("/merged", "overlay", 95, 5);

        assertThat(sign(Vital.FILESYSTEM))
                .isEqualTo(
                        new VitalSign(
                                Vital.FILESYSTEM, OptionalDouble.of(0.9), Optional.of("/var")));
    }

    @Test
    void makesDoWithAnOverlayInAContainer() {
        fileSystem("/", "overlay", 60, 40);
        fileSystem("/snap/core", "squashfs", 100, 0);

        assertThat(value(Vital.FILESYSTEM)).isEqualTo(0.6);
    }

    @Test
    void addsUpNetworkTrafficButForLoopback() {
        counter(
                "system.network.io",
                labels("network.interface.name=eth0,network.io.direction=receive"),
                0,
                6000);
        counter(
                "system.network.io",
                labels("network.interface.name=eth0,network.io.direction=transmit"),
                0,
                600);
        counter("system.network.io", labels("network.interface.name=lo"), 0, 1e9);
        counter(
                "system.network.io",
                labels("network.interface.name=Loopback Pseudo-Interface 1"),
                0,
                1e9);

        assertThat(value(Vital.NETWORK)).isEqualTo(110);
    }

    @Test
    void countsADiskOnceAndNotItsPartitions() {
        for (String device :
                List.of("sda", "sda1", "sda2", "nvme0n1", "nvme0n1p1", "dm-0", "loop3", "vda1")) {
            counter("system.disk.io", labels("system.device=" + device), 0, 60);
        }

        // sda, nvme0n1, and vda1, whose whole disk is not to be seen.
        assertThat(value(Vital.DISK)).isEqualTo(3);
    }

    @Test
    void readsChangesAsTheyCome() {
        series(
                Kind.DELTA_COUNTER,
                "system.network.io",
                labels("network.interface.name=eth0"),
                100,
                600);

        assertThat(value(Vital.NETWORK)).isEqualTo(10);
    }

    @Test
    void namesTheHottestSensor() {
        gauge("hw.temperature", labels("hw.name=cpu"), 61);
        gauge("hw.temperature", labels("hw.name=disk"), 38);
        gauge("hw.temperature", labels("hw.name=coretemp_package_id_0_crit"), 100);
        gauge("hw.temperature", labels("hw.name=coretemp_package_id_0_max"), 90);

        assertThat(value(Vital.TEMPERATURE)).isEqualTo(61);
        assertThat(sign(Vital.TEMPERATURE).detail()).contains("cpu");
    }

    @Test
    void showsLoadAndUptimeAsTheyAre() {
        gauge("system.cpu.load_average.1m", labels(""), 3, 2.5);
        gauge("system.uptime", labels(""), 100, 160);

        assertThat(value(Vital.LOAD)).isEqualTo(2.5);
        assertThat(value(Vital.UPTIME)).isEqualTo(160);
    }

    @Test
    void passesOverSamplesThatAreNoNumber() {
        gauge("system.uptime", labels(""), 100, 160, Double.NaN);

        assertThat(value(Vital.UPTIME)).isEqualTo(160);
    }

    @Test
    void forgetsAtOnceWhatSaysThatItHasEnded() {
        double stale = Double.longBitsToDouble(ValueType.STALE_MARK);
        gauge("system.uptime", labels(""), 100, 160, stale);
        gauge("hw.temperature", labels("hw.name=gone"), 90, stale);
        gauge("hw.temperature", labels("hw.name=there again"), 38, stale, 40);

        assertThat(sign(Vital.UPTIME).value()).isEmpty();
        assertThat(value(Vital.TEMPERATURE)).isEqualTo(40);
    }

    @Test
    void forgetsWhatNoLongerReports() {
        samples.add(
                new SeriesPoints(
                        new Series(
                                "hw.temperature",
                                labels("hw.name=pulled out"),
                                Kind.GAUGE,
                                ValueType.DOUBLE,
                                ""),
                        new NumberPoints(
                                new long[] {NOON - VitalSigns.BEHIND_MILLIS_MAX - 1},
                                new long[] {Double.doubleToRawLongBits(99)})));
        gauge("hw.temperature", labels("hw.name=cpu"), 61);

        assertThat(value(Vital.TEMPERATURE)).isEqualTo(61);
    }

    private void fileSystem(String mountPoint, String type, long used, long free) {
        String labels =
                "system.filesystem.mountpoint=%s,system.filesystem.type=%s,system.filesystem.state="
                        .formatted(mountPoint, type);
        level("system.filesystem.usage", labels + "used", Long.toString(used));
        level("system.filesystem.usage", labels + "free", Long.toString(free));
        level("system.filesystem.usage", labels + "reserved", "5");
    }

    private void level(String name, String labels, String value) {
        samples.add(
                new SeriesPoints(
                        new Series(
                                name, labels(labels), Kind.UP_DOWN_COUNTER, ValueType.LONG, "By"),
                        new NumberPoints(new long[] {NOON}, new long[] {Long.parseLong(value)})));
    }

    private void gauge(String name, List<Label> labels, double... values) {
        series(Kind.GAUGE, name, labels, values);
    }

    private void counter(String name, List<Label> labels, double... values) {
        series(Kind.COUNTER, name, labels, values);
    }

    /** The last value at noon, each one before a minute earlier. */
    private void series(Kind kind, String name, List<Label> labels, double... values) {
        long[] times = new long[values.length];
        Arrays.setAll(times, i -> NOON - (values.length - 1 - i) * MINUTE);
        long[] bits = Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
        samples.add(
                new SeriesPoints(
                        new Series(name, labels, kind, ValueType.DOUBLE, ""),
                        new NumberPoints(times, bits)));
    }

    /** From {@code a=b,c=d}. */
    private static List<Label> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        for (String label : text.split(",")) {
            if (!label.isEmpty()) {
                labels.put(label.split("=", 2)[0], label.split("=", 2)[1]);
            }
        }
        return labels.entrySet().stream()
                .map(label -> new Label(label.getKey(), label.getValue()))
                .toList();
    }

    private double value(Vital vital) {
        return sign(vital).value().orElseThrow();
    }

    private VitalSign sign(Vital vital) {
        return VitalSigns.of(samples).get(vital.ordinal());
    }
}
