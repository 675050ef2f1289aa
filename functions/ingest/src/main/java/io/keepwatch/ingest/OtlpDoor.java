package io.keepwatch.ingest;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.aws.http.Requests;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.telemetry.body.Body;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.otlp.OtlpAnswer;
import io.keepwatch.telemetry.otlp.OtlpAnswer.Code;
import io.keepwatch.telemetry.otlp.OtlpFormat;
import io.keepwatch.telemetry.otlp.OtlpOutcome;
import io.keepwatch.telemetry.otlp.OtlpReader;
import io.keepwatch.telemetry.push.Refusals;

/** Metrics by OTLP/HTTP, in protobuf or JSON (OTLP 1.10, "OTLP/HTTP"). */
final class OtlpDoor implements Door {

    /** What the header leaves open is answered in protobuf, the format of most agents. */
    private static final byte[] NO_BODY_YET = {};

    private final BodyReader bodies;
    private final OtlpReader reader;

    OtlpDoor(BodyReader bodies, CanonicalNames names) {
        this.bodies = bodies;
        this.reader = new OtlpReader(names);
    }

    @Override
    public Reading read(APIGatewayV2HTTPEvent event, Push push, Refusals refusals) {
        return switch (bodies.read(Requests.body(event))) {
            case Body.Refused(String reason) -> Reading.rejected(reason);
            case Body.Plain(byte[] plain) -> read(format(event, plain), plain, push, refusals);
        };
    }

    private Reading read(OtlpFormat format, byte[] plain, Push push, Refusals refusals) {
        return switch (reader.read(format, plain, push, refusals)) {
            case OtlpOutcome.Malformed(String reason) -> Reading.rejected(reason);
            case OtlpOutcome.Read _ -> new Reading.Done(refused -> success(format, refused));
        };
    }

    private static APIGatewayV2HTTPResponse success(OtlpFormat format, Refusals refused) {
        return Responses.bytes(200, format.contentType(), OtlpAnswer.success(format, refused));
    }

    @Override
    public APIGatewayV2HTTPResponse failed(APIGatewayV2HTTPEvent event, IngestOutcome.Failed why) {
        return status(event, why);
    }

    /** A {@code google.rpc.Status}, as all of OTLP's signals answer what is no success. */
    static APIGatewayV2HTTPResponse status(APIGatewayV2HTTPEvent event, IngestOutcome.Failed why) {
        Code code =
                switch (why) {
                    case IngestOutcome.UnknownKey _ -> Code.UNAUTHENTICATED;
                    case IngestOutcome.Rejected _, IngestOutcome.UnknownFormat _ ->
                            Code.INVALID_ARGUMENT;
                    case IngestOutcome.Closed _ -> Code.PERMISSION_DENIED;
                    case IngestOutcome.Busy _ -> Code.UNAVAILABLE;
                };
        OtlpFormat format = format(event, NO_BODY_YET);
        return Responses.bytes(
                why.status(), format.contentType(), OtlpAnswer.error(format, code, why.reason()));
    }

    private static OtlpFormat format(APIGatewayV2HTTPEvent event, byte[] body) {
        return OtlpFormat.of(Requests.header(event, "content-type"), body);
    }
}
