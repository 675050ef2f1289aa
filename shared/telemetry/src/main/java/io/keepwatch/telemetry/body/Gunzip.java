package io.keepwatch.telemetry.body;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The gzip file format (RFC 1952) over {@link Inflater}. Stricter than {@code GZIPInputStream},
 * which ignores whatever follows the last member, and usable again and again without new memory.
 */
final class Gunzip {

    /** The gzip is not well-formed; the message says why. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed(String reason) {
            super("gzip: " + reason, null, false, false);
        }
    }

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int DEFLATE = 8;

    // RFC 1952, section 2.3.1; FTEXT (bit 0) says nothing that matters here.
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int RESERVED = 0xe0;

    /** Deflate cannot do better (zlib's technical notes), so a claim beyond this is a lie. */
    private static final int RATIO_MAX = 1032;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] window = new byte[8192];

    private byte[] sent;
    private int position;

    /** The inflated length by the trailer, if that is possible and at most {@code max}; else 0. */
    int claimedLength(byte[] gzipped, int max) throws Malformed {
        if (gzipped.length < HEADER_BYTES + TRAILER_BYTES) {
            throw truncated();
        }
        long claimed = unsignedInt(gzipped, gzipped.length - 4);
        boolean credible = claimed <= Math.min(max, (long) gzipped.length * RATIO_MAX);
        return credible ? (int) claimed : 0;
    }

    /**
     * Inflates all members into {@code into} as far as they fit, and counts on past its end until
     * more than {@code max} came out.
     *
     * @return the inflated length, or some number above {@code max}
     */
    long inflate(byte[] gzipped, byte[] into, int max) throws Malformed {
        sent = gzipped;
        position = 0;
        try {
            long length = 0;
            do {
                skipHeader();
                length = inflateMember(into, length, max);
            } while (length <= max && position < sent.length);
            return length;
        } finally {
            sent = null;
        }
    }

    private long inflateMember(byte[] into, long start, int max) throws Malformed {
        inflater.reset();
        inflater.setInput(sent, position, sent.length - position);
        checksum.reset();
        long length = start;
        while (!inflater.finished()) {
            boolean fits = length < into.length;
            byte[] target = fits ? into : window;
            int from = fits ? (int) length : 0;
            int count = inflate(target, from);
            checksum.update(target, from, count);
            length += count;
            if (length > max) {
                return length;
            }
        }
        position += (int) inflater.getBytesRead();
        checkTrailer(length - start);
        return length;
    }

    private int inflate(byte[] target, int from) throws Malformed {
        try {
            int count = inflater.inflate(target, from, target.length - from);
            if (count == 0 && !inflater.finished()) {
                throw inflater.needsInput() ? truncated() : new Malformed("a preset dictionary");
            }
            return count;
        } catch (DataFormatException broken) {
            throw new Malformed("broken data");
        }
    }

    private void skipHeader() throws Malformed {
        require(HEADER_BYTES);
        if (sent[position] != 0x1f || sent[position + 1] != (byte) 0x8b) {
            throw new Malformed("something follows its end");
        }
        int flags = sent[position + 3];
        if (sent[position + 2] != DEFLATE || (flags & RESERVED) != 0) {
            throw new Malformed("an unknown method or flag");
        }
        position += HEADER_BYTES;
        if ((flags & FEXTRA) != 0) {
            require(2);
            int length = unsignedShort(position);
            require(2 + length);
            position += 2 + length;
        }
        if ((flags & FNAME) != 0) {
            skipText();
        }
        if ((flags & FCOMMENT) != 0) {
            skipText();
        }
        if ((flags & FHCRC) != 0) {
            require(2);
            position += 2;
        }
    }

    private void skipText() throws Malformed {
        do {
            require(1);
        } while (sent[position++] != 0);
    }

    private void checkTrailer(long length) throws Malformed {
        require(TRAILER_BYTES);
        if (unsignedInt(sent, position) != checksum.getValue()) {
            throw new Malformed("the checksum is wrong");
        }
        if (unsignedInt(sent, position + 4) != (length & 0xffff_ffffL)) {
            throw new Malformed("the length is wrong");
        }
        position += TRAILER_BYTES;
    }

    private void require(int bytes) throws Malformed {
        if (sent.length - position < bytes) {
            throw truncated();
        }
    }

    private static Malformed truncated() {
        return new Malformed("truncated");
    }

    private int unsignedShort(int at) {
        return (sent[at] & 0xff) | (sent[at + 1] & 0xff) << 8;
    }

    private static long unsignedInt(byte[] bytes, int at) {
        return (bytes[at] & 0xffL)
                | (bytes[at + 1] & 0xffL) << 8
                | (bytes[at + 2] & 0xffL) << 16
                | (bytes[at + 3] & 0xffL) << 24;
    }
}
