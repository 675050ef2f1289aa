package io.keepwatch.telemetry.body;

import java.util.Arrays;

/**
 * Inflates a body if it is gzipped. The bytes decide ({@code 1f 8b}, RFC 1952), not the header that
 * came with them: the gateway hands some bodies over inflated and leaves the header as it was. None
 * of the formats that we read can start with those two bytes.
 *
 * <p>Hostile input costs at most {@link #INFLATED_BYTES_MAX} of heap: what does not credibly say
 * that it fits is first counted through a small window. Not thread safe; one for each execution
 * environment.
 */
public final class BodyReader {

    /** Lambda's own limit for a request. */
    public static final int SENT_BYTES_MAX = 6_000_000;

    /**
     * The same as plain: whoever gzips may not hand in more than others, only more cheaply. A
     * reader of JSON may need as much again to read it, and both fit 16 MiB with room to spare.
     */
    public static final int INFLATED_BYTES_MAX = SENT_BYTES_MAX;

    private final Gunzip gunzip = new Gunzip();

    /** The plain bytes of a body as it was sent; {@code sent} itself if it was not gzipped. */
    public Body read(byte[] sent) {
        if (sent.length > SENT_BYTES_MAX) {
            return new Body.Refused(
                    "the body has %d bytes; at most %d are taken"
                            .formatted(sent.length, SENT_BYTES_MAX));
        }
        if (!isGzip(sent)) {
            return new Body.Plain(sent);
        }
        try {
            return inflate(sent);
        } catch (Gunzip.Malformed malformed) {
            return new Body.Refused(malformed.getMessage());
        }
    }

    private Body inflate(byte[] sent) throws Gunzip.Malformed {
        // The trailer says how long a single member is, so honest bodies are inflated only once.
        byte[] plain = new byte[gunzip.claimedLength(sent, INFLATED_BYTES_MAX)];
        long length = gunzip.inflate(sent, plain, INFLATED_BYTES_MAX);
        if (length > INFLATED_BYTES_MAX) {
            return new Body.Refused(
                    "the body inflates to more than %d bytes".formatted(INFLATED_BYTES_MAX));
        }
        if (length > plain.length) {
            // Several members, or a trailer that lies: now that the sum is known, once more.
            plain = new byte[(int) length];
            gunzip.inflate(sent, plain, INFLATED_BYTES_MAX);
        } else if (length < plain.length) {
            plain = Arrays.copyOf(plain, (int) length);
        }
        return isGzip(plain)
                ? new Body.Refused("the body is gzipped more than once")
                : new Body.Plain(plain);
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    }
}
