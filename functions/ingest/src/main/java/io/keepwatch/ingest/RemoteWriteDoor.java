package io.keepwatch.ingest;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.aws.http.Requests;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.telemetry.body.Body;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.remotewrite.RemoteWriteAnswer;
import io.keepwatch.telemetry.remotewrite.RemoteWriteFormat;
import io.keepwatch.telemetry.remotewrite.RemoteWriteOutcome;
import io.keepwatch.telemetry.remotewrite.RemoteWriteReader;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Prometheus remote write 1.0 and 2.0. Each answer says how much was written: the specification
 * wants that of those to 2.0, failed ones included, and it does no harm in others.
 */
final class RemoteWriteDoor implements Door {

    private static final String TAKEN =
            "send application/x-protobuf, with proto=prometheus.WriteRequest or"
                    + " proto=io.prometheus.write.v2.Request";

    private final BodyReader bodies;
    private final RemoteWriteReader reader;

    RemoteWriteDoor(BodyReader bodies, CanonicalNames names) {
        this.bodies = bodies;
        this.reader = new RemoteWriteReader(names);
    }

    @Override
    public Reading read(APIGatewayV2HTTPEvent event, Push push, Refusals refusals) {
        Optional<RemoteWriteFormat> format =
                RemoteWriteFormat.of(Requests.header(event, "content-type"));
        if (format.isEmpty()) {
            return new Reading.Failed(new IngestOutcome.UnknownFormat(TAKEN));
        }
        return switch (bodies.readSnappy(Requests.body(event))) {
            case Body.Refused(String reason) -> Reading.rejected(reason);
            case Body.Plain(byte[] plain) -> read(format.get(), plain, push, refusals);
        };
    }

    private Reading read(RemoteWriteFormat format, byte[] plain, Push push, Refusals refusals) {
        return switch (reader.read(format, plain, push, refusals)) {
            case RemoteWriteOutcome.Malformed(String reason) -> Reading.rejected(reason);
            case RemoteWriteOutcome.Read read -> {
                long before = refusals.total();
                yield new Reading.Done(refused -> success(read, refused.total() - before, refused));
            }
        };
    }

    /**
     * @param later how many of the samples read were refused afterwards
     */
    private static APIGatewayV2HTTPResponse success(
            RemoteWriteOutcome.Read read, long later, Refusals refused) {
        APIGatewayV2HTTPResponse answer =
                refused.isEmpty() ? Responses.empty(204) : text(400, refused.message());
        // A histogram over a host's cap counts for its series, and so may count as samples here.
        long samples = Math.max(0, read.samples() - later);
        return withWritten(answer, samples, read.histograms(), read.exemplars());
    }

    @Override
    public APIGatewayV2HTTPResponse failed(APIGatewayV2HTTPEvent event, IngestOutcome.Failed why) {
        // Also where some are stored: the sender counts those of the repeat.
        return withWritten(text(why.status(), why.reason()), 0, 0, 0);
    }

    private static APIGatewayV2HTTPResponse text(int status, String reason) {
        return Responses.text(status, "text/plain", reason + "\n");
    }

    private static APIGatewayV2HTTPResponse withWritten(
            APIGatewayV2HTTPResponse answer, long samples, long histograms, long exemplars) {
        APIGatewayV2HTTPResponse all = answer;
        for (Map.Entry<String, String> header :
                RemoteWriteAnswer.written(samples, histograms, exemplars).entrySet()) {
            all =
                    Responses.withHeader(
                            all, header.getKey().toLowerCase(Locale.ROOT), header.getValue());
        }
        return all;
    }
}
