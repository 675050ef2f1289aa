package io.keepwatch.telemetry.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Turns OTLP's JSON into the same request in protobuf, so that there is only one reader, and JSON
 * means what protobuf means by construction. Takes what the proto3 JSON mapping lets a sender write
 * (64-bit numbers as numbers or strings, {@code NaN} and the infinities as strings, {@code null} as
 * absent) with OTLP's own rules on top: enums are numbers.
 *
 * <p>No JSON but arrays of numbers is shorter than its protobuf, and any that says much is more
 * than twice as long; so a limit on the protobuf keeps the memory that both need together within
 * bounds.
 */
final class JsonTranscoder {

    /** The deepest attribute that {@link AnyValueText} takes, written as JSON, and some more. */
    private static final int NESTING_MAX = 5 * AnyValueText.NESTING_MAX + 20;

    /** Far beyond any name or value that is stored; only bounds the memory for one string. */
    private static final int STRING_CHARACTERS_MAX = 64 * 1024;

    private static final int NUMBER_CHARACTERS_MAX = 400;

    /** Real JSON of a body's full length makes less: its names and brackets alone are longer. */
    private static final int PROTOBUF_BYTES_MAX = BodyReader.INFLATED_BYTES_MAX / 2;

    /** Of 2^64 - 1. */
    private static final int INTEGER_DIGITS_MAX = 20;

    /** What the writer may ask for ahead of its need, and one string beyond the limit. */
    private static final int SLACK_BYTES = 16;

    private static final int LAST_STRING_BYTES_MAX = 3 * STRING_CHARACTERS_MAX;

    private static final Pattern NUMBER =
            Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

    private final JsonFactory factory =
            JsonFactory.builder()
                    // A table of all names, to find them faster, would grow with hostile ones.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(NESTING_MAX)
                                    .maxStringLength(STRING_CHARACTERS_MAX)
                                    .maxNameLength(STRING_CHARACTERS_MAX)
                                    .maxNumberLength(NUMBER_CHARACTERS_MAX)
                                    .build())
                    .build();

    /** The same request in protobuf. */
    ProtobufWriter toProtobuf(byte[] body) throws MalformedBody {
        Utf8.check(body, 0, body.length);
        Reader text = new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8);
        try (JsonParser parser = factory.createParser(text)) {
            int capacity = Math.min(body.length, PROTOBUF_BYTES_MAX + LAST_STRING_BYTES_MAX);
            return transcode(new Transcoding(parser, capacity + SLACK_BYTES));
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail to be read", impossible);
        }
    }

    private static ProtobufWriter transcode(Transcoding transcoding)
            throws IOException, MalformedBody {
        try {
            return transcoding.request();
        } catch (StreamConstraintsException beyond) {
            throw transcoding.malformed("JSON nested too deeply, or a text or number too long,");
        } catch (JsonProcessingException broken) {
            throw transcoding.malformed("JSON that is not well-formed");
        }
    }

    /** One body at work. */
    private static final class Transcoding {

        private final JsonParser parser;
        private final ProtobufWriter out;

        Transcoding(JsonParser parser, int capacity) {
            this.parser = parser;
            this.out = new ProtobufWriter(capacity);
        }

        ProtobufWriter request() throws IOException, MalformedBody {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("something other than a JSON object");
            }
            fields(JsonSchema.REQUEST);
            if (parser.nextToken() != null) {
                throw malformed("something after the end of the JSON object");
            }
            return out;
        }

        private void fields(JsonSchema.Message message) throws IOException, MalformedBody {
            int seen = 0;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                JsonSchema.Field field = message.field(parser.currentName());
                JsonToken value = parser.nextToken();
                if (field == null || value == JsonToken.VALUE_NULL) {
                    parser.skipChildren();
                    continue;
                }
                if ((seen & field.slot()) != 0) {
                    throw malformed("a second value for " + parser.currentName());
                }
                seen |= field.slot();
                field(field, value);
                requireRoom();
            }
        }

        private void requireRoom() throws MalformedBody {
            if (out.length() > PROTOBUF_BYTES_MAX) {
                throw malformed(
                        "JSON that makes more than %d bytes of protobuf (send smaller batches)"
                                .formatted(PROTOBUF_BYTES_MAX));
            }
        }

        private void field(JsonSchema.Field field, JsonToken value)
                throws IOException, MalformedBody {
            int number = field.number();
            switch (field.type()) {
                case STRING -> out.string(number, string(value));
                case BOOL -> out.varint(number, bool(value) ? 1 : 0);
                case ENUM -> out.varint(number, enumeration(value));
                case INT64 -> out.varint(number, signed(value));
                case UINT32 -> out.varint(number, unsigned(value, Integer.SIZE));
                case SINT32 -> out.varint(number, zigZag(signed32(value)));
                case UINT64S, FIXED64S, DOUBLES -> numbers(field, value);
                case SFIXED64 -> out.fixed64(number, signed(value));
                case FIXED64 -> out.fixed64(number, unsigned(value, Long.SIZE));
                case DOUBLE -> out.fixed64(number, Double.doubleToRawLongBits(real(value)));
                case BYTES -> out.bytes(number, bytes(value));
                case MESSAGE -> message(field, value);
                case MESSAGES -> {
                    require(value == JsonToken.START_ARRAY, "an array");
                    JsonToken item = parser.nextToken();
                    while (item != JsonToken.END_ARRAY) {
                        message(field, item);
                        item = parser.nextToken();
                    }
                }
            }
        }

        /** Writes an array of numbers as one packed field. */
        private void numbers(JsonSchema.Field field, JsonToken value)
                throws IOException, MalformedBody {
            require(value == JsonToken.START_ARRAY, "an array");
            int start = out.begin(field.number());
            JsonToken item = parser.nextToken();
            while (item != JsonToken.END_ARRAY) {
                requireRoom();
                if (field.type() == JsonSchema.Type.UINT64S) {
                    out.rawVarint(unsigned(item, Long.SIZE));
                } else if (field.type() == JsonSchema.Type.FIXED64S) {
                    out.rawFixed64(unsigned(item, Long.SIZE));
                } else {
                    out.rawFixed64(Double.doubleToRawLongBits(real(item)));
                }
                item = parser.nextToken();
            }
            out.end(start);
        }

        private static long zigZag(int signed) {
            return Integer.toUnsignedLong(signed << 1 ^ signed >> (Integer.SIZE - 1));
        }

        private int signed32(JsonToken value) throws IOException, MalformedBody {
            BigInteger integer = integer(value);
            require(integer.bitLength() < Integer.SIZE, "a 32-bit integer");
            return integer.intValue();
        }

        private void message(JsonSchema.Field field, JsonToken value)
                throws IOException, MalformedBody {
            require(value == JsonToken.START_OBJECT, "an object");
            requireRoom();
            int start = out.begin(field.number());
            fields(field.message());
            out.end(start);
        }

        private String string(JsonToken value) throws IOException, MalformedBody {
            require(value == JsonToken.VALUE_STRING, "a string");
            String text = parser.getText();
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw malformed("half a surrogate pair");
            }
            return text;
        }

        private boolean bool(JsonToken value) throws MalformedBody {
            require(value.isBoolean(), "true or false");
            return value == JsonToken.VALUE_TRUE;
        }

        private long enumeration(JsonToken value) throws IOException, MalformedBody {
            require(value == JsonToken.VALUE_NUMBER_INT, "an enum's number");
            return parser.getIntValue();
        }

        private long signed(JsonToken value) throws IOException, MalformedBody {
            BigInteger integer = integer(value);
            require(integer.bitLength() < Long.SIZE, "a 64-bit integer");
            return integer.longValue();
        }

        private long unsigned(JsonToken value, int bits) throws IOException, MalformedBody {
            BigInteger integer = integer(value);
            require(
                    integer.signum() >= 0 && integer.bitLength() <= bits,
                    "an unsigned integer of " + bits + " bits");
            return integer.longValue();
        }

        private BigInteger integer(JsonToken value) throws IOException, MalformedBody {
            BigDecimal number = decimal(number(value));
            if (number.signum() == 0) {
                return BigInteger.ZERO;
            }
            BigDecimal shortest = number.stripTrailingZeros();
            // By the exponents alone, since 1e999999999 would fill the memory when written out.
            require(shortest.scale() <= 0, "an integer");
            long digits = (long) shortest.precision() - shortest.scale();
            require(digits <= INTEGER_DIGITS_MAX, "an integer of 64 bits");
            return shortest.toBigIntegerExact();
        }

        private BigDecimal decimal(String number) throws MalformedBody {
            try {
                return new BigDecimal(number);
            } catch (NumberFormatException exponentBeyondInt) {
                throw malformed("something other than an integer of 64 bits");
            }
        }

        private double real(JsonToken value) throws IOException, MalformedBody {
            if (value == JsonToken.VALUE_STRING) {
                switch (parser.getText()) {
                    case "NaN" -> {
                        return Double.NaN;
                    }
                    case "Infinity" -> {
                        return Double.POSITIVE_INFINITY;
                    }
                    case "-Infinity" -> {
                        return Double.NEGATIVE_INFINITY;
                    }
                    default -> {
                        // A number as text.
                    }
                }
            }
            double number = Double.parseDouble(number(value));
            require(Double.isFinite(number), "a number that a double can hold");
            return number;
        }

        /** A number in JSON's own form, be it a string or not. */
        private String number(JsonToken value) throws IOException, MalformedBody {
            require(value.isNumeric() || value == JsonToken.VALUE_STRING, "a number");
            String text = parser.getText();
            require(
                    text.length() <= NUMBER_CHARACTERS_MAX && NUMBER.matcher(text).matches(),
                    "a number");
            return text;
        }

        private byte[] bytes(JsonToken value) throws IOException, MalformedBody {
            require(value == JsonToken.VALUE_STRING, "bytes in base64");
            String text = parser.getText().replace('-', '+').replace('_', '/');
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException noBase64) {
                throw malformed("something other than bytes in base64");
            }
        }

        private void require(boolean fulfilled, String expected) throws MalformedBody {
            if (!fulfilled) {
                throw malformed("something other than " + expected);
            }
        }

        private MalformedBody malformed(String reason) {
            return MalformedBody.atCharacter(parser.currentLocation().getCharOffset(), reason);
        }
    }
}
