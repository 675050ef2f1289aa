package io.keepwatch.telemetry.remotewrite;

import static io.keepwatch.telemetry.wire.Wire.FIXED64;
import static io.keepwatch.telemetry.wire.Wire.LENGTH;
import static io.keepwatch.telemetry.wire.Wire.VARINT;

import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;
import io.keepwatch.telemetry.wire.WireCheck.Content;

/**
 * The fields of remote write's messages (Prometheus' prompb: types.proto and remote.proto for 1.0,
 * io/prometheus/write/v2/types.proto for 2.0): tags as they are on the wire, and each message's
 * field numbers as bits. Text is checked where it is read, a series at a time, so that one
 * exporter's Latin-1 does not cost a sender all that it has.
 */
final class WriteMessage {

    /** {@code prometheus.WriteRequest}. */
    static final class Request1 {
        static final int SERIES = 1 << 3 | LENGTH;
        static final int METADATA = 3 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1, 3);
    }

    /** {@code io.prometheus.write.v2.Request}. */
    static final class Request2 {
        static final int SYMBOLS = 4 << 3 | LENGTH;
        static final int SERIES = 5 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(4, 5);
    }

    /** {@code prometheus.TimeSeries}. */
    static final class Series1 {
        static final int LABELS = 1 << 3 | LENGTH;
        static final int SAMPLES = 2 << 3 | LENGTH;
        static final int EXEMPLARS = 3 << 3 | LENGTH;
        static final int HISTOGRAMS = 4 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1, 2, 3, 4);
    }

    /** {@code io.prometheus.write.v2.TimeSeries}. */
    static final class Series2 {
        static final int LABEL_REFS = 1 << 3 | LENGTH;
        static final int LABEL_REF = 1 << 3 | VARINT;
        static final int SAMPLES = 2 << 3 | LENGTH;
        static final int HISTOGRAMS = 3 << 3 | LENGTH;
        static final int EXEMPLARS = 4 << 3 | LENGTH;
        static final int METADATA = 5 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1, 2, 3, 4, 5);
    }

    static final class Label {
        static final int NAME = 1 << 3 | LENGTH;
        static final int VALUE = 2 << 3 | LENGTH;
        static final int FIELDS = Wire.fields(1, 2);
    }

    static final class Sample {
        static final int VALUE = 1 << 3 | FIXED64;
        static final int TIME = 2 << 3 | VARINT;

        /** Of 2.0. */
        static final int START_TIME = 3 << 3 | VARINT;

        static final int FIELDS_1 = Wire.fields(1, 2);
        static final int FIELDS_2 = Wire.fields(1, 2, 3);
    }

    /** Of 2.0, for one series. */
    static final class Metadata {
        static final int TYPE = 1 << 3 | VARINT;
        static final int HELP_REF = 3 << 3 | VARINT;
        static final int UNIT_REF = 4 << 3 | VARINT;
        static final int FIELDS = Wire.fields(1, 3, 4);
    }

    static final class Histogram {
        static final int COUNT_INT = 1 << 3 | VARINT;
        static final int COUNT_FLOAT = 2 << 3 | FIXED64;
        static final int SUM = 3 << 3 | FIXED64;
        static final int SCHEMA = 4 << 3 | VARINT;
        static final int ZERO_THRESHOLD = 5 << 3 | FIXED64;
        static final int ZERO_COUNT_INT = 6 << 3 | VARINT;
        static final int ZERO_COUNT_FLOAT = 7 << 3 | FIXED64;
        static final int NEGATIVE_SPANS = 8 << 3 | LENGTH;
        static final int NEGATIVE_DELTAS = 9;
        static final int NEGATIVE_COUNTS = 10;
        static final int POSITIVE_SPANS = 11 << 3 | LENGTH;
        static final int POSITIVE_DELTAS = 12;
        static final int POSITIVE_COUNTS = 13;
        static final int RESET_HINT = 14 << 3 | VARINT;
        static final int TIME = 15 << 3 | VARINT;
        static final int CUSTOM_VALUES = 16;

        /** Of 2.0. */
        static final int START_TIME = 17 << 3 | VARINT;

        static final int FIELDS_1 =
                Wire.fields(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        static final int FIELDS_2 = FIELDS_1 | Wire.fields(17);
    }

    static final class BucketSpan {
        static final int OFFSET = 1 << 3 | VARINT;
        static final int SPAN_LENGTH = 2 << 3 | VARINT;
        static final int FIELDS = Wire.fields(1, 2);
    }

    static final WireCheck.Message LABEL = new WireCheck.Message().with(Content.BYTES, 1, 2);

    /** Of 1.0, for all series of a name. */
    static final WireCheck.Message METRIC_METADATA =
            new WireCheck.Message().with(Content.VARINT, 1).with(Content.BYTES, 2, 4, 5);

    static final WireCheck.Message EXEMPLAR_1 =
            new WireCheck.Message().with(LABEL, 1).with(Content.FIXED64, 2).with(Content.VARINT, 3);

    static final WireCheck.Message EXEMPLAR_2 =
            new WireCheck.Message()
                    .with(Content.VARINTS, 1)
                    .with(Content.FIXED64, 2)
                    .with(Content.VARINT, 3);

    private WriteMessage() {}
}
