package io.keepwatch.telemetry.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.keepwatch.telemetry.push.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The bodies of answers to OTLP/HTTP requests (OTLP 1.10, "OTLP/HTTP Response"). */
public final class OtlpAnswer {

    /** The codes of {@code google.rpc.Code} that we answer with. */
    public enum Code {
        INVALID_ARGUMENT(3),
        NOT_FOUND(5),
        PERMISSION_DENIED(7),
        RESOURCE_EXHAUSTED(8),
        UNAVAILABLE(14),
        UNAUTHENTICATED(16);

        private final int number;

        Code(int number) {
            this.number = number;
        }
    }

    private static final JsonFactory JSON = new JsonFactory();

    private OtlpAnswer() {}

    /**
     * An {@code ExportMetricsServiceResponse}, for status 200. It speaks of partial success only if
     * something was refused, since senders take it for a warning.
     */
    public static byte[] success(OtlpFormat format, Refusals refusals) {
        return switch (format) {
            case PROTOBUF -> protobufSuccess(refusals);
            case JSON ->
                    json(
                            out -> {
                                if (!refusals.isEmpty()) {
                                    out.writeObjectFieldStart("partialSuccess");
                                    // A 64-bit number is a string in protobuf's JSON.
                                    out.writeStringField(
                                            "rejectedDataPoints", Long.toString(refusals.total()));
                                    out.writeStringField("errorMessage", refusals.message());
                                    out.writeEndObject();
                                }
                            });
        };
    }

    private static byte[] protobufSuccess(Refusals refusals) {
        ProtobufWriter out = new ProtobufWriter();
        if (!refusals.isEmpty()) {
            int partialSuccess = out.begin(1);
            out.varint(1, refusals.total());
            out.string(2, refusals.message());
            out.end(partialSuccess);
        }
        return out.toByteArray();
    }

    /**
     * A {@code google.rpc.Status}, for any other status.
     *
     * @param message for whoever runs the sender
     */
    public static byte[] error(OtlpFormat format, Code code, String message) {
        return switch (format) {
            case PROTOBUF -> {
                ProtobufWriter out = new ProtobufWriter();
                out.varint(1, code.number);
                out.string(2, message);
                yield out.toByteArray();
            }
            case JSON ->
                    json(
                            out -> {
                                out.writeNumberField("code", code.number);
                                out.writeStringField("message", message);
                            });
        };
    }

    private interface Fields {

        void write(JsonGenerator out) throws IOException;
    }

    private static byte[] json(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail to be written", impossible);
        }
        return bytes.toByteArray();
    }
}
