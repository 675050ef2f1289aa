package io.keepwatch.telemetry.remotewrite;

import java.util.Locale;
import java.util.Optional;

/** The messages that senders of Prometheus remote write choose from. */
public enum RemoteWriteFormat {
    /** {@code prometheus.WriteRequest} (remote write 1.0, "Protocol"). */
    VERSION_1("prometheus.WriteRequest"),
    /** {@code io.prometheus.write.v2.Request} (remote write 2.0, "Protobuf Message"). */
    VERSION_2("io.prometheus.write.v2.Request");

    private static final String MEDIA_TYPE = "application/x-protobuf";
    private static final String MESSAGE = "proto=";

    private final String message;

    RemoteWriteFormat(String message) {
        this.message = message;
    }

    /**
     * By the request's header {@code Content-Type}, which alone may decide (remote write 2.0,
     * "Content-Type"). Without any it is 1.0, whose senders have at times left it out.
     *
     * @return empty if it names something else: 415, at which senders may try another format
     */
    public static Optional<RemoteWriteFormat> of(Optional<String> contentType) {
        String[] parts = contentType.orElse(MEDIA_TYPE).split(";");
        if (parts.length == 0 || !parts[0].strip().equalsIgnoreCase(MEDIA_TYPE)) {
            return Optional.empty();
        }
        String message = VERSION_1.message;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.toLowerCase(Locale.ROOT).startsWith(MESSAGE)) {
                message = unquoted(parameter.substring(MESSAGE.length()));
            }
        }
        return ofMessage(message);
    }

    private static Optional<RemoteWriteFormat> ofMessage(String message) {
        for (RemoteWriteFormat format : values()) {
            if (format.message.equals(message)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
