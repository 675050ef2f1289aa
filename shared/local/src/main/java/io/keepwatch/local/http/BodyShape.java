package io.keepwatch.local.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * How a body is put into an event. What API Gateway does with bodies that are compressed is not
 * documented and has been seen to differ, so the local gateway can vary it: a function must go by
 * the bytes.
 */
public enum BodyShape {
    /**
     * As an HTTP API has been seen to do it: text for text types that are UTF-8, else base64.
     * Compressed JSON is not UTF-8, and so base64.
     */
    AWS,

    /** Base64 for everything. */
    BASE64,

    /** Compressed JSON is inflated, though its headers still say that it is compressed. */
    INFLATED,

    /** A different one of the above with each request. */
    VARIED;

    /** More than a function could be given. */
    private static final int INFLATED_BYTES_MAX = 6 * 1024 * 1024;

    private static final int BUFFER_BYTES = 8_192;

    private static final Set<String> TEXT_TYPES =
            Set.of("application/json", "application/xml", "application/javascript");
    private static final AtomicLong REQUESTS = new AtomicLong();

    /** A body as the event has it. */
    record Shaped(String body, boolean base64) {}

    Shaped shape(byte[] body, String contentType) {
        return switch (this) {
            case AWS -> asAws(body, contentType);
            case BASE64 -> base64(body);
            case INFLATED -> inflated(body, contentType);
            case VARIED ->
                    switch ((int) (REQUESTS.getAndIncrement() % 3)) {
                        case 0 -> asAws(body, contentType);
                        case 1 -> base64(body);
                        default -> inflated(body, contentType);
                    };
        };
    }

    private static Shaped asAws(byte[] body, String contentType) {
        return text(body, contentType)
                .map(text -> new Shaped(text, false))
                .orElseGet(() -> base64(body));
    }

    private static Shaped base64(byte[] body) {
        return new Shaped(Base64.getEncoder().encodeToString(body), true);
    }

    private static Shaped inflated(byte[] body, String contentType) {
        if (!isText(contentType) || body.length < 2 || body[0] != 0x1f || body[1] != (byte) 0x8b) {
            return asAws(body, contentType);
        }
        try {
            // Measured before it is kept, so that a bomb costs time but no memory.
            int size = inflatedSize(body);
            if (size > INFLATED_BYTES_MAX) {
                return base64(body);
            }
            try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return asAws(plain.readNBytes(size), contentType);
            }
        } catch (IOException e) {
            return base64(body); // not gzip after all: the function is to say so
        }
    }

    /** At most one more than {@link #INFLATED_BYTES_MAX}. */
    private static int inflatedSize(byte[] body) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
            int size = 0;
            while (size <= INFLATED_BYTES_MAX) {
                int read = plain.read(buffer);
                if (read < 0) {
                    return size;
                }
                size += read;
            }
            return INFLATED_BYTES_MAX + 1;
        }
    }

    private static Optional<String> text(byte[] body, String contentType) {
        if (!isText(contentType)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isText(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || TEXT_TYPES.contains(type);
    }
}
