package io.keepwatch.domain.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {

    @Test
    void readsAsPrometheusWritesIt() {
        assertThat(of("up")).hasToString("up");
        assertThat(of("disk.io", new Label("disk", "sda"), new Label("a", "b")))
                .hasToString("disk.io{a=\"b\", disk=\"sda\"}");
        assertThat(of("x", new Label("path", "C:\\ \"a\"\nb")))
                .hasToString("x{path=\"C:\\\\ \\\"a\\\"\\nb\"}");
    }

    private static Series of(String name, Label... labels) {
        return new Series(name, List.of(labels), Kind.GAUGE, ValueType.DOUBLE, "1");
    }
}
