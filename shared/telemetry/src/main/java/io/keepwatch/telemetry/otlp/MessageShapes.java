package io.keepwatch.telemetry.otlp;

import io.keepwatch.telemetry.wire.WireCheck.Content;
import io.keepwatch.telemetry.wire.WireCheck.Message;

/**
 * What OTLP's messages consist of, for checking those of which not everything is read
 * (opentelemetry-proto 1.10, metrics.proto and common.proto).
 */
final class MessageShapes {

    static final Message ANY_VALUE = new Message();

    static final Message KEY_VALUE =
            new Message().with(Content.STRING, 1).with(ANY_VALUE, 2).with(Content.VARINT, 3);

    static {
        // A value may hold values, so it is described only now that there is something to name.
        ANY_VALUE
                .with(Content.STRING, 1)
                .with(Content.VARINT, 2, 3, 8)
                .with(Content.FIXED64, 4)
                .with(new Message().with(ANY_VALUE, 1), 5)
                .with(new Message().with(KEY_VALUE, 1), 6)
                .with(Content.BYTES, 7);
    }

    static final Message ENTITY_REF = new Message().with(Content.STRING, 1, 2, 3, 4);

    static final Message SCOPE =
            new Message().with(Content.STRING, 1, 2).with(KEY_VALUE, 3).with(Content.VARINT, 4);

    static final Message EXEMPLAR =
            new Message()
                    .with(Content.FIXED64, 2, 3, 6)
                    .with(Content.BYTES, 4, 5)
                    .with(KEY_VALUE, 7);

    private static final Message NUMBER_DATA_POINT =
            new Message()
                    .with(Content.FIXED64, 2, 3, 4, 6)
                    .with(EXEMPLAR, 5)
                    .with(KEY_VALUE, 7)
                    .with(Content.VARINT, 8);

    private static final Message HISTOGRAM_DATA_POINT =
            new Message()
                    .with(Content.FIXED64, 2, 3, 4, 5, 11, 12)
                    .with(Content.FIXED64S, 6, 7)
                    .with(EXEMPLAR, 8)
                    .with(KEY_VALUE, 9)
                    .with(Content.VARINT, 10);

    private static final Message BUCKETS =
            new Message().with(Content.VARINT, 1).with(Content.VARINTS, 2);

    private static final Message EXPONENTIAL_HISTOGRAM_DATA_POINT =
            new Message()
                    .with(KEY_VALUE, 1)
                    .with(Content.FIXED64, 2, 3, 4, 5, 7, 12, 13, 14)
                    .with(Content.VARINT, 6, 10)
                    .with(BUCKETS, 8, 9)
                    .with(EXEMPLAR, 11);

    private static final Message SUMMARY_DATA_POINT =
            new Message()
                    .with(Content.FIXED64, 2, 3, 4, 5)
                    .with(new Message().with(Content.FIXED64, 1, 2), 6)
                    .with(KEY_VALUE, 7)
                    .with(Content.VARINT, 8);

    static final Message METRIC =
            new Message()
                    .with(Content.STRING, 1, 2, 3)
                    .with(new Message().with(NUMBER_DATA_POINT, 1), 5)
                    .with(new Message().with(NUMBER_DATA_POINT, 1).with(Content.VARINT, 2, 3), 7)
                    .with(new Message().with(HISTOGRAM_DATA_POINT, 1).with(Content.VARINT, 2), 9)
                    .with(
                            new Message()
                                    .with(EXPONENTIAL_HISTOGRAM_DATA_POINT, 1)
                                    .with(Content.VARINT, 2),
                            10)
                    .with(new Message().with(SUMMARY_DATA_POINT, 1), 11)
                    .with(KEY_VALUE, 12);

    private MessageShapes() {}
}
