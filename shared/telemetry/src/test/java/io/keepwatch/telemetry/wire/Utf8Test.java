package io.keepwatch.telemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void agreesWithJavaOnEveryCharacter() throws MalformedBody {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                String text = Character.toString(point);
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                if (!Utf8.decode(bytes, 0, bytes.length).equals(text)
                        || Utf8.length(text) != bytes.length) {
                    assertThat(point).as("not taken").isNegative();
                }
            }
        }
    }

    @Test
    void agreesWithJavaOnUpToThreeBytesOfAnyValue() {
        byte[] bytes = new byte[3];
        for (int i = 0; i < 1 << 24; i += 101) { // divides no power of two
            bytes[0] = (byte) (i >>> 16);
            bytes[1] = (byte) (i >>> 8);
            bytes[2] = (byte) i;
            compare(bytes, 3 - i % 3);
        }
    }

    @Test
    void agreesWithJavaOnLongerNoise() {
        Random random = new Random(1);
        byte[] bytes = new byte[20];
        for (int i = 0; i < 100_000; i++) {
            for (int at = 0; at < bytes.length; at++) {
                // Mostly what could be part of something good.
                bytes[at] =
                        switch (random.nextInt(8)) {
                            case 0 -> (byte) (0xe0 | random.nextInt(0x15));
                            case 1, 2, 3 -> (byte) (0x80 | random.nextInt(0x40));
                            default -> (byte) random.nextInt(0x80);
                        };
            }
            compare(bytes, 1 + random.nextInt(bytes.length));
        }
    }

    @Test
    void saysWhereItIsWrong() {
        byte[] bytes = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', (byte) 0xc0, (byte) 0x80};

        assertThatThrownBy(() -> Utf8.check(bytes, 0, bytes.length))
                .hasMessage("text that is not UTF-8 at byte 9");
    }

    private static void compare(byte[] bytes, int length) {
        if (isGood(bytes, length) != isGoodForJava(bytes, length)) {
            assertThat(bytes).as("judged otherwise than by Java").isEmpty();
        }
    }

    private static boolean isGood(byte[] bytes, int length) {
        try {
            Utf8.check(bytes, 0, length);
            return true;
        } catch (MalformedBody malformed) {
            return false;
        }
    }

    private static boolean isGoodForJava(byte[] bytes, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
