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
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Refusals;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An agent hands in what it measured, in one of several formats. Answers 2xx only once everything
 * is safe.
 *
 * <p>Not safe for use by several threads: Lambda gives an environment one request at a time.
 */
public final class IngestHandler
        implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    /** Agents come again by themselves; this only keeps them from all coming at once. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Kept of the function's time for stopping what is not done, and for the answer. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(1);

    private final KeyDoor keys;
    private final Clock clock;
    private final Store store;
    private final Map<String, Door> doors;

    /** Lambda calls this once per execution environment, before the first event. */
    public IngestHandler() {
        this(Live.keyDoor(), Live.tenancy(), KnownHosts.live(Live.clock()), Live.clock());
    }

    IngestHandler(KeyDoor keys, Tenancy tenancy, KnownHosts hosts, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.store = new Store(tenancy, hosts, clock);
        BodyReader bodies = new BodyReader();
        CanonicalNames names = CanonicalNames.standard();
        Door lines = new LinesDoor(bodies, names, clock);
        this.doors =
                Map.of(
                        "POST /v1/metrics", new OtlpDoor(bodies, names),
                        "POST /api/v1/write", new RemoteWriteDoor(bodies, names),
                        "POST /api/v2/write", lines,
                        "POST /write", lines,
                        "POST /v1/logs", new LogsDoor());
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        Door door = doors.get(event.getRouteKey());
        if (door == null) {
            throw new IllegalStateException("no door for the route " + event.getRouteKey());
        }
        try {
            return ingest(door, event, context);
        } catch (RuntimeException fault) {
            // The last resort of a door: a 500 makes some agents throw the push away, a 503 makes
            // all of them try again, so that nothing is lost while we mend it.
            Log.error("fault", Map.of("function", "ingest"), fault);
            return failed(door, event, new IngestOutcome.Busy());
        }
    }

    private APIGatewayV2HTTPResponse ingest(
            Door door, APIGatewayV2HTTPEvent event, Context context) {
        // The key first: strangers cost no more than a look at their header.
        Optional<AgentCaller> agent = Requests.key(event).flatMap(keys::admitAgent);
        if (agent.isEmpty()) {
            return failed(door, event, new IngestOutcome.UnknownKey());
        }
        Taken taken = take(door, event, agent.get());
        return switch (taken.reading()) {
            case Reading.Failed(IngestOutcome.Failed why) -> failed(door, event, why);
            case Reading.Done(Reading.Success success) ->
                    switch (store(agent.get(), taken, timeLeft(context))) {
                        case IngestOutcome.Stored(Refusals all) -> success.but(all);
                        case IngestOutcome.Failed why -> failed(door, event, why);
                    };
        };
    }

    private record Taken(Push push, Refusals refusals, Reading reading) {}

    /** A large body is read twice, since it is kept whole only once it is known to be good. */
    private Taken take(Door door, APIGatewayV2HTTPEvent event, AgentCaller agent) {
        Instant now = clock.instant();
        Refusals refusals = new Refusals();
        Push push = Push.first(agent, refusals, now);
        Reading reading = door.read(event, push, refusals);
        boolean counts = reading instanceof Reading.Done && !push.namesTooManyHosts();
        if (counts && push.isCut()) {
            refusals = new Refusals();
            push = Push.whole(agent, refusals, now);
            reading = door.read(event, push, refusals);
        }
        return new Taken(push, refusals, reading);
    }

    private IngestOutcome store(AgentCaller agent, Taken taken, Duration time) {
        return taken.push().namesTooManyHosts()
                ? new IngestOutcome.Rejected(
                        "more than %d hosts in one push".formatted(Push.HOSTS_MAX))
                : store.store(agent, taken.push().takeByHost(), taken.refusals(), time);
    }

    /** A function that is timed out answers 500, and some agents throw the push away then. */
    private static Duration timeLeft(Context context) {
        return Duration.ofMillis(context.getRemainingTimeInMillis()).minus(ANSWERED_WITHIN);
    }

    private static APIGatewayV2HTTPResponse failed(
            Door door, APIGatewayV2HTTPEvent event, IngestOutcome.Failed why) {
        APIGatewayV2HTTPResponse answer = door.failed(event, why);
        return switch (why) {
            case IngestOutcome.UnknownKey _ ->
                    Responses.withHeader(answer, "www-authenticate", "Bearer");
            case IngestOutcome.Busy _ -> Responses.withRetryAfter(answer, RETRY_AFTER);
            case IngestOutcome.Rejected _, IngestOutcome.UnknownFormat _, IngestOutcome.Closed _ ->
                    answer;
        };
    }
}
