package io.keepwatch.telemetry.remotewrite;

import static io.keepwatch.telemetry.remotewrite.RemoteWriteFormat.VERSION_1;
import static io.keepwatch.telemetry.remotewrite.RemoteWriteFormat.VERSION_2;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import io.keepwatch.telemetry.chunk.Recorded;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusals;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that nobody honest sends, and the reason that each is answered with. */
class MalformedWriteTest {

    private static final long NOON = 1_772_366_400_000L;

    private final RemoteWriteReader reader = new RemoteWriteReader(CanonicalNames.standard());
    private final Recorder recorder = new Recorder();

    @ParameterizedTest
    @CsvSource({
        // lengths beyond the end: of a series, a label, its name, a sample, metadata
        "0a05, a length that reaches beyond the end at byte 1",
        "0a020a05, a length that reaches beyond the end at byte 3",
        "0a040a020a05, a length that reaches beyond the end at byte 5",
        "0a02 1205, a length that reaches beyond the end at byte 3",
        "1a05, a length that reaches beyond the end at byte 1",
        // cut short in a tag, a length, a value, a time
        "8a, truncated at byte 0",
        "0a, truncated at byte 1",
        "0a05 1203 090000, truncated at byte 5",
        "0a04 1202 1080, truncated at byte 5",
        // over-long numbers
        "0a 8080808080808080808001, a varint of more than 64 bits at byte 1",
        "0a0d 120b 10 ffffffffffffffffff02, a varint of more than 64 bits at byte 5",
        // field numbers
        "00, field number 0 at byte 0",
        "0a0100, field number 0 at byte 2",
        "0a03 120100, field number 0 at byte 4",
        // known fields of a wrong type: series, labels, a name, samples, a time, metadata
        "0801, wire type 0 in field 1 at byte 1",
        "0a020801, wire type 0 in field 1 at byte 3",
        "0a04 0a020801, wire type 0 in field 1 at byte 5",
        "0a021001, wire type 0 in field 2 at byte 3",
        "0a04 12021200, wire type 2 in field 2 at byte 5",
        "1801, wire type 0 in field 3 at byte 1",
        "1a02 0a00, wire type 2 in field 1 at byte 3",
        // an exemplar's value and its label's, a histogram's count and buckets
        "0a04 1a021000, wire type 0 in field 2 at byte 5",
        "0a06 1a040a02 0801, wire type 0 in field 1 at byte 7",
        "0a04 22020a00, wire type 2 in field 1 at byte 5",
        "0a08 2206 620480808080, truncated at byte 6",
        "0a07 2205 6a03000000, truncated at byte 6",
        "0a06 22045a020a00, wire type 2 in field 1 at byte 7",
        "0a04 22026000 0a04 22026100, wire type 1 in field 12 at byte 11",
        // groups and wire types that do not exist
        "0b0c, wire type 3 in field 1 at byte 1",
        "830684 06, a group at byte 2",
        "8706, an unknown wire type at byte 2",
    })
    void namesWhatIsWrongAndWhereInTheFirstVersion(String hex, String reason) {
        assertMalformed(VERSION_1, hex, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "2205, a length that reaches beyond the end at byte 1",
        "2a05, a length that reaches beyond the end at byte 1",
        "2200 2a03 0a0100, a label without a reference to its value at byte 7",
        "2200 2a04 0a020001, a reference to a symbol that is not there at byte 8",
        "2200 2a08 0a0600ffffffff0f, a reference to a symbol that is not there at byte 12",
        "2a04 0a020000, a reference to a symbol that is not there at byte 5",
        "2200 2a02 0880, truncated at byte 5",
        "2200 2a04 0a020080, truncated at byte 7",
        "2200 2a04 2a022001, a reference to a symbol that is not there at byte 8",
        "220161, symbols that do not start with an empty one at byte 2",
        "2000, wire type 0 in field 4 at byte 1",
        "2800, wire type 0 in field 5 at byte 1",
        "2a02 0900, wire type 1 in field 1 at byte 3",
        "2a02 2800, wire type 0 in field 5 at byte 3",
        "2a04 2a020a00, wire type 2 in field 1 at byte 5",
        "2a04 1202 1a00, wire type 2 in field 3 at byte 5",
        "2a05 1a03 8a0100, wire type 2 in field 17 at byte 6",
        "2a04 2202 1000, wire type 0 in field 2 at byte 5",
    })
    void namesWhatIsWrongAndWhereInTheSecondVersion(String hex, String reason) {
        assertMalformed(VERSION_2, hex, reason);
    }

    private void assertMalformed(RemoteWriteFormat version, String hex, String reason) {
        byte[] body = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThat(read(version, body)).isEqualTo(new RemoteWriteOutcome.Malformed(reason));
        assertThat(recorder.samples).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void endsForAnyScrapeThatIsCutShortOrHasAFlippedBit(RemoteWriteFormat version) {
        byte[] body = ScrapePush.of(version, Recorded.nodeExporter().hostOnly(4), 0);
        int read = 0;
        for (int length = 0; length < body.length; length++) {
            read += isRead(version, Arrays.copyOf(body, length)) ? 1 : 0;
        }
        // Only where one field ends and the next begins.
        assertThat(read).isLessThan(100);
        for (int bit = 0; bit < body.length * 8; bit++) {
            byte[] flipped = body.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            isRead(version, flipped);
        }
    }

    private boolean isRead(RemoteWriteFormat version, byte[] body) {
        return switch (read(version, body)) {
            case RemoteWriteOutcome.Read _ -> true;
            case RemoteWriteOutcome.Malformed(String reason) -> {
                assertThat(reason).isNotEmpty();
                yield false;
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void refusesMoreSamplesThanAnyoneBatches(RemoteWriteFormat version) {
        Request samples = new Request(version).series("__name__=a");
        Request histograms = new Request(version).series("__name__=a");
        DynamicMessage.Builder histogram = histograms.histogram(NOON, 1);
        for (int i = 0; i <= RemoteWriteReader.SAMPLES_MAX; i++) {
            samples.start(1, NOON, 0);
            histograms.add(histogram);
        }

        for (Request request : new Request[] {samples, histograms}) {
            assertThat(read(version, request.bytes()))
                    .isEqualTo(
                            new RemoteWriteOutcome.Malformed(
                                    "more than 50000 samples; send smaller batches"));
        }
    }

    @Test
    void refusesMoreSymbolsThanAnyoneHas() {
        byte[] symbols = new byte[2 * (Symbols.SYMBOLS_MAX + 1)];
        for (int i = 0; i < symbols.length; i += 2) {
            symbols[i] = 0x22;
        }

        assertThat(read(VERSION_2, symbols))
                .isEqualTo(
                        new RemoteWriteOutcome.Malformed(
                                "more than 100000 symbols; send smaller batches"));
    }

    @Test
    void refusesLabelsThatComeToMoreThanABodyCouldHold() {
        Request request = new Request(VERSION_2);
        String labels = ("," + "n".repeat(255) + "=" + "v".repeat(1024)).repeat(64);
        for (int i = 0; i < 800; i++) {
            request.series("__name__=a" + labels);
        }
        byte[] body = request.bytes();

        assertThat(body.length).isLessThan(200_000);
        assertThat(read(VERSION_2, body))
                .isEqualTo(
                        new RemoteWriteOutcome.Malformed(
                                "labels that come to more than 64000000 bytes;"
                                        + " send smaller batches"));
    }

    /** Which a receiver that ignores the content type would take for success. */
    @Test
    void findsNothingInARequestOfTheOtherVersion() {
        byte[] first = ScrapePush.of(VERSION_1, Recorded.nodeExporter(), 0);
        byte[] second = ScrapePush.of(VERSION_2, Recorded.nodeExporter(), 0);

        assertThat(read(VERSION_2, first)).isEqualTo(new RemoteWriteOutcome.Read(0, 0, 0, 0, 0, 0));
        assertThat(read(VERSION_1, second))
                .isEqualTo(new RemoteWriteOutcome.Read(0, 0, 0, 0, 0, 0));
    }

    private RemoteWriteOutcome read(RemoteWriteFormat version, byte[] body) {
        return reader.read(version, body, recorder, new Refusals());
    }
}
