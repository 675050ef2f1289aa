package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.aws.Live;
import io.keepwatch.aws.Log;
import io.keepwatch.aws.Parallel;
import io.keepwatch.aws.http.Requests;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.cabinet.CabinetOutcome.Configured;
import io.keepwatch.cabinet.CabinetOutcome.Found;
import io.keepwatch.cabinet.CabinetOutcome.Listed;
import io.keepwatch.cabinet.CabinetOutcome.NoReader;
import io.keepwatch.cabinet.CabinetOutcome.NoSuchHost;
import io.keepwatch.cabinet.CabinetOutcome.NoSuchPath;
import io.keepwatch.cabinet.CabinetOutcome.Refused;
import io.keepwatch.cabinet.CabinetOutcome.Served;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.access.ApiCaller;
import io.keepwatch.domain.access.KeyDoor;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** GET /v1/hosts and what hangs below: people read their hosts and metrics, and see the page. */
public final class CabinetHandler
        implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private static final String HOSTS = "GET /v1/hosts";
    private static final String SERIES = "GET /v1/hosts/{id}/series";
    private static final String METRICS = "GET /v1/hosts/{id}/metrics";

    /** Kept of the function's time for stopping what is not done, and for the answer. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(1);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                    + "img-src 'self' data:; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'";

    private final KeyDoor door;
    private final Tenancy tenancy;
    private final Clock clock;
    private final Assets assets = new Assets();
    private final KnownDictionaries known;
    private final Setups setups = new Setups();

    /** Lambda calls this once per execution environment, before the first event. */
    public CabinetHandler() {
        this(Live.keyDoor(), Live.tenancy(), Live.clock());
    }

    CabinetHandler(KeyDoor door, Tenancy tenancy, Clock clock) {
        this.door = door;
        this.tenancy = tenancy;
        this.clock = clock;
        this.known = new KnownDictionaries(clock);
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        if (event.getRouteKey() == null || event.getRequestContext() == null) {
            throw new IllegalArgumentException("an event that is no request of the HTTP API");
        }
        try {
            TimeLeft time = () -> Duration.ofMillis(context.getRemainingTimeInMillis());
            return response(
                    Parallel.within(time.get().minus(ANSWERED_WITHIN), () -> outcome(event, time)));
        } catch (StorageBusy e) {
            Log.error("busy", details(event));
            return Responses.busy(RETRY_AFTER);
        } catch (RuntimeException e) {
            // Answered here, since the gateway would give no id by which to find the log's line.
            Log.error("fault", details(event), e);
            return Responses.fault(event.getRequestContext().getRequestId());
        }
    }

    private static Map<String, String> details(APIGatewayV2HTTPEvent event) {
        return Map.of(
                "function", "cabinet",
                "id", event.getRequestContext().getRequestId(),
                "route", event.getRouteKey());
    }

    private CabinetOutcome outcome(APIGatewayV2HTTPEvent event, TimeLeft time) {
        try {
            return switch (event.getRouteKey()) {
                case "GET /" -> served(event, assets.page());
                case "GET /openapi.yaml" -> served(event, assets.openApi());
                case "GET /assets/{name}" -> asset(event);
                case "GET /v1/setup" -> setup(event);
                case HOSTS, SERIES, METRICS -> asReader(event, time);
                default -> new NoSuchPath();
            };
        } catch (BadParameter e) {
            return new Refused(e.field(), e.getMessage());
        }
    }

    private static CabinetOutcome served(APIGatewayV2HTTPEvent event, Assets.Asset asset)
            throws BadParameter {
        Parameters.of(event, List.of());
        return new Served(asset, false);
    }

    private CabinetOutcome asset(APIGatewayV2HTTPEvent event) throws BadParameter {
        Optional<String> version = Parameters.of(event, List.of("v")).text("v");
        return Requests.path(event, "name")
                .flatMap(assets::find)
                .<CabinetOutcome>map(
                        asset -> new Served(asset, version.equals(Optional.of(asset.version()))))
                .orElseGet(NoSuchPath::new);
    }

    // Open to everyone: it tells nothing that a stranger could not read in the README.
    private CabinetOutcome setup(APIGatewayV2HTTPEvent event) throws BadParameter {
        SetupQuestion question = SetupQuestion.parse(event);
        return question.agent()
                .<CabinetOutcome>map(agent -> new Configured(setups.of(agent, question.server())))
                .orElseGet(() -> new Listed(SetupList.of(question.server())));
    }

    private CabinetOutcome asReader(APIGatewayV2HTTPEvent event, TimeLeft time)
            throws BadParameter {
        Optional<ApiCaller> reader = Requests.key(event).flatMap(door::admitReader);
        if (reader.isEmpty()) {
            return new NoReader();
        }
        TenantScope scope = tenancy.enter(reader.get());
        Function<HostId, HostData> data =
                host -> new HostData(new TenantHost(reader.get().tenant(), host), scope, known);
        CabinetOutcome outcome =
                switch (event.getRouteKey()) {
                    case HOSTS -> hosts(event, scope, data, time);
                    case SERIES -> series(event, scope, data, time);
                    default -> metrics(event, scope, data);
                };
        if (outcome instanceof Found(Answer answer) && answer.unreadableChunks().isPresent()) {
            Log.error(
                    "unreadable chunks",
                    Map.of(
                            "function", "cabinet",
                            "tenant", reader.get().tenant().value(),
                            "path", event.getRawPath(),
                            "chunks", answer.unreadableChunks().get()));
        }
        return outcome;
    }

    // Each question is parsed before its host is looked for: a bad one costs no read.

    private CabinetOutcome hosts(
            APIGatewayV2HTTPEvent event,
            TenantScope scope,
            Function<HostId, HostData> data,
            TimeLeft time)
            throws BadParameter {
        HostsQuestion question = HostsQuestion.parse(event);
        return new Found(HostsFinder.find(scope, data, question, clock.instant(), time));
    }

    private CabinetOutcome series(
            APIGatewayV2HTTPEvent event,
            TenantScope scope,
            Function<HostId, HostData> data,
            TimeLeft time)
            throws BadParameter {
        SeriesQuestion question = SeriesQuestion.parse(event);
        Optional<HostData> host = host(event, scope).map(data);
        return host.isEmpty()
                ? new NoSuchHost()
                : new Found(SeriesFinder.find(host.get(), question, clock.instant(), time));
    }

    private CabinetOutcome metrics(
            APIGatewayV2HTTPEvent event, TenantScope scope, Function<HostId, HostData> data)
            throws BadParameter {
        Instant now = clock.instant();
        MetricsQuestion question = MetricsQuestion.parse(event, now);
        Optional<HostData> host = host(event, scope).map(data);
        return host.isEmpty()
                ? new NoSuchHost()
                : new Found(MetricsFinder.find(host.get(), question, now));
    }

    private static Optional<HostId> host(APIGatewayV2HTTPEvent event, TenantScope scope) {
        return Requests.path(event, "id")
                .flatMap(HostId::parse)
                .filter(id -> scope.hosts().find(id).isPresent());
    }

    private static APIGatewayV2HTTPResponse response(CabinetOutcome outcome) {
        return switch (outcome) {
            case Found(Answer answer) -> Responses.json(200, answer);
            case Served(Assets.Asset asset, boolean byVersion) -> served(asset, byVersion);
            case Listed(SetupList agents) -> Responses.json(200, agents);
            case Configured(String configuration) ->
                    Responses.text(200, "text/plain", configuration);
            case NoReader() ->
                    Responses.withHeader(
                            Responses.problem(
                                    401,
                                    "Who is asking?",
                                    "Send an API key that is good for reading (it starts with kwr_)"
                                            + " as Authorization: Bearer <key>. Agents' keys (kwi_)"
                                            + " are good for handing in only."),
                            "www-authenticate",
                            "Bearer realm=\"Keepwatch\"");
            case Refused(String field, String reason) ->
                    Responses.problem(400, "Bad parameter", field + " " + reason + ".", field);
            case NoSuchHost() ->
                    Responses.problem(404, "Not found", "There is no such host.", "id");
            case NoSuchPath() ->
                    Responses.problem(404, "Not found", "There is nothing at this address.");
        };
    }

    private static APIGatewayV2HTTPResponse served(Assets.Asset asset, boolean byVersion) {
        APIGatewayV2HTTPResponse response =
                Responses.withHeader(
                        Responses.text(200, asset.mediaType(), asset.content()),
                        "cache-control",
                        byVersion ? "public, max-age=31536000, immutable" : "no-cache");
        return asset.mediaType().equals("text/html")
                ? Responses.withHeader(response, "content-security-policy", PAGE_POLICY)
                : response;
    }
}
