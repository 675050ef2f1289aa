package io.keepwatch.telemetry.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalNamesTest {

    @Test
    void leavesWhatItDoesNotName() {
        Canonical canonical = canonical(CanonicalNames.standard(), "my.queue", "b", "2", "a", "1");

        assertThat(canonical.series())
                .isEqualTo(series("my.queue", ValueType.LONG, "a", "1", "b", "2"));
        assertThat(canonical.times()).isEqualTo(1);
    }

    @Test
    void renamesMetricLabelsAndValues() {
        CanonicalNames names = CanonicalNames.parse("a b l>m[x>y,z>w] n>n[1>2]");

        assertThat(canonical(names, "a", "l", "x", "n", "1").series())
                .isEqualTo(series("b", ValueType.LONG, "m", "y", "n", "2"));
        assertThat(canonical(names, "a", "l", "other", "n", "3").series())
                .isEqualTo(series("b", ValueType.LONG, "m", "other", "n", "3"));
    }

    @Test
    void addsAndLeavesOutLabels() {
        CanonicalNames names =
                CanonicalNames.parse("cpu_usage_idle system.cpu.utilization +cpu.mode=idle -host");

        assertThat(canonical(names, "cpu_usage_idle", "host", "a", "cpu", "0").series())
                .isEqualTo(
                        series(
                                "system.cpu.utilization",
                                ValueType.LONG,
                                "cpu",
                                "0",
                                "cpu.mode",
                                "idle"));
    }

    @Test
    void neverOverwritesALabelThatIsThere() {
        CanonicalNames names = CanonicalNames.parse("a a l>m k>m +n=x");

        assertThat(canonical(names, "a", "l", "1", "m", "2", "n", "3").series())
                .isEqualTo(series("a", ValueType.LONG, "l", "1", "m", "2", "n", "3"));
        assertThat(canonical(names, "a", "k", "1", "l", "2").series())
                .isEqualTo(series("a", ValueType.LONG, "l", "2", "m", "1", "n", "x"));
    }

    @Test
    void multipliesIntoDoublesAndSaysTheUnit() {
        Canonical canonical =
                canonical(CanonicalNames.parse("percent share *0.01 unit=1"), "percent");

        assertThat(canonical.series())
                .isEqualTo(new Series("share", List.of(), Kind.GAUGE, ValueType.DOUBLE, "1"));
        assertThat(Double.longBitsToDouble(canonical.bits(ValueType.LONG, 50))).isEqualTo(0.5);
        assertThat(
                        Double.longBitsToDouble(
                                canonical.bits(ValueType.DOUBLE, Double.doubleToRawLongBits(12.5))))
                .isEqualTo(0.125);
    }

    @Test
    void saysTheKindWhateverItsSenderSays() {
        CanonicalNames names = CanonicalNames.parse("a b kind=up_down_counter\nc d");

        assertThat(canonical(names, "a").series().kind()).isEqualTo(Kind.UP_DOWN_COUNTER);
        assertThat(canonical(names, "c").series().kind()).isEqualTo(Kind.GAUGE);
    }

    @Test
    void keepsTheBitsOfWhatIsNoNumberWhereItMultiplies() {
        Canonical canonical = canonical(CanonicalNames.parse("a b *0.5"), "a");

        assertThat(canonical.bits(ValueType.DOUBLE, 0x7ff0000000000002L))
                .isEqualTo(0x7ff0000000000002L);
    }

    @Test
    void keepsAllBitsWhereNothingIsMultiplied() {
        Canonical canonical = canonical(CanonicalNames.parse("a b"), "a");

        assertThat(canonical.bits(ValueType.DOUBLE, 0x7ff0000000000002L))
                .isEqualTo(0x7ff0000000000002L);
    }

    @ParameterizedTest
    @CsvSource({
        "system.cpu.time, state, wait, system.cpu.time, cpu.mode, iowait",
        "system.memory.usage, state, buffered, system.memory.usage, system.memory.state, buffers",
        "system.paging.usage, state, used, system.paging.usage, system.paging.state, used",
        "system.disk.io, direction, read, system.disk.io, disk.io.direction, read",
        "system.network.dropped, direction, receive, system.network.packet.dropped,"
                + " network.io.direction, receive",
        "system.filesystem.usage, mountpoint, /, system.filesystem.usage,"
                + " system.filesystem.mountpoint, /",
        "node_cpu_seconds_total, mode, irq, system.cpu.time, cpu.mode, interrupt",
        "node_memory_Buffers_bytes, a, b, system.memory.usage, system.memory.state, buffers",
        "node_filesystem_size_bytes, fstype, ext4, system.filesystem.limit,"
                + " system.filesystem.type, ext4",
        "node_network_receive_bytes_total, device, eth0, system.network.io,"
                + " network.interface.name, eth0",
        "mem_used, host, web-1, system.memory.usage, system.memory.state, used",
        "diskio_write_time, name, sda, system.disk.operation_time, system.device, sda",
        "net_drop_out, interface, eth0, system.network.packet.dropped,"
                + " network.io.direction, transmit",
        "collectd_cpu_total, type, wait, system.cpu.time, cpu.mode, iowait",
        "collectd_df_df_complex, df, root, system.filesystem.usage,"
                + " system.filesystem.mountpoint, /",
        "collectd_interface_if_octets_rx_total, interface, eth0, system.network.io,"
                + " network.io.direction, receive",
    })
    void knowsWhatAgentsSendOfHosts(
            String sent, String label, String value, String name, String toLabel, String toValue) {
        Canonical canonical = canonical(CanonicalNames.standard(), sent, label, value);

        assertThat(canonical.series().name()).isEqualTo(name);
        assertThat(canonical.series().label(toLabel)).contains(toValue);
    }

    @Test
    void leavesWhatIsCanonicalAlready() {
        Series series =
                canonical(
                                CanonicalNames.standard(),
                                "system.network.io",
                                "network.interface.name",
                                "eth0",
                                "network.io.direction",
                                "receive")
                        .series();

        assertThat(series)
                .isEqualTo(
                        series(
                                "system.network.io",
                                ValueType.LONG,
                                "network.interface.name",
                                "eth0",
                                "network.io.direction",
                                "receive"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a b c",
                "a b c>",
                "a b >c",
                "a b +c",
                "a b +c=",
                "a b *x",
                "a b c>d[",
                "a b c>d[x]",
                "a b unit=",
                "a b kind=",
                "a b kind=Gauge",
                "a b c>d c>e",
                "a b\n# fine\na c"
            })
    void namesTheLineOfWhatIsNoTable(String text) {
        assertThatThrownBy(() -> CanonicalNames.parse("# fine\n\n" + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("line [35]: .+");
    }

    private static Canonical canonical(CanonicalNames names, String name, String... labels) {
        return names.of(name, labels(labels), Kind.GAUGE, ValueType.LONG, "");
    }

    private static Series series(String name, ValueType type, String... labels) {
        return new Series(name, labels(labels), Kind.GAUGE, type, "");
    }

    private static List<Label> labels(String... labels) {
        Label[] made = new Label[labels.length / 2];
        Arrays.setAll(made, i -> new Label(labels[2 * i], labels[2 * i + 1]));
        return List.of(made);
    }
}
