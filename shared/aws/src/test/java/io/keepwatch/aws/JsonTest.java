package io.keepwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    enum Colour {
        RED
    }

    record Thing(String name, int count, Instant at, List<Colour> colours, Optional<String> note) {}

    private static final String THING =
            """
            {"name":"a","count":1,"at":"2026-03-01T12:00:00.000Z","colours":["RED"]}""";

    @Test
    void readsWhatItWrote() throws Json.Malformed {
        var thing =
                new Thing(
                        "a",
                        1,
                        Instant.parse("2026-03-01T12:00:00Z"),
                        List.of(Colour.RED),
                        Optional.empty());

        assertThat(Json.write(thing)).isEqualTo(THING);
        assertThat(Json.read(THING, Thing.class)).isEqualTo(thing);
        assertThat(Json.read(THING.getBytes(StandardCharsets.UTF_8), Thing.class)).isEqualTo(thing);
    }

    @Test
    void keepsNullsOfAMap() {
        assertThat(Json.write(Collections.singletonMap("gap", null))).isEqualTo("{\"gap\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "{}",
                "{\"name\":null,\"count\":1,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[]}",
                "{\"name\":\"a\",\"count\":null,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[]}",
                "{\"name\":\"a\",\"count\":\"1\",\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[]}",
                "{\"name\":\"a\",\"count\":1.5,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[]}",
                "{\"name\":\"a\",\"count\":1e99,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[]}",
                "{\"name\":1,\"count\":1,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[]}",
                "{\"name\":\"a\",\"count\":1,\"at\":1772539200,\"colours\":[]}",
                "{\"name\":\"a\",\"count\":1,\"at\":\"yesterday\",\"colours\":[]}",
                "{\"name\":\"a\",\"count\":1,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[null]}",
                "{\"name\":\"a\",\"count\":1,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[0]}",
                "{\"name\":\"a\",\"count\":1,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":\"RED\"}",
                "{\"name\":\"a\",\"count\":1,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[],\"x\":1}",
                "{\"name\":\"a\",\"name\":\"b\",\"count\":1,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[]}",
                "{\"name\":\"a\",\"count\":1,\"at\":\"2026-03-01T12:00:00Z\",\"colours\":[]} x",
            })
    void refusesWhatIsNotExactlyThat(String json) {
        assertThatThrownBy(() -> Json.read(json, Thing.class)).isInstanceOf(Json.Malformed.class);
    }

    @Test
    void refusesDeepNesting() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThatThrownBy(() -> Json.read(deep, List.class)).isInstanceOf(Json.Malformed.class);
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[][] broken = {{'"', (byte) 0xc3, '"'}, {0, 0, 0, '"', 0x7f, 0, 0, 0}, {(byte) 0xff}};
        for (byte[] json : broken) {
            assertThatThrownBy(() -> Json.read(json, String.class))
                    .isInstanceOf(Json.Malformed.class);
        }
    }

    @Test
    void saysWhereItIsWrongButQuotesNothingOfIt() {
        assertThatThrownBy(() -> Json.read(THING.replace(":1,", ":\"secret\","), Thing.class))
                .hasMessageContaining("count")
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("keepwatch");
        assertThatThrownBy(() -> Json.read("{\"token\": secret}", Map.class))
                .hasMessageNotContaining("secret");
    }
}
