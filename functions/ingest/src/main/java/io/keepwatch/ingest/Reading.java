package io.keepwatch.ingest;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.telemetry.push.Refusals;

/** What a body turned out to be. */
sealed interface Reading {

    /**
     * Its samples are in the push, those that count.
     *
     * @param success the answer once they are safe
     */
    record Done(Success success) implements Reading {}

    /** Nothing of it counts. */
    record Failed(IngestOutcome.Failed why) implements Reading {}

    /** Never, as it was sent. */
    static Reading rejected(String reason) {
        return new Failed(new IngestOutcome.Rejected(reason));
    }

    @FunctionalInterface
    interface Success {

        /**
         * The answer that all is stored but this.
         *
         * @param refusals what reading and storing refused
         */
        APIGatewayV2HTTPResponse but(Refusals refusals);
    }
}
