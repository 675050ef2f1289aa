package io.keepwatch.telemetry.otlp;

import java.util.HashMap;
import java.util.Map;

/**
 * The JSON form of OTLP's metrics messages (OTLP 1.10, "JSON Protobuf Encoding"): the fields that
 * are read, and some that are only checked, by their names in lowerCamelCase. All others are
 * ignored, as the specification wants.
 */
final class JsonSchema {

    /** How a field's value is written, in JSON and in protobuf. */
    enum Type {
        STRING,
        BOOL,
        ENUM,
        INT64,
        UINT32,
        SINT32,
        SFIXED64,
        FIXED64,
        DOUBLE,
        /** Arrays of numbers, which are packed. */
        UINT64S,
        FIXED64S,
        DOUBLES,
        BYTES,
        MESSAGE,
        MESSAGES
    }

    /**
     * @param message of a field that has messages; else one without fields
     * @param slot a bit; only one of the fields that share one may have a value (a {@code oneof})
     */
    record Field(int number, Type type, Message message, int slot) {}

    /** A message, by the JSON names of its fields. */
    static final class Message {

        private final Map<String, Field> fields = new HashMap<>();
        private int slots;

        /** {@code null} for a field that is not read. */
        Field field(String name) {
            return fields.get(name);
        }

        private Message with(String name, int number, Type type) {
            return with(name, number, type, NONE);
        }

        private Message with(String name, int number, Type type, Message message) {
            return or(name, number, type, message, slots++);
        }

        /** A further member of the oneof to which the field before belongs. */
        private Message or(String name, int number, Type type) {
            return or(name, number, type, NONE, slots - 1);
        }

        private Message or(String name, int number, Type type, Message message) {
            return or(name, number, type, message, slots - 1);
        }

        private Message or(String name, int number, Type type, Message message, int slot) {
            fields.put(name, new Field(number, type, message, 1 << slot));
            return this;
        }
    }

    private static final Message NONE = new Message();

    private static final Message ANY_VALUE = new Message();
    private static final Message KEY_VALUE =
            new Message().with("key", 1, Type.STRING).with("value", 2, Type.MESSAGE, ANY_VALUE);

    static {
        // A value may hold values, so it is described only now that there is something to name.
        ANY_VALUE
                .with("stringValue", 1, Type.STRING)
                .or("boolValue", 2, Type.BOOL)
                .or("intValue", 3, Type.INT64)
                .or("doubleValue", 4, Type.DOUBLE)
                .or(
                        "arrayValue",
                        5,
                        Type.MESSAGE,
                        new Message().with("values", 1, Type.MESSAGES, ANY_VALUE))
                .or(
                        "kvlistValue",
                        6,
                        Type.MESSAGE,
                        new Message().with("values", 1, Type.MESSAGES, KEY_VALUE))
                .or("bytesValue", 7, Type.BYTES);
    }

    private static final Message POINT =
            new Message()
                    .with("startTimeUnixNano", 2, Type.FIXED64)
                    .with("timeUnixNano", 3, Type.FIXED64)
                    .with("asDouble", 4, Type.DOUBLE)
                    .or("asInt", 6, Type.SFIXED64)
                    .with("attributes", 7, Type.MESSAGES, KEY_VALUE)
                    .with("flags", 8, Type.UINT32);

    private static final Message HISTOGRAM_POINT =
            new Message()
                    .with("startTimeUnixNano", 2, Type.FIXED64)
                    .with("timeUnixNano", 3, Type.FIXED64)
                    .with("count", 4, Type.FIXED64)
                    .with("sum", 5, Type.DOUBLE)
                    .with("bucketCounts", 6, Type.FIXED64S)
                    .with("explicitBounds", 7, Type.DOUBLES)
                    .with("attributes", 9, Type.MESSAGES, KEY_VALUE)
                    .with("flags", 10, Type.UINT32)
                    .with("min", 11, Type.DOUBLE)
                    .with("max", 12, Type.DOUBLE);

    private static final Message BUCKETS =
            new Message().with("offset", 1, Type.SINT32).with("bucketCounts", 2, Type.UINT64S);

    private static final Message EXPONENTIAL_POINT =
            new Message()
                    .with("attributes", 1, Type.MESSAGES, KEY_VALUE)
                    .with("startTimeUnixNano", 2, Type.FIXED64)
                    .with("timeUnixNano", 3, Type.FIXED64)
                    .with("count", 4, Type.FIXED64)
                    .with("sum", 5, Type.DOUBLE)
                    .with("scale", 6, Type.SINT32)
                    .with("zeroCount", 7, Type.FIXED64)
                    .with("positive", 8, Type.MESSAGE, BUCKETS)
                    .with("negative", 9, Type.MESSAGE, BUCKETS)
                    .with("flags", 10, Type.UINT32)
                    .with("min", 12, Type.DOUBLE)
                    .with("max", 13, Type.DOUBLE)
                    .with("zeroThreshold", 14, Type.DOUBLE);

    private static final Message QUANTILE =
            new Message().with("quantile", 1, Type.DOUBLE).with("value", 2, Type.DOUBLE);

    private static final Message SUMMARY_POINT =
            new Message()
                    .with("startTimeUnixNano", 2, Type.FIXED64)
                    .with("timeUnixNano", 3, Type.FIXED64)
                    .with("count", 4, Type.FIXED64)
                    .with("sum", 5, Type.DOUBLE)
                    .with("quantileValues", 6, Type.MESSAGES, QUANTILE)
                    .with("attributes", 7, Type.MESSAGES, KEY_VALUE)
                    .with("flags", 8, Type.UINT32);

    private static final Message GAUGE = new Message().with("dataPoints", 1, Type.MESSAGES, POINT);

    private static final Message SUM =
            new Message()
                    .with("dataPoints", 1, Type.MESSAGES, POINT)
                    .with("aggregationTemporality", 2, Type.ENUM)
                    .with("isMonotonic", 3, Type.BOOL);

    private static final Message HISTOGRAM =
            new Message()
                    .with("dataPoints", 1, Type.MESSAGES, HISTOGRAM_POINT)
                    .with("aggregationTemporality", 2, Type.ENUM);

    private static final Message EXPONENTIAL_HISTOGRAM =
            new Message()
                    .with("dataPoints", 1, Type.MESSAGES, EXPONENTIAL_POINT)
                    .with("aggregationTemporality", 2, Type.ENUM);

    private static final Message SUMMARY =
            new Message().with("dataPoints", 1, Type.MESSAGES, SUMMARY_POINT);

    private static final Message METRIC =
            new Message()
                    .with("name", 1, Type.STRING)
                    .with("description", 2, Type.STRING)
                    .with("unit", 3, Type.STRING)
                    .with("gauge", 5, Type.MESSAGE, GAUGE)
                    .or("sum", 7, Type.MESSAGE, SUM)
                    .or("histogram", 9, Type.MESSAGE, HISTOGRAM)
                    .or("exponentialHistogram", 10, Type.MESSAGE, EXPONENTIAL_HISTOGRAM)
                    .or("summary", 11, Type.MESSAGE, SUMMARY);

    private static final Message RESOURCE =
            new Message().with("attributes", 1, Type.MESSAGES, KEY_VALUE);

    private static final Message SCOPE =
            new Message()
                    .with("name", 1, Type.STRING)
                    .with("version", 2, Type.STRING)
                    .with("attributes", 3, Type.MESSAGES, KEY_VALUE);

    private static final Message SCOPE_METRICS =
            new Message()
                    .with("scope", 1, Type.MESSAGE, SCOPE)
                    .with("metrics", 2, Type.MESSAGES, METRIC)
                    .with("schemaUrl", 3, Type.STRING);

    /** {@code ExportMetricsServiceRequest}. */
    static final Message REQUEST =
            new Message()
                    .with(
                            "resourceMetrics",
                            1,
                            Type.MESSAGES,
                            new Message()
                                    .with("resource", 1, Type.MESSAGE, RESOURCE)
                                    .with("scopeMetrics", 2, Type.MESSAGES, SCOPE_METRICS)
                                    .with("schemaUrl", 3, Type.STRING));

    private JsonSchema() {}
}
