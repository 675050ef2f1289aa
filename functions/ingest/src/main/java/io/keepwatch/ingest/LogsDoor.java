package io.keepwatch.ingest;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.telemetry.push.Refusals;

/**
 * Logs by OTLP/HTTP: they are off, which is said to whoever sends them. A 404 would look like a
 * wrong address, and an agent that sends all signals to one would be searched for a mistake.
 */
final class LogsDoor implements Door {

    private static final IngestOutcome.Failed OFF =
            new IngestOutcome.Closed("logs are off: none are taken in or kept; send metrics only");

    @Override
    public Reading read(APIGatewayV2HTTPEvent event, Push push, Refusals refusals) {
        return new Reading.Failed(OFF);
    }

    @Override
    public APIGatewayV2HTTPResponse failed(APIGatewayV2HTTPEvent event, IngestOutcome.Failed why) {
        return OtlpDoor.status(event, why);
    }
}
