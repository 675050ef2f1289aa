package io.keepwatch.telemetry.otlp;

import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import io.keepwatch.telemetry.wire.MalformedBody;

/**
 * Reads the metrics of an OTLP/HTTP request, in protobuf or JSON, and hands each sample over under
 * its canonical name. A series that was read before costs no memory, so one reader is kept for each
 * execution environment. Not thread safe.
 *
 * <p>What becomes of a point:
 *
 * <ul>
 *   <li>gauges and sums are samples; a sum's kind is its temporality and whether it is monotonic
 *   <li>histograms and summaries are samples of series as Prometheus has them: {@code _count},
 *       {@code _sum}, {@code _min} and {@code _max} as far as they are there, and {@code _bucket}
 *       by {@code le}, each with what is in all buckets below, or the plain name by {@code
 *       quantile}. Of a delta histogram these are deltas. A known one costs no memory either
 *   <li>exponential histograms are handed over whole instead of their buckets; that costs the
 *       memory of the histogram
 *   <li>points without value or time are refused, as are those that break a limit of {@link
 *       io.keepwatch.telemetry.push.SeriesLimits} or whose buckets make no sense; the others of the
 *       same body are stored
 *   <li>a point that marks the end of its series is counted and otherwise passed over
 *   <li>the resource's attributes are labels of all its series, as far as {@link ResourceLabels}
 *       has it; a point's own attribute of the same name wins. Scopes are not part of a series'
 *       identity
 * </ul>
 *
 * <p>Anything that is not well-formed, and any number or length beyond what a sane sender makes,
 * makes the whole body malformed.
 */
public final class OtlpReader {

    /** Of one request. More than any agent batches, and half a second's work. */
    public static final int DATA_POINTS_MAX = 50_000;

    /** Of one request, where each bucket is one: five for each data point. */
    public static final int SAMPLES_MAX = 5 * DATA_POINTS_MAX;

    private final ProtobufReader protobuf;
    private final JsonTranscoder json = new JsonTranscoder();

    public OtlpReader(CanonicalNames names) {
        protobuf = new ProtobufReader(names);
    }

    /**
     * Reads a plain body (see {@link io.keepwatch.telemetry.body.BodyReader}).
     *
     * @param sink given each sample as it is met; if the outcome is malformed, none of them counts
     * @param refusals given each point that is refused
     */
    public OtlpOutcome read(OtlpFormat format, byte[] body, SampleSink sink, Refusals refusals) {
        return switch (format) {
            case PROTOBUF -> readProtobuf(body, sink, refusals);
            case JSON -> readJson(body, sink, refusals);
        };
    }

    private OtlpOutcome readProtobuf(byte[] body, SampleSink sink, Refusals refusals) {
        try {
            return protobuf.read(body, body.length, sink, refusals);
        } catch (MalformedBody malformed) {
            return new OtlpOutcome.Malformed(malformed.getMessage());
        }
    }

    private OtlpOutcome readJson(byte[] body, SampleSink sink, Refusals refusals) {
        ProtobufWriter same;
        try {
            same = json.toProtobuf(body);
        } catch (MalformedBody malformed) {
            return new OtlpOutcome.Malformed(malformed.getMessage());
        }
        try {
            return protobuf.read(same.bytes(), same.length(), sink, refusals);
        } catch (MalformedBody malformed) {
            // Its position is one in the protobuf, and would only mislead.
            return new OtlpOutcome.Malformed(malformed.reason());
        }
    }
}
