package io.keepwatch.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.aws.Live;
import io.keepwatch.aws.Log;
import io.keepwatch.aws.http.Requests;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.access.AgentCaller;
import io.keepwatch.domain.access.KeyDoor;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.telemetry.body.Body;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.otlp.OtlpAnswer;
import io.keepwatch.telemetry.otlp.OtlpAnswer.Code;
import io.keepwatch.telemetry.otlp.OtlpFormat;
import io.keepwatch.telemetry.otlp.OtlpOutcome;
import io.keepwatch.telemetry.otlp.OtlpReader;
import io.keepwatch.telemetry.push.Refusals;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * POST /v1/metrics: an agent hands in what it measured, by OTLP/HTTP in protobuf or JSON (OTLP
 * 1.10, "OTLP/HTTP"). Answers 2xx only once everything is safe.
 *
 * <p>Not safe for use by several threads: Lambda gives an environment one request at a time.
 */
public final class IngestHandler
        implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    /** Agents come again by themselves; this only keeps them from all coming at once. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Kept of the function's time for stopping what is not done, and for the answer. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(1);

    /** What the header leaves open is answered in protobuf, the format of most agents. */
    private static final byte[] NO_BODY_YET = {};

    private final KeyDoor door;
    private final Clock clock;
    private final Store store;
    private final BodyReader bodies = new BodyReader();
    private final OtlpReader reader = new OtlpReader(CanonicalNames.standard());

    /** Lambda calls this once per execution environment, before the first event. */
    public IngestHandler() {
        this(Live.keyDoor(), Live.tenancy(), KnownHosts.live(Live.clock()), Live.clock());
    }

    IngestHandler(KeyDoor door, Tenancy tenancy, KnownHosts hosts, Clock clock) {
        this.door = door;
        this.clock = clock;
        this.store = new Store(tenancy, hosts, clock);
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        OtlpFormat format = OtlpFormat.of(Requests.header(event, "content-type"), NO_BODY_YET);
        try {
            return answer(format, ingest(event, context));
        } catch (RuntimeException fault) {
            // The last resort of a door: a 500 makes some agents throw the push away, a 503 makes
            // all of them try again, so that nothing is lost while we mend it.
            Log.error("fault", Map.of("function", "ingest"), fault);
            return answer(format, new IngestOutcome.Busy());
        }
    }

    private IngestOutcome ingest(APIGatewayV2HTTPEvent event, Context context) {
        // The key first: strangers cost no more than a look at their header.
        Optional<AgentCaller> agent = Requests.key(event).flatMap(door::admitAgent);
        if (agent.isEmpty()) {
            return new IngestOutcome.UnknownKey();
        }
        return switch (bodies.read(Requests.body(event))) {
            case Body.Refused(String reason) -> new IngestOutcome.Rejected(reason);
            case Body.Plain(byte[] plain) -> read(agent.get(), event, plain, context);
        };
    }

    private IngestOutcome read(
            AgentCaller agent, APIGatewayV2HTTPEvent event, byte[] plain, Context context) {
        OtlpFormat format = OtlpFormat.of(Requests.header(event, "content-type"), plain);
        Refusals refusals = new Refusals();
        Push push = new Push(agent, refusals, clock.instant());
        return switch (reader.read(format, plain, push, refusals)) {
            case OtlpOutcome.Malformed(String reason) -> new IngestOutcome.Rejected(reason);
            case OtlpOutcome.Read _ when push.namesTooManyHosts() ->
                    new IngestOutcome.Rejected(
                            "more than %d hosts in one push".formatted(Push.HOSTS_MAX));
            case OtlpOutcome.Read _ ->
                    store.store(agent, push.byHost(), refusals, timeLeft(context));
        };
    }

    /** A function that is timed out answers 500, and some agents throw the push away then. */
    private static Duration timeLeft(Context context) {
        return Duration.ofMillis(context.getRemainingTimeInMillis()).minus(ANSWERED_WITHIN);
    }

    private static APIGatewayV2HTTPResponse answer(OtlpFormat format, IngestOutcome outcome) {
        return switch (outcome) {
            case IngestOutcome.Stored(Refusals refusals) ->
                    Responses.bytes(
                            200, format.contentType(), OtlpAnswer.success(format, refusals));
            case IngestOutcome.UnknownKey() ->
                    Responses.withHeader(
                            error(
                                    401,
                                    format,
                                    Code.UNAUTHENTICATED,
                                    "send an ingest key as \"Authorization: Bearer kwi_...\""),
                            "www-authenticate",
                            "Bearer");
            case IngestOutcome.Rejected(String reason) ->
                    error(400, format, Code.INVALID_ARGUMENT, reason);
            case IngestOutcome.Busy() ->
                    Responses.withRetryAfter(
                            error(503, format, Code.UNAVAILABLE, "busy, send it again"),
                            RETRY_AFTER);
        };
    }

    private static APIGatewayV2HTTPResponse error(
            int status, OtlpFormat format, Code code, String message) {
        return Responses.bytes(
                status, format.contentType(), OtlpAnswer.error(format, code, message));
    }
}
