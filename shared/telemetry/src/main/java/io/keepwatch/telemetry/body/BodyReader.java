package io.keepwatch.telemetry.body;

import java.util.Arrays;

/**
 * Inflates a body if it is gzipped. The bytes decide ({@code 1f 8b}, RFC 1952), not the header that
 * came with them: the gateway hands some bodies over inflated and leaves the header as it was. None
 * of the formats that we read can start with those two bytes. Remote write is never plain, so it
 * has an entry of its own.
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
     * reader of JSON may need half as much again, and both fit 16 MiB with room for what it knows.
     */
    public static final int INFLATED_BYTES_MAX = SENT_BYTES_MAX;

    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    /** RFC 8878, section 3.1.1. */
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    /** The stream identifier (github.com/google/snappy, framing_format.txt). */
    private static final byte[] SNAPPY_FRAMES = {
        (byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'
    };

    private final Gunzip gunzip = new Gunzip();

    /** The plain bytes of a body as it was sent; {@code sent} itself if it was not gzipped. */
    public Body read(byte[] sent) {
        if (sent.length > SENT_BYTES_MAX) {
            return tooLong(sent);
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

    /**
     * The plain bytes of a body in snappy's block format, as Prometheus remote write has it (remote
     * write 1.0 and 2.0, "Protocol").
     */
    public Body readSnappy(byte[] sent) {
        if (sent.length > SENT_BYTES_MAX) {
            return tooLong(sent);
        }
        // Each of these is broken snappy, so that nothing is lost by looking for them first.
        if (isGzip(sent)) {
            return notSnappy("gzip");
        }
        if (startsWith(sent, ZSTD)) {
            // vmagent's own protocol; at a 400 or 415 it goes on with remote write.
            return notSnappy("zstd");
        }
        if (startsWith(sent, SNAPPY_FRAMES)) {
            return notSnappy("snappy's framing format");
        }
        Unsnappy snappy = new Unsnappy(sent);
        try {
            // Checked before anything is made: a few bytes can claim 4 GiB.
            long length = snappy.claimedLength();
            return length > INFLATED_BYTES_MAX
                    ? inflatesTooFar()
                    : new Body.Plain(snappy.plain((int) length));
        } catch (Unsnappy.Malformed malformed) {
            return new Body.Refused(malformed.getMessage());
        }
    }

    private Body inflate(byte[] sent) throws Gunzip.Malformed {
        // The trailer says how long a single member is, so honest bodies are inflated only once.
        byte[] plain = new byte[gunzip.claimedLength(sent, INFLATED_BYTES_MAX)];
        long length = gunzip.inflate(sent, plain, INFLATED_BYTES_MAX);
        if (length > INFLATED_BYTES_MAX) {
            return inflatesTooFar();
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

    private static Body.Refused tooLong(byte[] sent) {
        return new Body.Refused(
                "the body has %d bytes; at most %d are taken"
                        .formatted(sent.length, SENT_BYTES_MAX));
    }

    private static Body.Refused inflatesTooFar() {
        return new Body.Refused(
                "the body inflates to more than %d bytes".formatted(INFLATED_BYTES_MAX));
    }

    private static Body.Refused notSnappy(String encoding) {
        return new Body.Refused(
                "the body is in %s; remote write is taken in snappy's block format only"
                        .formatted(encoding));
    }

    private static boolean isGzip(byte[] bytes) {
        return startsWith(bytes, GZIP);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length
                && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
