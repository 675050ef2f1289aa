package io.keepwatch.telemetry.lineprotocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.keepwatch.telemetry.push.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The bodies of answers to InfluxDB's write requests. Success (204) has none. */
public final class LineProtocolAnswer {

    /** Those codes of InfluxDB 2 (its API, "Error") that we answer with. */
    public enum Code {
        /** 400. */
        INVALID("invalid"),
        /** 401. */
        UNAUTHORIZED("unauthorized"),
        /** 403. */
        FORBIDDEN("forbidden"),
        /** 404. */
        NOT_FOUND("not found"),
        /** 413, at which Telegraf sends the same in smaller parts. */
        TOO_LARGE("request too large"),
        /** 503. */
        UNAVAILABLE("unavailable");

        private final String word;

        Code(String word) {
            this.word = word;
        }
    }

    private static final JsonFactory JSON = new JsonFactory();

    private LineProtocolAnswer() {}

    /**
     * An error as both versions of InfluxDB write it: {@code code} and {@code message} for clients
     * of version 2, {@code error} for those of version 1.
     *
     * @param message for whoever runs the sender
     */
    public static byte[] error(Code code, String message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("code", code.word);
            out.writeStringField("message", message);
            out.writeStringField("error", message);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail to be written", impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * What of a body was not stored, as one sentence in InfluxDB's words; empty if all of it was.
     */
    public static String partial(LineProtocolOutcome.Read read, Refusals refusals) {
        if (read.wrongLines() == 0) {
            return refusals.isEmpty() ? "" : "partial write: " + refusals.message();
        }
        String lines =
                "partial write: %d %s not read (%s)"
                        .formatted(
                                read.wrongLines(),
                                read.wrongLines() == 1 ? "line" : "lines",
                                String.join("; ", read.errors()));
        return refusals.isEmpty() ? lines : lines + "; " + refusals.message();
    }
}
