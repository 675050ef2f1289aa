package io.keepwatch.telemetry.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.telemetry.names.PrometheusNames.Type;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusNamesTest {

    @ParameterizedTest
    @CsvSource({
        "node_cpu_seconds_total, UNKNOWN, COUNTER",
        "rpc_seconds_count, UNKNOWN, COUNTER",
        "rpc_seconds_sum, UNKNOWN, COUNTER",
        "rpc_seconds_bucket, UNKNOWN, COUNTER",
        "rpc_seconds, UNKNOWN, GAUGE",
        "total, UNKNOWN, GAUGE",
        // Whoever says what it is knows better than its name.
        "interrupts, COUNTER, COUNTER",
        "mem_total, GAUGE, GAUGE",
        "rpc_seconds, HISTOGRAM, GAUGE",
        "rpc_seconds_bucket, HISTOGRAM, COUNTER",
        "rpc_seconds, SUMMARY, GAUGE",
        "rpc_seconds_sum, SUMMARY, COUNTER",
        "queue_bucket, GAUGE_HISTOGRAM, GAUGE",
        "build_total, INFO, GAUGE",
        "up_total, STATE_SET, GAUGE",
    })
    void tellTheKind(String name, Type type, Kind kind) {
        assertThat(PrometheusNames.kind(name, type)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "node_cpu_seconds_total, '', s",
        "node_memory_MemFree_bytes, '', By",
        "node_hwmon_temp_celsius, '', Cel",
        "rpc_seconds_sum, '', s",
        "node_load1, '', ''",
        "node_context_switches_total, '', ''",
        "seconds, '', s",
        "'', '', ''",
        // How often, not how long.
        "rpc_seconds_count, '', ''",
        "rpc_seconds_bucket, seconds, ''",
        // As metadata says it.
        "rpc, seconds, s",
        "rpc_seconds, milliseconds, ms",
        "distance, parsecs, parsecs",
    })
    void tellTheUnit(String name, String said, String unit) {
        assertThat(PrometheusNames.unit(name, said)).isEqualTo(unit);
    }
}
