package io.keepwatch.telemetry.otlp;

import java.util.Locale;
import java.util.Optional;

/** The two encodings of OTLP/HTTP (OTLP 1.10, "OTLP/HTTP"); an answer has that of its request. */
public enum OtlpFormat {
    PROTOBUF("application/x-protobuf"),
    JSON("application/json");

    private final String contentType;

    OtlpFormat(String contentType) {
        this.contentType = contentType;
    }

    /** For the {@code Content-Type} header of an answer. */
    public String contentType() {
        return contentType;
    }

    /**
     * The format of a plain body. Its header decides; where that is missing or names neither, the
     * first byte does, since no request in protobuf can start with <code>{</code>.
     *
     * @param contentType the request's header, parameters such as {@code charset} and all
     */
    public static OtlpFormat of(Optional<String> contentType, byte[] body) {
        String type =
                contentType
                        .map(header -> header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .orElse("");
        return switch (type) {
            case "application/x-protobuf", "application/protobuf" -> PROTOBUF;
            case "application/json" -> JSON;
            default -> body.length > 0 && body[0] == '{' ? JSON : PROTOBUF;
        };
    }
}
