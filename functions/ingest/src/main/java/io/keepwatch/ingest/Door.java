package io.keepwatch.ingest;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.telemetry.push.Refusals;

/**
 * What one format has of its own: how a body is read and how answers are worded. What becomes of
 * the samples is the same for all. Not safe for use by several threads.
 */
sealed interface Door permits LinesDoor, LogsDoor, OtlpDoor, RemoteWriteDoor {

    /**
     * Reads a body into a push.
     *
     * @param refusals where samples that are not stored are counted
     */
    Reading read(APIGatewayV2HTTPEvent event, Push push, Refusals refusals);

    /** The answer to a push of which nothing is stored, or not all for now. */
    APIGatewayV2HTTPResponse failed(APIGatewayV2HTTPEvent event, IngestOutcome.Failed why);
}
