package io.keepwatch.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"web-1", "Web 1", "münchen.example", "主机", "a#b", "10.0.0.1"})
    void isAnyPrintableText(String text) {
        assertThat(HostName.of(text)).contains(new HostName(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\u0000b", "a\nb", "a\u202eb", "\ud800"})
    void isNotWhatCannotBeShown(String text) {
        assertThat(HostName.of(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new HostName(text));
    }

    @Test
    void isNotLongerThanADomainName() {
        assertThat(HostName.of("a".repeat(255))).isPresent();
        assertThat(HostName.of("a".repeat(256))).isEmpty();
    }

    @Test
    void losesSurroundingWhiteSpace() {
        assertThat(HostName.of(" web-1\t")).contains(new HostName("web-1"));
    }
}
