package io.keepwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each test in a class loader of its own, as each function has one on one machine. */
class LiveTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "AWS_REGION", "eu-central-1",
                    "TENANTS_TABLE", "tenants",
                    "RAW_TABLE", "raw",
                    "ROLLUP_TABLE", "rollup",
                    "DIRECTORY_TABLE", "directory",
                    "ROLLUP_QUEUE", "https://queue");

    @Test
    void makesEveryPartFromTheSettingsWithoutACallToAnything() throws Exception {
        try (URLClassLoader loader = loaderWith(SETTINGS)) {
            Class<?> live = loader.loadClass(Live.class.getName());

            assertThat(live.getMethod("clock").invoke(null)).isEqualTo(NOON);
            for (String part : new String[] {"tenancy", "keyDoor", "hostDirectory"}) {
                assertThat(live.getMethod(part).invoke(null)).isNotNull();
            }
            assertThat(live.getMethod("queue", String.class).invoke(null, "ROLLUP_QUEUE"))
                    .isNotNull();
        }
    }

    @Test
    void namesTheTableThatIsMissing() throws Exception {
        try (URLClassLoader loader = loaderWith(Map.of("AWS_REGION", "eu-central-1"))) {
            Class<?> live = loader.loadClass(Live.class.getName());

            assertThatThrownBy(() -> live.getMethod("tenancy").invoke(null))
                    .cause()
                    .hasMessageContaining("TENANTS_TABLE");
        }
    }

    private static URLClassLoader loaderWith(Map<String, String> settings) throws Exception {
        URL[] classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(LiveTest::url)
                        .toArray(URL[]::new);
        var loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
        loader.loadClass(Environment.class.getName())
                .getMethod("use", Map.class, Clock.class)
                .invoke(null, settings, NOON);
        return loader;
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
