package io.keepwatch.telemetry.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.support.GzipBomb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

    private final BodyReader reader = new BodyReader();

    @Test
    void leavesAPlainBodyAsItIs() {
        byte[] sent = ascii("{\"resourceMetrics\":[]}");

        assertThat(plain(sent)).isSameAs(sent);
    }

    @Test
    void leavesAnEmptyBodyAsItIs() {
        assertThat(plain(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 8191, 8192, 8193, 100_000, BodyReader.INFLATED_BYTES_MAX})
    void inflatesWhatIsGzipped(int length) {
        byte[] original = noise(length);

        assertThat(plain(gzip(original))).isEqualTo(original);
    }

    @Test
    void inflatesAllMembersOfOneGzip() {
        byte[] sent = concat(gzip(ascii("one ")), gzip(new byte[0]), gzip(ascii("body")));

        assertThat(plain(sent)).isEqualTo(ascii("one body"));
    }

    @Test
    void readsAGzipWithNameAndComment() {
        // FEXTRA, FNAME, FCOMMENT and FHCRC, none of which GZIPOutputStream writes.
        byte[] sent = gzip(ascii("body"));
        byte[] header = Arrays.copyOf(sent, 10);
        header[3] = 2 | 4 | 8 | 16;
        byte[] more = concat(new byte[] {3, 0}, ascii("abcname\0comment\0"), new byte[2]);

        byte[] rest = Arrays.copyOfRange(sent, 10, sent.length);
        assertThat(plain(concat(header, more, rest))).isEqualTo(ascii("body"));
    }

    @Test
    void refusesAnyGzipThatIsCutShort() {
        byte[] sent = gzip(noise(500));

        for (int length = 2; length < sent.length; length++) {
            assertThat(refused(Arrays.copyOf(sent, length))).startsWith("gzip: ");
        }
        assertThat(refused(Arrays.copyOf(sent, sent.length - 9))).isEqualTo("gzip: truncated");
    }

    @Test
    void endsForAnyGzipWithAFlippedBit() {
        byte[] original = noise(500);
        byte[] sent = gzip(original);

        for (int bit = 16; bit < sent.length * 8; bit++) {
            byte[] flipped = sent.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            switch (reader.read(flipped)) {
                // The header has bits without meaning: time, operating system, text.
                case Body.Plain(byte[] bytes) -> assertThat(bytes).isEqualTo(original);
                case Body.Refused(String reason) -> assertThat(reason).startsWith("gzip: ");
            }
        }
    }

    @Test
    void refusesWhatFollowsTheEndOfAGzip() {
        assertThat(refused(concat(gzip(ascii("body")), ascii("and more than ten bytes"))))
                .isEqualTo("gzip: something follows its end");
    }

    @Test
    void refusesATrailerThatLies() {
        byte[] sent = gzip(noise(500));
        sent[sent.length - 4]++;

        assertThat(refused(sent)).isEqualTo("gzip: the length is wrong");
    }

    @Test
    void refusesAGzipInAGzip() {
        assertThat(refused(gzip(gzip(ascii("body"))))).contains("more than once");
    }

    @Test
    void refusesMoreThanItsLimitInAnyForm() {
        assertThat(refused(new byte[BodyReader.SENT_BYTES_MAX + 1])).contains("6000001 bytes");
        assertThat(refused(gzip(new byte[BodyReader.INFLATED_BYTES_MAX + 1])))
                .contains("more than 6000000 bytes");
        byte[] half = gzip(new byte[BodyReader.INFLATED_BYTES_MAX / 2 + 1]);
        assertThat(refused(concat(half, half))).contains("more than 6000000 bytes");
    }

    @Test
    void countsAsManyZerosAsItTakes() {
        assertThat(plain(GzipBomb.ofZeros(5))).isEqualTo(new byte[5 << 20]);
    }

    @Test
    void refusesAGibibyteOfZerosOnceAndTwiceGzipped() {
        byte[] once = GzipBomb.ofZeros(1024);
        byte[] twice = gzip(once);
        assertThat(once).hasSizeLessThan(1_100_000);
        assertThat(twice).hasSizeLessThan(10_000);

        assertThat(refused(once)).contains("more than 6000000 bytes");
        assertThat(refused(twice)).contains("more than once");
    }

    private byte[] plain(byte[] sent) {
        return switch (reader.read(sent)) {
            case Body.Plain(byte[] bytes) -> bytes;
            case Body.Refused(String reason) -> throw new AssertionError(reason);
        };
    }

    private String refused(byte[] sent) {
        return switch (reader.read(sent)) {
            case Body.Plain(byte[] bytes) -> throw new AssertionError(bytes.length + " bytes");
            case Body.Refused(String reason) -> reason;
        };
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Half noise, half repetition. */
    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 2 == 0 ? 'a' : random.nextInt());
        }
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
