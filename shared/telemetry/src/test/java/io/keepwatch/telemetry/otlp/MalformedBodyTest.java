package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.wire.Wire;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that nobody honest sends, and the reason that each is answered with. */
class MalformedBodyTest {

    private final OtlpReader reader = new OtlpReader(CanonicalNames.standard());
    private final Recorder recorder = new Recorder();

    @ParameterizedTest
    @CsvSource({
        // length beyond the end; in a message; in a message in a message
        "0a05, a length that reaches beyond the end at byte 1",
        "0a020a05, a length that reaches beyond the end at byte 3",
        "0a04120212 05, a length that reaches beyond the end at byte 5",
        "0a ffffffff0f, a length that reaches beyond the end at byte 1",
        "0a ffffffffffffffffff01, a length that reaches beyond the end at byte 1",
        // cut short in a tag, a length, a number
        "8a, truncated at byte 0",
        "0a, truncated at byte 1",
        "0a80, truncated at byte 1",
        "99060000, truncated at byte 2",
        "9d0600, truncated at byte 2",
        // over-long numbers
        "0a 8080808080808080808001, a varint of more than 64 bits at byte 1",
        "0a ffffffffffffffffff02, a varint of more than 64 bits at byte 1",
        "8080808080808080808001, a varint of more than 64 bits at byte 0",
        // field numbers
        "00, field number 0 at byte 0",
        "05, field number 0 at byte 0",
        "8000, field number 0 at byte 0",
        "ffffffffff01, a field number that is too large at byte 0",
        // known fields of a wrong type: resource_metrics, resource, metrics, attributes, time
        "0801, wire type 0 in field 1 at byte 1",
        "0a020801, wire type 0 in field 1 at byte 3",
        "0a0412021001, wire type 0 in field 2 at byte 5",
        "0a040a020801, wire type 0 in field 1 at byte 5",
        "0a0c 120a 1208 2a06 0a04 18ff0101, wire type 0 in field 3 at byte 11",
        // groups and wire types that do not exist
        "0b0c, wire type 3 in field 1 at byte 1",
        "830684 06, a group at byte 2",
        "8406, a group at byte 2",
        "8606, an unknown wire type at byte 2",
        "8706, an unknown wire type at byte 2",
        // text that is not UTF-8: a metric's name, description and unit, a resource's schema
        "0a07 1205 1203 0a01ff, text that is not UTF-8 at byte 8",
        "0a07 1205 1203 1201c0, text that is not UTF-8 at byte 8",
        "0a07 1205 1203 1a01ed, text that is not UTF-8 at byte 8",
        "0a03 1a0180, text that is not UTF-8 at byte 4",
    })
    void namesWhatIsWrongAndWhere(String hex, String reason) {
        byte[] body = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThat(read(OtlpFormat.PROTOBUF, body)).isEqualTo(new OtlpOutcome.Malformed(reason));
        assertThat(recorder.samples).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 1_000, 500_000})
    void refusesAttributesNestedTooDeeply(int depth) {
        byte[] attribute = field(2, nested(depth));
        byte[] resource = field(1, attribute);

        assertThat(read(OtlpFormat.PROTOBUF, field(1, field(1, resource))))
                .isInstanceOf(OtlpOutcome.Malformed.class);
        // Where attributes are not stored: a scope's.
        byte[] scope = field(1, field(3, attribute));
        if (depth > 100) {
            assertThat(read(OtlpFormat.PROTOBUF, field(1, field(2, scope))))
                    .isInstanceOf(OtlpOutcome.Malformed.class);
        }
    }

    /** Arrays in arrays, written from the inside: AnyValue.array_value.values and so on. */
    private static byte[] nested(int depth) {
        byte[] bytes = new byte[depth * 10];
        int start = bytes.length;
        for (int i = 0; i < depth; i++) {
            for (int field : new int[] {1, 5}) {
                ProtobufWriter head = new ProtobufWriter();
                head.varint(field, bytes.length - start);
                byte[] tagAndLength = head.toByteArray();
                tagAndLength[0] = (byte) (field << 3 | Wire.LENGTH);
                start -= tagAndLength.length;
                System.arraycopy(tagAndLength, 0, bytes, start, tagAndLength.length);
            }
        }
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    @Test
    void refusesJsonThatMakesMoreProtobufThanMemoryIsSetAsideFor() {
        String value = "{\"key\":\"a\",\"value\":{\"stringValue\":\"" + "v".repeat(1000) + "\"}}";
        String json =
                "{\"resourceMetrics\":[{\"resource\":{\"attributes\":["
                        + String.join(",", Collections.nCopies(3_100, value))
                        + "]}}]}";

        assertThat(readJson(json))
                .isInstanceOfSatisfying(
                        OtlpOutcome.Malformed.class,
                        malformed ->
                                assertThat(malformed.reason()).contains("send smaller batches"));
    }

    @Test
    void refusesMoreDataPointsThanAnyoneBatches() {
        ProtobufWriter points = new ProtobufWriter();
        for (int i = 0; i <= OtlpReader.DATA_POINTS_MAX; i++) {
            points.bytes(1, new byte[0]);
        }
        for (int kind : new int[] {5, 7, 9, 10, 11}) {
            byte[] body = field(1, field(2, field(2, field(kind, points.toByteArray()))));

            assertThat(read(OtlpFormat.PROTOBUF, body))
                    .isEqualTo(
                            new OtlpOutcome.Malformed(
                                    "more than 50000 data points; send smaller batches"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"\"",
                "{",
                "{}{}",
                "{} x",
                "{'resourceMetrics':[]}",
                "{resourceMetrics:[]}",
                "{\"resourceMetrics\":[],}",
                "{\"resourceMetrics\":[{},]}",
                "{\"resourceMetrics\":{}}",
                "{\"resourceMetrics\":[null]}",
                "{\"resourceMetrics\":[1]}",
                "{\"resourceMetrics\":[],\"resourceMetrics\":[]}",
                "{\"resourceMetrics\":[{\"resource\":[]}]}",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":1}]}]}]}",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"gauge\":{},\"sum\":{}}]}]}]}",
                "{\"unknown\":[}",
                "{\"unknown\":NaN}",
                "\uFEFF",
                "\u0000{}",
            })
    void refusesJsonThatIsNoRequest(String json) {
        assertThat(readJson(json)).isInstanceOf(OtlpOutcome.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"asInt\":1.5",
                "\"asInt\":\"1.5\"",
                "\"asInt\":9223372036854775808",
                "\"asInt\":\"-9223372036854775809\"",
                "\"asInt\":1e999999999",
                "\"asInt\":\"1e-999999999\"",
                "\"asInt\":\"1e99999999999999999999\"",
                "\"asInt\":true",
                "\"asInt\":\"\"",
                "\"asInt\":\" 1\"",
                "\"asInt\":\"0x1\"",
                "\"asInt\":{}",
                "\"asDouble\":1e400",
                "\"asDouble\":\"-1e400\"",
                "\"asDouble\":\"nan\"",
                "\"asDouble\":\"1d\"",
                "\"asDouble\":NaN",
                "\"asDouble\":[]",
                "\"asDouble\":1,\"asInt\":1",
                "\"asDouble\":1,\"asDouble\":1",
                "\"timeUnixNano\":-1",
                "\"timeUnixNano\":18446744073709551616",
                "\"timeUnixNano\":\"2026-03-01T12:00:00Z\"",
                "\"flags\":4294967296",
                "\"flags\":-1",
                "\"attributes\":{}",
                "\"attributes\":[[]]",
                "\"attributes\":[{\"key\":1}]",
                "\"attributes\":[{\"key\":\"\\ud800\"}]",
                "\"attributes\":[{\"value\":\"x\"}]",
                "\"attributes\":[{\"value\":{\"stringValue\":1}}]",
                "\"attributes\":[{\"value\":{\"boolValue\":\"true\"}}]",
                "\"attributes\":[{\"value\":{\"bytesValue\":\"*\"}}]",
                "\"attributes\":[{\"value\":{\"intValue\":1,\"stringValue\":\"\"}}]",
            })
    void refusesJsonWhosePointIsNone(String member) {
        assertThat(readJson(point(member))).isInstanceOf(OtlpOutcome.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"asInt\":1 | 1",
                "\"asInt\":\"-1\" | -1",
                "\"asInt\":1e3 | 1000",
                "\"asInt\":\"12.50e1\" | 125",
                "\"asInt\":-9223372036854775808 | -9223372036854775808",
                "\"asInt\":9223372036854775807 | 9223372036854775807",
                "\"asInt\":1,\"asDouble\":null | 1",
                "\"asInt\":1,\"unknown\":{\"deep\":[[{}]]} | 1",
                "\"asDouble\":-0 | -9223372036854775808",
                "\"asDouble\":\"0\" | 0",
                "\"asDouble\":\"1e0\" | 4607182418800017408",
                "\"asDouble\":\"Infinity\" | 9218868437227405312",
                "\"asDouble\":\"-Infinity\" | -4503599627370496",
                "\"asDouble\":\"NaN\" | 9221120237041090560",
            })
    void takesNumbersInAnyFormThatProtobufsJsonHas(String member, long bits) {
        assertThat(readJson(point(member))).isEqualTo(new OtlpOutcome.Read(1, 0));
        assertThat(recorder.samples.getFirst().bits()).isEqualTo(bits);
    }

    @Test
    void refusesAnEnumByName() {
        String json =
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"sum\":"
                        + "{\"aggregationTemporality\":\"AGGREGATION_TEMPORALITY_DELTA\"}}]}]}]}";

        assertThat(readJson(json))
                .isEqualTo(
                        new OtlpOutcome.Malformed(
                                "something other than an enum's number at character 83"));
    }

    @ParameterizedTest
    @MethodSource("hugeJson")
    void refusesJsonThatIsTooDeepOrTooLong(String json) {
        assertThat(readJson(json)).isInstanceOf(OtlpOutcome.Malformed.class);
    }

    static Stream<Arguments> hugeJson() {
        int many = 1_000_000;
        return Stream.of(
                        "{\"unknown\":" + "[".repeat(many),
                        "{\"unknown\":" + "[".repeat(many) + "]".repeat(many) + "}",
                        "{\"unknown\":" + "{\"a\":".repeat(many) + "1" + "}".repeat(many) + "}",
                        point("\"asInt\":" + "1".repeat(many)),
                        point("\"asDouble\":\"" + "1".repeat(many) + "\""),
                        point("\"attributes\":[{\"key\":\"" + "k".repeat(many) + "\"}]"),
                        "{\"" + "u".repeat(many) + "\":1}",
                        attribute("{\"arrayValue\":{\"values\":[", 17, "]}}"),
                        attribute("{\"kvlistValue\":{\"values\":[{\"value\":", 17, "}]}}"))
                .map(Arguments::of);
    }

    @Test
    void takesAttributesAsDeepAsTheyMayBeInBothFormats() {
        String json = attribute("{\"kvlistValue\":{\"values\":[{\"value\":", 16, "}]}}");

        assertThat(readJson(json)).isEqualTo(new OtlpOutcome.Read(1, 0));
    }

    @Test
    void refusesOtherEncodingsOfJson() {
        String json = point("\"asInt\":1");

        for (Charset encoding :
                new Charset[] {
                    StandardCharsets.UTF_16BE,
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.UTF_16,
                    StandardCharsets.UTF_32BE,
                    StandardCharsets.UTF_32LE,
                }) {
            assertThat(read(OtlpFormat.JSON, json.getBytes(encoding)))
                    .isInstanceOf(OtlpOutcome.Malformed.class);
        }
        assertThat(read(OtlpFormat.JSON, "{\"ü\":1}".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(new OtlpOutcome.Malformed("text that is not UTF-8 at byte 2"));
    }

    private static String attribute(String open, int times, String close) {
        return point(
                "\"asInt\":1,\"attributes\":[{\"key\":\"a\",\"value\":"
                        + open.repeat(times)
                        + "{}"
                        + close.repeat(times)
                        + "}]");
    }

    private static String point(String members) {
        String time =
                members.contains("timeUnixNano") ? "" : ",\"timeUnixNano\":\"1772366400000000000\"";
        return "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"a\",\"gauge\":"
                + "{\"dataPoints\":[{"
                + members
                + time
                + "}]}}]}]}]}";
    }

    private OtlpOutcome readJson(String json) {
        return read(OtlpFormat.JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    private OtlpOutcome read(OtlpFormat format, byte[] body) {
        return reader.read(format, body, recorder, new Refusals());
    }

    private static byte[] field(int number, byte[] content) {
        ProtobufWriter writer = new ProtobufWriter();
        writer.bytes(number, content);
        return writer.toByteArray();
    }
}
