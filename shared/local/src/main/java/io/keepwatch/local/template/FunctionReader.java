package io.keepwatch.local.template;

import io.keepwatch.local.template.EventSource.Destination;
import io.keepwatch.local.template.EventSource.QueueMessages;
import io.keepwatch.local.template.EventSource.Route;
import io.keepwatch.local.template.EventSource.Schedule;
import io.keepwatch.local.template.EventSource.ScheduleService;
import io.keepwatch.local.template.EventSource.StartingPosition;
import io.keepwatch.local.template.EventSource.TableStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code AWS::Serverless::Function}, its events and its rights. */
final class FunctionReader {

    // Lambda's defaults and ranges, in seconds and megabytes.
    private static final int TIMEOUT = 3;
    private static final int TIMEOUT_MAX = 900;
    private static final int MEMORY = 128;
    private static final int MEMORY_MAX = 10_240;
    private static final int BATCH_MAX = 10_000;
    private static final int WINDOW_MAX = 300;

    /** A queue's batch beyond this needs a window: AWS refuses it otherwise. */
    private static final int QUEUE_BATCH_WITHOUT_WINDOW_MAX = 10;

    private static final Pattern HANDLER =
            Pattern.compile(
                    "([A-Za-z_$][\\w$]*(?:\\.[A-Za-z_$][\\w$]*)*)(?:::([A-Za-z_$][\\w$]*))?");
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ANY");

    private final Path folder;
    private final References references;
    private final Set<String> apis;
    private final RoleCheck check;

    /**
     * @param folder of the template: {@code CodeUri} is relative to it
     * @param apis what {@code Ref} gives for the template's HTTP APIs
     */
    FunctionReader(Path folder, References references, Set<String> apis) {
        this.folder = folder;
        this.references = references;
        this.apis = apis;
        this.check = new RoleCheck(references);
    }

    Function function(String logicalId, String name, Properties properties) {
        String handler = properties.requiredText("Handler");
        Matcher parts = HANDLER.matcher(handler);
        if (!parts.matches()) {
            throw properties.errorAt("Handler", "Handler is package.Class::method, not " + handler);
        }
        String runtime = properties.requiredText("Runtime");
        if (!runtime.startsWith("java")) {
            throw properties.errorAt("Runtime", "only Java runs here, not " + runtime);
        }
        Optional<Role> role = role(properties, "Role", Role.LAMBDA);
        String arn =
                properties
                        .text("AutoPublishAlias")
                        .map(alias -> Names.aliasArn(name, alias))
                        .orElse(Names.functionArn(name));
        Function function =
                new Function(
                        logicalId,
                        name,
                        folder.resolve(properties.requiredText("CodeUri")).normalize(),
                        parts.group(1),
                        Optional.ofNullable(parts.group(2)).orElse("handleRequest"),
                        properties.seconds("Timeout", TIMEOUT, 1, TIMEOUT_MAX),
                        properties.number("MemorySize", MEMORY, MEMORY, MEMORY_MAX),
                        properties
                                .properties("Environment")
                                .map(FunctionReader::variables)
                                .orElse(Map.of()),
                        rights(logicalId, role, properties),
                        properties
                                .properties("EventInvokeConfig")
                                .map(this::asynchronous)
                                .orElse(Function.Asynchronous.STANDARD),
                        properties
                                .properties("Events")
                                .map(
                                        events ->
                                                events.names().stream()
                                                        .map(each -> event(each, events, arn))
                                                        .toList())
                                .orElse(List.of()));
        String logGroup =
                properties
                        .properties("LoggingConfig")
                        .flatMap(FunctionReader::logGroup)
                        .orElse("/aws/lambda/" + name);
        role.ifPresent(
                its -> lacking(its, check.missing(its, function, logGroup), properties, "Role"));
        properties
                .ignore(
                        "FunctionName",
                        "Architectures",
                        "AutoPublishAliasAllProperties",
                        "DeploymentPreference",
                        "Description",
                        "PermissionsBoundary",
                        "PropagateTags",
                        "SnapStart",
                        "Tags",
                        "Tracing",
                        "VersionDescription")
                .finish();
        return function;
    }

    private static Optional<String> logGroup(Properties logging) {
        Optional<String> group = logging.text("LogGroup");
        logging.ignore("LogFormat", "ApplicationLogLevel", "SystemLogLevel").finish();
        return group;
    }

    private static Rights rights(String logicalId, Optional<Role> role, Properties properties) {
        boolean hasPolicies = properties.names().contains("Policies");
        if (role.isEmpty() && !hasPolicies) {
            throw properties.error(
                    properties.line(),
                    "%s needs a Role: an AWS::IAM::Role of this template that says what it may do"
                            .formatted(logicalId));
        }
        if (role.isPresent() && hasPolicies) {
            throw properties.errorAt(
                    "Policies",
                    "SAM passes over the Policies of %s, which has a Role: write them there"
                            .formatted(logicalId));
        }
        return role.map(Role::rights)
                .orElseGet(
                        () ->
                                new Rights(
                                        properties.groups("Policies").stream()
                                                .flatMap(it -> PolicyReader.statements(it).stream())
                                                .toList()));
    }

    private Optional<Role> role(Properties properties, String name, String service) {
        return properties
                .text(name)
                .map(
                        arn ->
                                references
                                        .role(arn)
                                        .orElseThrow(
                                                () ->
                                                        properties.errorAt(
                                                                name,
                                                                arn
                                                                        + " is no role of this template")))
                .map(
                        role -> {
                            if (!role.services().contains(service)) {
                                throw properties.errorAt(
                                        name,
                                        "%s does not let %s take it"
                                                .formatted(role.logicalId(), service));
                            }
                            return role;
                        });
    }

    private static void lacking(
            Role role, List<String> missing, Properties properties, String name) {
        if (!missing.isEmpty()) {
            throw properties.errorAt(
                    name,
                    "%s must allow %s".formatted(role.logicalId(), String.join(", ", missing)));
        }
    }

    private static Map<String, String> variables(Properties properties) {
        Map<String, String> variables =
                properties.properties("Variables").map(Properties::allTexts).orElse(Map.of());
        properties.finish();
        return variables;
    }

    private EventSource event(String name, Properties events, String functionArn) {
        Properties event = events.requiredProperties(name);
        String type = event.requiredText("Type");
        Optional<Properties> given = event.properties("Properties");
        event.finish();
        if (type.equals("HttpApi") && given.isEmpty()) {
            return new Route(name, "ANY", "$default");
        }
        Properties properties =
                given.orElseThrow(() -> event.error(event.line(), name + " needs Properties"));
        EventSource source =
                switch (type) {
                    case "HttpApi" -> route(name, properties);
                    case "DynamoDB" -> stream(name, properties);
                    case "SQS" -> queue(name, properties);
                    case "Schedule" -> rule(name, properties);
                    case "ScheduleV2" -> schedule(name, properties, functionArn);
                    default ->
                            throw event.errorAt(
                                    "Type",
                                    "the local cloud does not know events of type %s; it knows HttpApi, DynamoDB, SQS, Schedule, ScheduleV2"
                                            .formatted(type));
                };
        properties.finish();
        return source;
    }

    private Route route(String name, Properties properties) {
        properties
                .text("ApiId")
                .filter(api -> !apis.contains(api))
                .ifPresent(
                        api -> {
                            throw properties.errorAt(
                                    "ApiId", api + " is no HTTP API of this template");
                        });
        properties
                .text("PayloadFormatVersion")
                .filter(version -> !version.equals("2.0"))
                .ifPresent(
                        version -> {
                            throw properties.errorAt(
                                    "PayloadFormatVersion",
                                    "only payload format 2.0 is spoken here");
                        });
        String method = properties.requiredText("Method").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw properties.errorAt("Method", "Method is one of " + METHODS);
        }
        String path = properties.requiredText("Path");
        if (!path.startsWith("/") && !path.equals("$default")) {
            throw properties.errorAt("Path", "Path starts with /");
        }
        return new Route(name, method, path);
    }

    private TableStream stream(String name, Properties properties) {
        String arn = properties.requiredText("Stream");
        Table table =
                references
                        .tableOfStream(arn)
                        .orElseThrow(
                                () ->
                                        properties.errorAt(
                                                "Stream",
                                                arn + " is no table's stream of this template"));
        if (table.stream().isEmpty()) {
            throw properties.errorAt(
                    "Stream",
                    "the table %s has no stream: give it a StreamSpecification"
                            .formatted(table.logicalId()));
        }
        return new TableStream(
                name,
                properties.truth("Enabled", true),
                table.logicalId(),
                properties
                        .choice("StartingPosition", StartingPosition.class)
                        .orElseThrow(
                                () ->
                                        properties.error(
                                                properties.line(),
                                                name + " needs StartingPosition")),
                properties.number("BatchSize", 100, 1, BATCH_MAX),
                properties.seconds("MaximumBatchingWindowInSeconds", 0, 0, WINDOW_MAX),
                properties.number("ParallelizationFactor", 1, 1, 10),
                filters(properties),
                reportsItemFailures(properties),
                properties.truth("BisectBatchOnFunctionError", false),
                limit(properties, "MaximumRetryAttempts", 10_000),
                limit(properties, "MaximumRecordAgeInSeconds", 604_800).stream()
                        .mapToObj(Duration::ofSeconds)
                        .findFirst(),
                properties.properties("DestinationConfig").flatMap(this::onFailure));
    }

    /** AWS says "no limit" as -1. */
    private static OptionalInt limit(Properties properties, String name, int max) {
        OptionalInt limit = properties.number(name, -1, max);
        return limit.isPresent() && limit.getAsInt() == -1 ? OptionalInt.empty() : limit;
    }

    private Optional<Destination> onFailure(Properties properties) {
        Optional<Properties> onFailure = properties.properties("OnFailure");
        properties.finish();
        return onFailure.map(this::destination);
    }

    private Destination destination(Properties properties) {
        String arn = properties.requiredText("Destination");
        properties.ignore("Type").finish();
        return references
                .bucket(arn)
                .<Destination>map(bucket -> new Destination.ToBucket(bucket.logicalId()))
                .or(
                        () ->
                                references
                                        .queue(arn)
                                        .map(queue -> new Destination.ToQueue(queue.logicalId())))
                .orElseThrow(
                        () ->
                                properties.errorAt(
                                        "Destination",
                                        arn + " is no bucket and no queue of this template"));
    }

    private QueueMessages queue(String name, Properties properties) {
        int batch = properties.number("BatchSize", 10, 1, BATCH_MAX);
        Duration window = properties.seconds("MaximumBatchingWindowInSeconds", 0, 0, WINDOW_MAX);
        if (batch > QUEUE_BATCH_WITHOUT_WINDOW_MAX && window.isZero()) {
            throw properties.errorAt(
                    "BatchSize",
                    "a BatchSize over %d needs a MaximumBatchingWindowInSeconds of 1 or more"
                            .formatted(QUEUE_BATCH_WITHOUT_WINDOW_MAX));
        }
        Optional<Properties> scaling = properties.properties("ScalingConfig");
        OptionalInt concurrencyMax =
                scaling.map(s -> s.number("MaximumConcurrency", 2, 1_000))
                        .orElse(OptionalInt.empty());
        scaling.ifPresent(Properties::finish);
        return new QueueMessages(
                name,
                properties.truth("Enabled", true),
                queueOf(properties, "Queue"),
                batch,
                window,
                filters(properties),
                reportsItemFailures(properties),
                concurrencyMax);
    }

    private Function.Asynchronous asynchronous(Properties properties) {
        Function.Asynchronous standard = Function.Asynchronous.STANDARD;
        int ageMax = Math.toIntExact(standard.ageMax().toSeconds());
        Function.Asynchronous read =
                new Function.Asynchronous(
                        properties.number(
                                "MaximumRetryAttempts",
                                standard.retriesMax(),
                                0,
                                standard.retriesMax()),
                        properties.seconds("MaximumEventAgeInSeconds", ageMax, 60, ageMax),
                        properties.properties("DestinationConfig").flatMap(this::onFailure));
        properties.finish();
        return read;
    }

    private Schedule schedule(String name, Properties properties, String functionArn) {
        String zone = properties.text("ScheduleExpressionTimezone").orElse("UTC");
        properties.ignore("Name", "OmitName", "Description", "GroupName");
        boolean enabled = properties.text("State").orElse("ENABLED").equals("ENABLED");
        String expression = properties.requiredText("ScheduleExpression");
        Schedule schedule =
                schedule(
                        name,
                        enabled,
                        ScheduleService.SCHEDULER,
                        expression,
                        zone(zone, properties),
                        properties);
        role(properties, "RoleArn", Role.SCHEDULER)
                .ifPresent(
                        its ->
                                lacking(
                                        its,
                                        check.missing(its, schedule, functionArn),
                                        properties,
                                        "RoleArn"));
        return schedule;
    }

    private static ZoneId zone(String name, Properties properties) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw properties.errorAt("ScheduleExpressionTimezone", "there is no time zone " + name);
        }
    }

    private Schedule rule(String name, Properties properties) {
        properties.ignore("Name", "Description");
        boolean enabled =
                properties.truth("Enabled", true)
                        && properties.text("State").orElse("ENABLED").equals("ENABLED");
        String expression = properties.requiredText("Schedule");
        if (expression.startsWith("at(")) {
            throw properties.errorAt("Schedule", "only ScheduleV2 knows at(…)");
        }
        return schedule(
                name, enabled, ScheduleService.RULE, expression, ZoneOffset.UTC, properties);
    }

    private Schedule schedule(
            String name,
            boolean enabled,
            ScheduleService service,
            String expression,
            ZoneId zone,
            Properties properties) {
        Optional<Properties> retry = properties.properties("RetryPolicy");
        int retriesMax = retry.map(r -> r.number("MaximumRetryAttempts", 185, 0, 185)).orElse(185);
        Duration ageMax =
                retry.map(r -> r.seconds("MaximumEventAgeInSeconds", 86_400, 60, 86_400))
                        .orElse(Duration.ofDays(1));
        retry.ifPresent(Properties::finish);
        Optional<Properties> deadLetters = properties.properties("DeadLetterConfig");
        Optional<String> deadLetterQueue = deadLetters.map(d -> queueOf(d, "Arn"));
        deadLetters.ifPresent(Properties::finish);
        return new Schedule(
                name,
                enabled,
                service,
                expression,
                zone,
                properties.text("Input"),
                retriesMax,
                ageMax,
                deadLetterQueue);
    }

    private String queueOf(Properties properties, String name) {
        String arn = properties.requiredText(name);
        return references
                .queue(arn)
                .map(Queue::logicalId)
                .orElseThrow(() -> properties.errorAt(name, arn + " is no queue of this template"));
    }

    private static List<String> filters(Properties properties) {
        Optional<Properties> criteria = properties.properties("FilterCriteria");
        List<String> patterns =
                criteria.map(
                                c ->
                                        c.groups("Filters").stream()
                                                .map(
                                                        filter -> {
                                                            String pattern =
                                                                    filter.requiredText("Pattern");
                                                            filter.finish();
                                                            return pattern;
                                                        })
                                                .toList())
                        .orElse(List.of());
        criteria.ifPresent(Properties::finish);
        return patterns;
    }

    private static boolean reportsItemFailures(Properties properties) {
        List<String> types = properties.texts("FunctionResponseTypes");
        if (!types.isEmpty() && !types.equals(List.of("ReportBatchItemFailures"))) {
            throw properties.errorAt(
                    "FunctionResponseTypes", "the only type is ReportBatchItemFailures");
        }
        return !types.isEmpty();
    }
}
