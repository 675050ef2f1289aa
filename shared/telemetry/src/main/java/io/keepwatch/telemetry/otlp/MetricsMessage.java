package io.keepwatch.telemetry.otlp;

import static io.keepwatch.telemetry.wire.Wire.FIXED64;
import static io.keepwatch.telemetry.wire.Wire.LENGTH;
import static io.keepwatch.telemetry.wire.Wire.VARINT;

import io.keepwatch.telemetry.wire.Wire;

/**
 * The fields of OTLP's metrics messages (opentelemetry-proto 1.10, metrics.proto and
 * metrics_service.proto): tags as they are on the wire, and each message's field numbers as bits.
 */
final class MetricsMessage {

    static final class Request {
        static final int RESOURCE_METRICS = 1 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1);
    }

    static final class ResourceMetrics {
        static final int RESOURCE = 1 << 3 | LENGTH;
        static final int SCOPE_METRICS = 2 << 3 | LENGTH;
        static final int SCHEMA_URL = 3 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1, 2, 3);
    }

    static final class Resource {
        static final int ATTRIBUTES = 1 << 3 | LENGTH;
        static final int DROPPED_ATTRIBUTES_COUNT = 2 << 3 | VARINT;
        static final int ENTITY_REFS = 3 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1, 2, 3);
    }

    static final class ScopeMetrics {
        static final int SCOPE = 1 << 3 | LENGTH;
        static final int METRICS = 2 << 3 | LENGTH;
        static final int SCHEMA_URL = 3 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1, 2, 3);
    }

    static final class Metric {
        static final int NAME = 1 << 3 | LENGTH;
        static final int DESCRIPTION = 2 << 3 | LENGTH;
        static final int UNIT = 3 << 3 | LENGTH;
        static final int GAUGE = 5 << 3 | LENGTH;
        static final int SUM = 7 << 3 | LENGTH;
        static final int HISTOGRAM = 9 << 3 | LENGTH;
        static final int EXPONENTIAL_HISTOGRAM = 10 << 3 | LENGTH;
        static final int SUMMARY = 11 << 3 | LENGTH;
        static final int METADATA = 12 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1, 2, 3, 5, 7, 9, 10, 11, 12);
    }

    /** What all data have in common; only a sum has all three, and gauges and summaries one. */
    static final class Data {
        static final int DATA_POINTS = 1 << 3 | LENGTH;
        static final int TEMPORALITY = 2 << 3 | VARINT;
        static final int IS_MONOTONIC = 3 << 3 | VARINT;
        static final int GAUGE_FIELDS = Wire.fields(1);
        static final int HISTOGRAM_FIELDS = Wire.fields(1, 2);
        static final int SUM_FIELDS = Wire.fields(1, 2, 3);
    }

    static final class NumberDataPoint {
        static final int START_TIME = 2 << 3 | FIXED64;
        static final int TIME = 3 << 3 | FIXED64;
        static final int AS_DOUBLE = 4 << 3 | FIXED64;
        static final int EXEMPLARS = 5 << 3 | LENGTH;
        static final int AS_INT = 6 << 3 | FIXED64;
        static final int ATTRIBUTES = 7 << 3 | LENGTH;
        static final int FLAGS = 8 << 3 | VARINT;
        static final int FIELDS = Wire.fields(2, 3, 4, 5, 6, 7, 8);
    }

    static final class HistogramDataPoint {
        static final int START_TIME = 2 << 3 | FIXED64;
        static final int TIME = 3 << 3 | FIXED64;
        static final int COUNT = 4 << 3 | FIXED64;
        static final int SUM = 5 << 3 | FIXED64;
        static final int EXEMPLARS = 8 << 3 | LENGTH;
        static final int ATTRIBUTES = 9 << 3 | LENGTH;
        static final int FLAGS = 10 << 3 | VARINT;
        static final int MIN = 11 << 3 | FIXED64;
        static final int MAX = 12 << 3 | FIXED64;
        static final int FIELDS = Wire.fields(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

        // Numbers of fields, packed or not.
        static final int BUCKET_COUNTS = 6;
        static final int EXPLICIT_BOUNDS = 7;
    }

    static final class ExponentialHistogramDataPoint {
        static final int ATTRIBUTES = 1 << 3 | LENGTH;
        static final int START_TIME = 2 << 3 | FIXED64;
        static final int TIME = 3 << 3 | FIXED64;
        static final int COUNT = 4 << 3 | FIXED64;
        static final int SUM = 5 << 3 | FIXED64;
        static final int SCALE = 6 << 3 | VARINT;
        static final int ZERO_COUNT = 7 << 3 | FIXED64;
        static final int POSITIVE = 8 << 3 | LENGTH;
        static final int NEGATIVE = 9 << 3 | LENGTH;
        static final int FLAGS = 10 << 3 | VARINT;
        static final int EXEMPLARS = 11 << 3 | LENGTH;
        static final int MIN = 12 << 3 | FIXED64;
        static final int MAX = 13 << 3 | FIXED64;
        static final int ZERO_THRESHOLD = 14 << 3 | FIXED64;
        static final int FIELDS = Wire.fields(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    }

    static final class Buckets {
        static final int OFFSET = 1 << 3 | VARINT;
        static final int FIELDS = Wire.fields(1, 2);

        /** Number of the field, packed or not. */
        static final int BUCKET_COUNTS = 2;
    }

    static final class SummaryDataPoint {
        static final int START_TIME = 2 << 3 | FIXED64;
        static final int TIME = 3 << 3 | FIXED64;
        static final int COUNT = 4 << 3 | FIXED64;
        static final int SUM = 5 << 3 | FIXED64;
        static final int QUANTILE_VALUES = 6 << 3 | LENGTH;
        static final int ATTRIBUTES = 7 << 3 | LENGTH;
        static final int FLAGS = 8 << 3 | VARINT;
        static final int FIELDS = Wire.fields(2, 3, 4, 5, 6, 7, 8);
    }

    static final class ValueAtQuantile {
        static final int QUANTILE = 1 << 3 | FIXED64;
        static final int VALUE = 2 << 3 | FIXED64;
        static final int FIELDS = Wire.fields(1, 2);
    }

    /** In any point's flags: this point marks that there is no value. */
    static final int NO_RECORDED_VALUE = 1;

    static final int TEMPORALITY_DELTA = 1;
    static final int TEMPORALITY_CUMULATIVE = 2;

    private MetricsMessage() {}
}
