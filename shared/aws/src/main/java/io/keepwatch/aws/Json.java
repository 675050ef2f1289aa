package io.keepwatch.aws;

import static com.fasterxml.jackson.databind.cfg.CoercionAction.Fail;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * JSON to and from records, strictly: what is not named, named twice, null where a value belongs or
 * of another type is refused, not guessed. Times are RFC 3339 in UTC to the millisecond; an absent
 * {@link Optional} is left out.
 */
public final class Json {

    /** How deeply arrays and objects may nest in what we read. */
    public static final int DEPTH_MAX = 32;

    // Always three decimals: Instant.toString drops them when zero.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    // The text of a request belongs in no log, and so in no error.
                                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                                    .build())
                    .addModule(new Jdk8Module())
                    .addModule(times())
                    .enable(
                            DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            text ->
                                    text.setCoercion(CoercionInputShape.Integer, Fail)
                                            .setCoercion(CoercionInputShape.Float, Fail)
                                            .setCoercion(CoercionInputShape.Boolean, Fail))
                    .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                    .build();

    private Json() {}

    /** Text that is not JSON, or not JSON of the form asked for. The message is for its sender. */
    public static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        private Malformed(String message) {
            super(message);
        }
    }

    /** The value that {@code json} (UTF-8) says. */
    public static <T> T read(byte[] json, Class<T> type) throws Malformed {
        try {
            return present(MAPPER.readValue(json, type));
        } catch (JsonProcessingException e) {
            throw new Malformed(reason(e));
        } catch (IOException e) {
            // From memory, only a broken character encoding can be left.
            throw new Malformed("not UTF-8");
        }
    }

    /** The value that {@code json} says. */
    public static <T> T read(String json, Class<T> type) throws Malformed {
        try {
            return present(MAPPER.readValue(json, type));
        } catch (JsonProcessingException e) {
            throw new Malformed(reason(e));
        }
    }

    /** {@code value} (records, maps, lists) as JSON. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not a thing to write as JSON: " + value.getClass().getName(), e);
        }
    }

    private static <T> T present(T value) throws Malformed {
        if (value == null) {
            throw new Malformed("null where a value belongs");
        }
        return value;
    }

    // Where it is wrong; Jackson's own words name our classes and quote the sender's text.
    private static String reason(JsonProcessingException e) {
        StringBuilder reason = new StringBuilder("not JSON of the expected form");
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            reason.append(" at ").append(path(mapping));
        }
        JsonLocation location = e.getLocation();
        if (location != null) {
            reason.append(
                    " (line %d, column %d)"
                            .formatted(location.getLineNr(), location.getColumnNr()));
        }
        return reason.toString();
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static SimpleModule times() {
        return new SimpleModule()
                .addSerializer(Instant.class, new WrittenTime())
                .addDeserializer(Instant.class, new ReadTime());
    }

    private static final class WrittenTime extends StdSerializer<Instant> {

        private static final long serialVersionUID = 1L;

        WrittenTime() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(TIME.format(time));
        }
    }

    private static final class ReadTime extends StdDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        ReadTime() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, in);
            }
            try {
                return Instant.parse(in.getText());
            } catch (DateTimeException e) {
                return (Instant)
                        context.handleWeirdStringValue(Instant.class, in.getText(), "no time");
            }
        }
    }
}
