package io.keepwatch.telemetry.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {

    @Test
    void prefersTheHostNameThenTheHostThenTheInstance() {
        assertThat(choose("a", "b", "c")).contains(new HostName("a"));
        assertThat(choose("", "b", "c")).contains(new HostName("b"));
        assertThat(choose("", " ", "c")).contains(new HostName("c"));
        assertThat(choose("", "", "")).isEmpty();
        assertThat(HostRule.choose(Optional.empty(), Optional.empty(), Optional.empty())).isEmpty();
    }

    @Test
    void passesOverWhatCannotBeAHostName() {
        assertThat(choose("a\nb", "x".repeat(256), "c")).contains(new HostName("c"));
    }

    @ParameterizedTest
    @CsvSource({
        "web-1, web-1",
        "web-1:9100, web-1",
        "web-1.example.com:9100, web-1.example.com",
        "10.0.0.5, 10.0.0.5",
        "2001:db8::1, 2001:db8::1",
        "localhosted:1, localhosted",
        "127.example.com, 127.example.com",
        "https://web-1/metrics, https://web-1/metrics",
    })
    void takesTheNameInAnInstance(String instance, String name) {
        assertThat(choose("", "", instance)).contains(new HostName(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:9100",
                "localhost.localdomain:1",
                "db.localhost:1",
                "127.0.0.1",
                "127.0.0.1:9100",
                "127.1:80",
                "::1",
                "[::1]",
                "[::1]:9100",
                "0.0.0.0:9100",
                "[::]:9100",
                "10.0.0.5:9100",
                "[2001:db8::1]:9100",
                ":9100",
                ""
            })
    void findsNoNameInLoopbackOrAnAddressAndPort(String instance) {
        assertThat(choose("", "", instance)).isEmpty();
    }

    private static Optional<HostName> choose(String hostName, String host, String instance) {
        return HostRule.choose(Optional.of(hostName), Optional.of(host), Optional.of(instance));
    }
}
