package io.keepwatch.local.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.keepwatch.local.Log;
import io.keepwatch.local.functions.Functions;
import io.keepwatch.local.http.LoopbackServer;
import io.keepwatch.local.template.Names;
import io.keepwatch.local.template.Rights;
import io.keepwatch.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Stands on loopback between the functions and one AWS service. The access key in the signature
 * says which function calls; its role in the template says whether it may, and what it may not is
 * refused as AWS refuses it. All calls are counted.
 */
public final class Gate implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    /** DynamoDB takes 16 MB at most, SQS much less. */
    private static final int BODY_BYTES_MAX = 17 * 1024 * 1024;

    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/,\\s]+)/");

    /** These belong to one connection and are made anew on the other. */
    private static final Set<String> HOP_HEADERS =
            Set.of(
                    "connection",
                    "content-length",
                    "date",
                    "expect",
                    "host",
                    "http2-settings",
                    "keep-alive",
                    "server",
                    "transfer-encoding",
                    "upgrade",
                    // It is a sum of the body, which the gate may have changed.
                    "x-amz-content-sha256");

    private final Service service;
    private final Supplier<URI> behind;
    private final Calls calls;
    private final Log log;
    private final Map<String, Caller> callers;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LoopbackServer server;
    private volatile Consumer<String> written = table -> {};

    private record Caller(String function, String role, Rights rights) {}

    private Gate(Service service, Supplier<URI> behind, Template template, Calls calls, Log log)
            throws IOException {
        this.service = service;
        this.behind = behind;
        this.calls = calls;
        this.log = log;
        this.callers =
                template.functions().stream()
                        .collect(
                                Collectors.toMap(
                                        Functions::accessKey,
                                        f -> new Caller(f.logicalId(), f.name(), f.rights())));
        this.server = LoopbackServer.start(0, "gate", this::answer, log);
    }

    /**
     * @param behind DynamoDB Local itself; the gate opens before it serves, and waits for it
     */
    public static Gate toDynamoDb(Supplier<URI> behind, Template template, Calls calls, Log log)
            throws IOException {
        return new Gate(new DynamoDb(template), behind, template, calls, log);
    }

    /**
     * @param behind what answers SQS's protocol
     */
    public static Gate toSqs(Supplier<URI> behind, Template template, Calls calls, Log log)
            throws IOException {
        return new Gate(new Sqs(template), behind, template, calls, log);
    }

    /**
     * @param listener gets the name of each table that a call may have changed, once it is done
     */
    public void onWrite(Consumer<String> listener) {
        written = listener;
    }

    public URI uri() {
        return server.uri();
    }

    @Override
    public void close() {
        server.close();
        http.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            refuse(exchange, 413, "RequestEntityTooLargeException", "too large");
            return;
        }
        Matcher credential =
                CREDENTIAL.matcher(
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Caller caller = credential.find() ? callers.get(credential.group(1)) : null;
        if (caller == null) {
            refuse(
                    exchange,
                    400,
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid.");
            return;
        }
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        if (!target.startsWith(service.target())) {
            refuse(exchange, 400, "UnknownOperationException", "not known here: " + target);
            return;
        }
        answer(exchange, caller, target.substring(service.target().length()), body);
    }

    private void answer(HttpExchange exchange, Caller caller, String operation, byte[] body)
            throws IOException, InterruptedException {
        ObjectNode input;
        List<Need> needs;
        try {
            if (!(JSON.readTree(body) instanceof ObjectNode node)) {
                throw new IllegalArgumentException("the input is no JSON object");
            }
            input = node;
            needs = service.needs(operation, input);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            log.warn("%s: %s: %s".formatted(caller.function(), operation, e.getMessage()));
            refuse(exchange, 400, "ValidationException", e.getMessage());
            return;
        }
        for (Need need : needs) {
            if (!caller.rights().allow(need.action(), need.resource())) {
                calls.denied(caller.function(), need.name(), operation);
                deny(exchange, caller, need);
                return;
            }
        }
        needs.stream()
                .map(Need::name)
                .distinct()
                .forEach(name -> calls.called(caller.function(), name, operation));
        service.prepare(operation, input);
        HttpResponse<byte[]> response = forward(exchange, JSON.writeValueAsBytes(input));
        count(caller, operation, needs, response.body());
        service.written(operation, needs).forEach(written);
        response.headers()
                .map()
                .forEach(
                        (name, values) -> {
                            if (isEndToEnd(name)) {
                                exchange.getResponseHeaders().put(name, values);
                            }
                        });
        send(exchange, response.statusCode(), response.body());
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(behind.get())
                        .timeout(WAIT_MAX)
                        .POST(BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (isEndToEnd(name)) {
                                values.forEach(value -> request.header(name, value));
                            }
                        });
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static boolean isEndToEnd(String header) {
        return !header.startsWith(":") && !HOP_HEADERS.contains(header.toLowerCase(Locale.ROOT));
    }

    private void count(Caller caller, String operation, List<Need> needs, byte[] answer)
            throws IOException {
        JsonNode consumed = JSON.readTree(answer).path("ConsumedCapacity");
        if (consumed.isObject()) {
            calls.consumed(
                    caller.function(),
                    needs.getFirst().name(),
                    operation,
                    consumed.path("CapacityUnits").asDouble());
        }
        if (consumed.isArray()) {
            Map<String, String> names = new HashMap<>();
            needs.forEach(
                    need ->
                            names.put(
                                    need.resource().substring(need.resource().lastIndexOf('/') + 1),
                                    need.name()));
            consumed.forEach(
                    table ->
                            calls.consumed(
                                    caller.function(),
                                    names.getOrDefault(
                                            table.path("TableName").asText(),
                                            needs.getFirst().name()),
                                    operation,
                                    table.path("CapacityUnits").asDouble()));
        }
    }

    private void deny(HttpExchange exchange, Caller caller, Need need) throws IOException {
        log.warn(
                "%s may not %s on %s: allow it in its role in template.yaml, or do not call it"
                        .formatted(caller.function(), need.action(), need.name()));
        refuse(
                exchange,
                service.deniedStatus(),
                "AccessDeniedException",
                "User: arn:aws:sts::%s:assumed-role/%s/%s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action"
                        .formatted(
                                Names.ACCOUNT,
                                caller.role(),
                                caller.role(),
                                need.action(),
                                need.resource(),
                                need.action()));
    }

    private static void refuse(HttpExchange exchange, int status, String type, String message)
            throws IOException {
        byte[] body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("__type", "com.amazon.coral.service#" + type)
                        .put("message", message)
                        .put("Message", message)
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        send(exchange, status, body);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
