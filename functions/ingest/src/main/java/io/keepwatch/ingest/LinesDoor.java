package io.keepwatch.ingest;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.aws.http.Requests;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.telemetry.body.Body;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.lineprotocol.LineProtocolAnswer;
import io.keepwatch.telemetry.lineprotocol.LineProtocolAnswer.Code;
import io.keepwatch.telemetry.lineprotocol.LineProtocolOutcome;
import io.keepwatch.telemetry.lineprotocol.LineProtocolReader;
import io.keepwatch.telemetry.lineprotocol.Precision;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Refusals;
import java.time.Clock;
import java.util.Optional;

/**
 * InfluxDB's line protocol, as the write routes of its versions 1 and 2 take it: plain or gzipped.
 * Of their parameters only {@code precision} means something here; the key says whose data it is,
 * and a key in an address would be in everybody's logs.
 */
final class LinesDoor implements Door {

    private final BodyReader bodies;
    private final LineProtocolReader reader;
    private final Clock clock;

    /**
     * @param clock for lines that have no time
     */
    LinesDoor(BodyReader bodies, CanonicalNames names, Clock clock) {
        this.bodies = bodies;
        this.reader = new LineProtocolReader(names);
        this.clock = clock;
    }

    @Override
    public Reading read(APIGatewayV2HTTPEvent event, Push push, Refusals refusals) {
        Optional<Precision> precision = Precision.of(Requests.query(event, "precision"));
        if (precision.isEmpty()) {
            return Reading.rejected("precision is none of ns, us, ms, s, m and h");
        }
        return switch (bodies.read(Requests.body(event))) {
            case Body.Refused(String reason) -> Reading.rejected(reason);
            case Body.Plain(byte[] plain) -> read(precision.get(), plain, push, refusals);
        };
    }

    private Reading read(Precision precision, byte[] plain, Push push, Refusals refusals) {
        return switch (reader.read(plain, precision, clock.instant(), push, refusals)) {
            case LineProtocolOutcome.Malformed(String reason) -> Reading.rejected(reason);
            case LineProtocolOutcome.Read read ->
                    new Reading.Done(refused -> success(LineProtocolAnswer.partial(read, refused)));
        };
    }

    /**
     * @param partial what is not stored; empty if all is
     */
    private static APIGatewayV2HTTPResponse success(String partial) {
        return partial.isEmpty() ? Responses.empty(204) : error(400, Code.INVALID, partial);
    }

    @Override
    public APIGatewayV2HTTPResponse failed(APIGatewayV2HTTPEvent event, IngestOutcome.Failed why) {
        Code code =
                switch (why) {
                    case IngestOutcome.UnknownKey _ -> Code.UNAUTHORIZED;
                    case IngestOutcome.Rejected _, IngestOutcome.UnknownFormat _ -> Code.INVALID;
                    case IngestOutcome.Closed _ -> Code.FORBIDDEN;
                    case IngestOutcome.Busy _ -> Code.UNAVAILABLE;
                };
        return error(why.status(), code, why.reason());
    }

    private static APIGatewayV2HTTPResponse error(int status, Code code, String message) {
        return Responses.bytes(status, "application/json", LineProtocolAnswer.error(code, message));
    }
}
