package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpFormatTest {

    private static final byte[] JSON = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROTOBUF = {0x0a, 0};

    @ParameterizedTest
    @CsvSource({
        "application/json, JSON",
        "Application/JSON; charset=utf-8, JSON",
        "application/x-protobuf, PROTOBUF",
        "application/protobuf, PROTOBUF",
    })
    void followsTheHeaderWhateverTheBody(String contentType, OtlpFormat format) {
        assertThat(OtlpFormat.of(Optional.of(contentType), JSON)).isEqualTo(format);
        assertThat(OtlpFormat.of(Optional.of(contentType), PROTOBUF)).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/octet-stream", "''", ";"})
    void looksAtTheFirstByteWhereTheHeaderIsOdd(String contentType) {
        assertThat(OtlpFormat.of(Optional.of(contentType), JSON)).isEqualTo(OtlpFormat.JSON);
        assertThat(OtlpFormat.of(Optional.of(contentType), PROTOBUF))
                .isEqualTo(OtlpFormat.PROTOBUF);
    }

    @Test
    void takesNothingAtAllForProtobuf() {
        assertThat(OtlpFormat.of(Optional.empty(), new byte[0])).isEqualTo(OtlpFormat.PROTOBUF);
    }
}
