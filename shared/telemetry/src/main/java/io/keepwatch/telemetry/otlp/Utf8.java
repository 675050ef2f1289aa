package io.keepwatch.telemetry.otlp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text on the wire. A protobuf string is UTF-8, and nothing else will do. */
final class Utf8 {

    /** Of a text that is too long to be read as a whole. */
    private static final int START_BYTES = 100;

    private static final int WINDOW_CHARACTERS = 4096;

    private static final String NOT_UTF_8 = "text that is not UTF-8";

    private Utf8() {}

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Checks all of {@code bytes} without keeping any of it. */
    static void check(byte[] bytes) throws MalformedBody {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        CharBuffer window = CharBuffer.allocate(WINDOW_CHARACTERS);
        CharsetDecoder decoder = decoder();
        CoderResult result;
        do {
            result = decoder.decode(source, window.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw MalformedBody.at(source.position(), NOT_UTF_8);
        }
    }

    static String decode(byte[] bytes, int from, int to) throws MalformedBody {
        try {
            return decoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
        } catch (CharacterCodingException invalid) {
            throw MalformedBody.at(from, NOT_UTF_8);
        }
    }

    /** In bytes, without making them. */
    static int length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            // A pair of surrogates is four bytes.
            length += next < 0x80 ? 1 : next < 0x800 || Character.isSurrogate(next) ? 2 : 3;
        }
        return length;
    }

    /** The first characters, to show to a person. */
    static String start(byte[] bytes, int from, int to) {
        int length = Math.min(to - from, START_BYTES);
        String start = new String(bytes, from, length, StandardCharsets.UTF_8);
        return length < to - from ? start + "…" : start;
    }
}
