package io.keepwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void namesTheSettingThatIsMissingAndWhereToGiveIt() {
        var environment = new Environment(Map.of("RAW_TABLE", "raw", "EMPTY", ""), NOON);

        assertThat(environment.required("RAW_TABLE")).isEqualTo("raw");
        assertThat(environment.optional("ROLLUP_TABLE")).isEmpty();
        assertThatThrownBy(() -> environment.required("ROLLUP_TABLE"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ROLLUP_TABLE")
                .hasMessageContaining("template.yaml");
        assertThatThrownBy(() -> environment.required("EMPTY")).hasMessageContaining("EMPTY");
    }

    /** In a class loader of its own, as shared/local does it, since the settings are for good. */
    @Test
    void takesSettingsOnceForAClassLoader() throws Exception {
        URL classes = Environment.class.getProtectionDomain().getCodeSource().getLocation();
        try (var loader =
                new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(Environment.class.getName());
            var use = type.getMethod("use", Map.class, Clock.class);

            use.invoke(null, Map.of("A", "1"), NOON);
            use.invoke(null, Map.of("A", "1"), NOON);

            Object current = type.getMethod("current").invoke(null);
            assertThat(type.getMethod("required", String.class).invoke(current, "A"))
                    .isEqualTo("1");
            assertThat(type.getMethod("clock").invoke(current)).isEqualTo(NOON);
            assertThatThrownBy(() -> use.invoke(null, Map.of("A", "2"), NOON))
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> use.invoke(null, Map.of("A", "1"), Clock.systemUTC()))
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }
}
