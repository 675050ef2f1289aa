package io.keepwatch.telemetry.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteWriteFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/x-protobuf | VERSION_1",
                "Application/X-Protobuf; charset=utf-8 | VERSION_1",
                "application/x-protobuf;proto=prometheus.WriteRequest | VERSION_1",
                "application/x-protobuf;proto=io.prometheus.write.v2.Request | VERSION_2",
                "application/x-protobuf ; Proto=\"io.prometheus.write.v2.Request\" | VERSION_2",
            })
    void isWhatTheHeaderSays(String contentType, RemoteWriteFormat format) {
        assertThat(RemoteWriteFormat.of(Optional.of(contentType))).contains(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "application/json",
                "text/plain",
                "application/x-protobuf;proto=",
                "application/x-protobuf;proto=io.prometheus.write.v3.Request",
                "application/x-protobuf;proto=\"",
            })
    void isNothingElse(String contentType) {
        assertThat(RemoteWriteFormat.of(Optional.of(contentType))).isEmpty();
    }

    @Test
    void isTheFirstVersionWithoutAHeader() {
        assertThat(RemoteWriteFormat.of(Optional.empty())).contains(RemoteWriteFormat.VERSION_1);
    }
}
