package io.keepwatch.telemetry.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Text on the wire. A protobuf string is UTF-8 (RFC 3629), and nothing else will do. */
public final class Utf8 {

    /** Of a text that is too long to be read as a whole. */
    private static final int START_BYTES = 100;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    /** Fails where the bytes are not UTF-8. Allocates nothing. */
    public static void check(byte[] bytes, int from, int to) throws MalformedBody {
        int at = from;
        while (at < to) {
            if (at + Long.BYTES <= to && ((long) LONG.get(bytes, at) & NOT_ASCII) == 0) {
                at += Long.BYTES;
            } else if (bytes[at] >= 0) {
                at++;
            } else {
                at = checkCharacter(bytes, at, to);
            }
        }
    }

    /** A character of more than one byte; returns where the next one starts. */
    private static int checkCharacter(byte[] bytes, int at, int to) throws MalformedBody {
        int first = bytes[at] & 0xff;
        // C0, C1: over-long. F5 and up: beyond Unicode. The rest are no first bytes.
        int more = first >= 0xc2 && first <= 0xf4 ? first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1 : 0;
        if (more == 0 || at + more >= to || !isSecond(first, bytes[at + 1] & 0xff)) {
            throw MalformedBody.at(at, "text that is not UTF-8");
        }
        for (int i = 2; i <= more; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                throw MalformedBody.at(at, "text that is not UTF-8");
            }
        }
        return at + more + 1;
    }

    private static boolean isSecond(int first, int second) {
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        // ED A0 and on would be surrogates, F4 90 and on is beyond Unicode.
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        return second >= least && second <= most;
    }

    public static String decode(byte[] bytes, int from, int to) throws MalformedBody {
        check(bytes, from, to);
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** In bytes, without making them. */
    public static int length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            // A pair of surrogates is four bytes.
            length += next < 0x80 ? 1 : next < 0x800 || Character.isSurrogate(next) ? 2 : 3;
        }
        return length;
    }

    /** The first characters, to show to a person. */
    public static String start(byte[] bytes, int from, int to) {
        int length = Math.min(to - from, START_BYTES);
        String start = new String(bytes, from, length, StandardCharsets.UTF_8);
        return length < to - from ? start + "…" : start;
    }
}
