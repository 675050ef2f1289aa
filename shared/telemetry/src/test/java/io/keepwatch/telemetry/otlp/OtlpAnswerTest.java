package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Values;
import io.keepwatch.telemetry.otlp.OtlpAnswer.Code;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpAnswerTest {

    private static final String MESSAGE = "truncated at byte 12: \"ü\"\n😀" + "x".repeat(300);

    @Test
    void saysNothingOfPartialSuccessWhenAllIsStored() {
        assertThat(OtlpAnswer.success(OtlpFormat.PROTOBUF, new Refusals())).isEmpty();
        assertThat(OtlpAnswer.success(OtlpFormat.JSON, new Refusals())).asString().isEqualTo("{}");
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatIsRefused(OtlpFormat format) throws InvalidProtocolBufferException {
        Refusals refusals = new Refusals();
        refusals.add(Refusal.TOO_OLD, 300, "ü.😀");
        refusals.add(Refusal.NO_TEMPORALITY, "latency");

        byte[] answer = OtlpAnswer.success(format, refusals);

        ExportMetricsServiceResponse.Builder response = ExportMetricsServiceResponse.newBuilder();
        switch (format) {
            case PROTOBUF -> response.mergeFrom(answer);
            case JSON ->
                    JsonFormat.parser().merge(new String(answer, StandardCharsets.UTF_8), response);
        }
        assertThat(response.getPartialSuccess().getRejectedDataPoints()).isEqualTo(301);
        assertThat(response.getPartialSuccess().getErrorMessage())
                .isEqualTo(refusals.message())
                .contains("ü.😀");
    }

    /** The numbers of google/rpc/code.proto, and the fields of google/rpc/status.proto. */
    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, 3",
        "NOT_FOUND, 5",
        "PERMISSION_DENIED, 7",
        "RESOURCE_EXHAUSTED, 8",
        "UNAVAILABLE, 14",
        "UNAUTHENTICATED, 16",
    })
    void saysWhatIsWrongInAStatus(Code code, int number) throws IOException {
        CodedInputStream protobuf =
                CodedInputStream.newInstance(OtlpAnswer.error(OtlpFormat.PROTOBUF, code, MESSAGE));
        Struct.Builder json = Struct.newBuilder();
        JsonFormat.parser()
                .merge(
                        new String(
                                OtlpAnswer.error(OtlpFormat.JSON, code, MESSAGE),
                                StandardCharsets.UTF_8),
                        json);

        assertThat(protobuf.readTag()).isEqualTo(1 << 3);
        assertThat(protobuf.readInt32()).isEqualTo(number);
        assertThat(protobuf.readTag()).isEqualTo(2 << 3 | 2);
        assertThat(protobuf.readStringRequireUtf8()).isEqualTo(MESSAGE);
        assertThat(protobuf.isAtEnd()).isTrue();
        assertThat(json.getFieldsMap())
                .containsOnlyKeys("code", "message")
                .containsEntry("code", Values.of(number))
                .containsEntry("message", Values.of(MESSAGE));
    }
}
