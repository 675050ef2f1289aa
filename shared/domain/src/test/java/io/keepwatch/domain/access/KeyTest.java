package io.keepwatch.domain.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {

    private final Key key = Key.random(Scope.INGEST, new Random(7));

    @Test
    void isReadBackFromItsText() {
        Key read = Key.parse(key.reveal()).orElseThrow();

        assertThat(read.scope()).isEqualTo(Scope.INGEST);
        assertThat(read.hash()).isEqualTo(key.hash());
    }

    @Test
    void isTurnedAwayWithAnyOneCharacterChanged() {
        String text = key.reveal();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            String changed = text.substring(0, i) + other + text.substring(i + 1);

            assertThat(Key.parse(changed)).as("character %d", i).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kwi", "kwi__", "Bearer x", "kwi_\u0000", "🔑"})
    void isNothingElse(String text) {
        assertThat(Key.parse(text)).isEmpty();
    }

    @Test
    void isInNoLog() {
        assertThat(key.toString()).doesNotContain(key.reveal().substring(4, 10));
        assertThat(key.hash().value()).doesNotContain(key.reveal());
    }
}
