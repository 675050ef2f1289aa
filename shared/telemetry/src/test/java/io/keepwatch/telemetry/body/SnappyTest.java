package io.keepwatch.telemetry.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyOutputStream;

/** Our own reading of snappy, against the library that everybody uses. */
class SnappyTest {

    /** How many times the usual number of random bodies. */
    private static final int TIMES = Boolean.getBoolean("keepwatch.deep") ? 10 : 1;

    private final BodyReader reader = new BodyReader();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 59, 60, 61, 255, 256, 257, 65_536, 65_537, 6_000_000})
    void readsWhatTheLibraryWrites(int length) throws IOException {
        byte[] original = text(length, new Random(length));
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);

        assertThat(plain(Snappy.compress(original))).contains(original);
        assertThat(plain(Snappy.compress(new byte[length]))).contains(new byte[length]);
        if (length < 5_000_000) { // noise grows
            assertThat(plain(Snappy.compress(noise))).contains(noise);
        }
    }

    @Test
    void readsRandomTextsAsTheLibraryDoes() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 5_000 * TIMES; i++) {
            byte[] original = text(random.nextInt(2_000), random);
            byte[] sent = Snappy.compress(original);

            assertThat(plain(sent)).contains(original);
            agree(damage(sent, random));
        }
    }

    @Test
    void readsRandomElementsAsTheLibraryDoes() throws IOException {
        Random random = new Random(2);
        int read = 0;
        for (int i = 0; i < 50_000 * TIMES; i++) {
            byte[] sent = elements(random);
            agree(sent);
            read += plain(sent).isPresent() ? 1 : 0;
        }
        // Or else this would say little.
        assertThat(read).isBetween(25_000 * TIMES, 48_000 * TIMES);
    }

    /** Takes what the library takes, to the same end, and nothing else. */
    private void agree(byte[] sent) throws IOException {
        if (Snappy.isValidCompressedBuffer(sent)) {
            assertThat(plain(sent)).contains(Snappy.uncompress(sent));
        } else {
            assertThat(plain(sent)).isEmpty();
        }
    }

    @Test
    void refusesAnySnappyThatIsCutShort() throws IOException {
        byte[] sent = Snappy.compress(text(5_000, new Random(3)));

        for (int length = 0; length < sent.length; length++) {
            assertThat(refused(Arrays.copyOf(sent, length))).isEqualTo("snappy: truncated");
        }
    }

    @Test
    void endsForAnySnappyWithAFlippedBit() throws IOException {
        byte[] sent = Snappy.compress(text(700, new Random(4)));

        for (int bit = 0; bit < sent.length * 8; bit++) {
            byte[] flipped = sent.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            agree(flipped);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // lengths: none, without an end, of more than 32 bits, over-long
        "'', truncated",
        "80, truncated",
        "ffffffff10, a length of more than 32 bits",
        "808080808000, a length of more than 32 bits",
        // claims that no such body can keep
        "8080800208, truncated",
        // less than is claimed, and more
        "01, truncated",
        "020041, truncated",
        "00 0041, more than the length that it claims",
        "010441 42, more than the length that it claims",
        "04 0c41424344 0d01, more than the length that it claims",
        // literals cut short: in what they hold, in their length, of 4 GiB
        "0208, truncated",
        "02f0, truncated",
        "02fc00, truncated",
        "02fc ffffffff 41, truncated",
        "02fc ffffff7f 41, truncated",
        // copies: of nothing, from before the start, with an offset of 0 or of 4 GiB, cut short
        "040d01, a copy of what is not there",
        "0500410d02, a copy of what is not there",
        "0500410d00, a copy of what is not there",
        "050041 0e0000, a copy of what is not there",
        "050041 0f00000000, a copy of what is not there",
        "050041 0fffffffff, a copy of what is not there",
        "050041 0f01000080, a copy of what is not there",
        "0500410d, truncated",
        "050041 0e01, truncated",
        "050041 0f010000, truncated",
    })
    void namesWhatIsWrong(String hex, String reason) {
        byte[] sent = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThat(refused(sent)).isEqualTo("snappy: " + reason);
    }

    @Test
    void refusesAClaimBeyondItsLimitBeforeItMakesRoom() {
        assertThat(refused(HexFormat.of().parseHex("ffffffff0f00")))
                .isEqualTo("the body inflates to more than 6000000 bytes");
        // 6 000 001
        assertThat(refused(HexFormat.of().parseHex("819bee0200")))
                .isEqualTo("the body inflates to more than 6000000 bytes");
        assertThat(refused(new byte[BodyReader.SENT_BYTES_MAX + 1])).contains("6000001 bytes");
    }

    @Test
    void namesAnEncodingThatItDoesNotTake() throws IOException {
        assertThat(refused(HexFormat.of().parseHex("28b52ffd0401")))
                .isEqualTo(
                        "the body is in zstd; remote write is taken in snappy's block format only");
        assertThat(refused(HexFormat.of().parseHex("1f8b0800"))).contains("is in gzip");
        assertThat(refused("\u00ff\6\0\0sNaPpY".getBytes(StandardCharsets.ISO_8859_1)))
                .contains("is in snappy's framing format");
        // The library's own stream starts otherwise, and is as little a block.
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (SnappyOutputStream out = new SnappyOutputStream(stream)) {
            out.write(1);
        }
        assertThat(refused(stream.toByteArray())).startsWith("snappy: ");
    }

    private Optional<byte[]> plain(byte[] sent) {
        return switch (reader.readSnappy(sent)) {
            case Body.Plain(byte[] bytes) -> Optional.of(bytes);
            case Body.Refused _ -> Optional.empty();
        };
    }

    private String refused(byte[] sent) {
        return switch (reader.readSnappy(sent)) {
            case Body.Plain(byte[] bytes) -> throw new AssertionError(bytes.length + " bytes");
            case Body.Refused(String reason) -> reason;
        };
    }

    /** Words again and again, with some noise between them. */
    private static byte[] text(int length, Random random) {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int run = Math.min(length - at, 1 + random.nextInt(100));
            if (at > 0 && random.nextInt(3) > 0) {
                int offset = 1 + random.nextInt(Math.min(at, 3_000));
                for (int i = 0; i < run; i++) {
                    bytes[at + i] = bytes[at + i - offset];
                }
            } else {
                for (int i = 0; i < run; i++) {
                    bytes[at + i] = (byte) random.nextInt();
                }
            }
            at += run;
        }
        return bytes;
    }

    private static byte[] damage(byte[] sent, Random random) {
        byte[] damaged = sent.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    /** Literals and copies of every form, mostly right, which no compressor would choose. */
    private static byte[] elements(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int plain = 0;
        for (int i = random.nextInt(12); i >= 0; i--) {
            int wrong = random.nextInt(60) == 0 ? 1 : 0;
            int form = plain == 0 ? 0 : random.nextInt(4);
            int length = 1 + random.nextInt(form == 0 ? 300 : form == 1 ? 11 : 64);
            int offset = 1 + random.nextInt(Math.max(1, Math.min(plain, form == 1 ? 2047 : plain)));
            offset += wrong * plain;
            switch (form) {
                case 0 -> literal(out, length, random);
                case 1 -> {
                    length = Math.max(4, length);
                    out.write(offset >>> 8 << 5 | length - 4 << 2 | 1);
                    out.write(offset);
                }
                case 2 -> {
                    out.write(length - 1 << 2 | 2);
                    number(out, offset, 2);
                }
                default -> {
                    out.write(length - 1 << 2 | 3);
                    number(out, offset, 4);
                }
            }
            plain += length;
        }
        plain += random.nextInt(30) == 0 ? random.nextInt(5) - 2 : 0;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        varint(all, Math.max(0, plain), random);
        all.writeBytes(out.toByteArray());
        return all.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, int length, Random random) {
        int least = length <= 60 ? 0 : length <= 256 ? 1 : 2;
        int bytes = Math.max(least, random.nextInt(5));
        out.write((bytes == 0 ? length - 1 : 59 + bytes) << 2);
        number(out, length - 1, bytes);
        byte[] content = new byte[length];
        random.nextBytes(content);
        out.writeBytes(content);
    }

    private static void number(ByteArrayOutputStream out, int number, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write(number >>> 8 * i);
        }
    }

    /** Now and then with zeros at its upper end. */
    private static void varint(ByteArrayOutputStream out, int value, Random random) {
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest | 0x80);
            rest >>>= 7;
        }
        int padding = random.nextInt(20) == 0 ? 1 + random.nextInt(3) : 0;
        out.write(padding > 0 ? rest | 0x80 : rest);
        for (int i = 1; i <= padding; i++) {
            out.write(i < padding ? 0x80 : 0);
        }
    }

    @Test
    void readsManyBytesASecond() throws IOException {
        byte[] sent = Snappy.compress(text(200_000, new Random(5)));
        for (int i = 0; i < 500; i++) {
            plain(sent);
        }
        long start = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            plain(sent);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double megabytes = 500 * 0.2 / seconds;

        System.out.printf("snappy: %.0f MB/s%n", megabytes);
        assertThat(megabytes).isGreaterThan(50);
    }
}
