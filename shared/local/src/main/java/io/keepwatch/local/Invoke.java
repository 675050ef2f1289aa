package io.keepwatch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.aws.Aws;
import io.keepwatch.aws.Environment;
import io.keepwatch.aws.dynamo.DynamoCredentials;
import io.keepwatch.aws.dynamo.Tables;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.access.Credential;
import io.keepwatch.domain.access.Key;
import io.keepwatch.local.Invocation.Failed;
import io.keepwatch.local.Invocation.Returned;
import io.keepwatch.local.Invocation.Throttled;
import io.keepwatch.local.Invocation.TooLarge;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Template;
import io.keepwatch.local.template.TemplateException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * {@code ./keepwatch invoke FUNCTION FILE ...}: functions called with events from files, one after
 * the other, in a cloud of their own whose tables are empty at first. There it is the time that the
 * event says, unless it is later already, and a well-formed key in the event's headers is a valid
 * one, so that the sample events work as they are. Prints the answers, each in a line; exit code 1:
 * a function failed, or could not be called; 2: called wrongly.
 */
public final class Invoke {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Invoke() {}

    public static void main(String[] words) throws InterruptedException {
        PrintStream answers = System.out;
        // What functions say is not the answer.
        System.setOut(System.err);
        System.exit(run(List.of(words), answers, System.err));
    }

    static int run(List<String> words, PrintStream answers, PrintStream err)
            throws InterruptedException {
        boolean inPairs = words.size() >= 4 && words.size() % 2 == 0;
        if (!inPairs || !words.getFirst().equals("--root")) {
            err.println("keepwatch: invoke takes --root DIR FUNCTION FILE ...");
            return 2;
        }
        try {
            Path root = Path.of(words.get(1)).toAbsolutePath().normalize();
            List<Event> events = new ArrayList<>();
            for (int i = 2; i < words.size(); i += 2) {
                events.add(Event.read(words.get(i), Path.of(words.get(i + 1))));
            }
            Path scratch = Files.createTempDirectory("keepwatch-invoke");
            try {
                return invoke(root, scratch, events, answers, err) ? 0 : 1;
            } finally {
                delete(scratch);
            }
        } catch (JsonProcessingException e) {
            err.println("The event is not JSON: " + e.getOriginalMessage());
            return 1;
        } catch (IOException
                | UncheckedIOException
                | IllegalArgumentException
                | TemplateException e) {
            err.println("Cannot invoke: " + e.getMessage());
            return 1;
        }
    }

    private record Event(String function, byte[] bytes, JsonNode json) {

        private static Event read(String function, Path file) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            return new Event(function, bytes, JSON.readTree(bytes));
        }
    }

    private static boolean invoke(
            Path root, Path scratch, List<Event> events, PrintStream answers, PrintStream err)
            throws IOException, InterruptedException {
        Clock real = Environment.current().clock();
        Duration ahead =
                time(events.getFirst().json())
                        .map(at -> Duration.between(real.instant(), at))
                        .orElse(Duration.ZERO);
        LocalCloud.Options options =
                LocalCloud.Options.of(root, scratch, new ConsoleLog(err, err))
                        .withReal(Clock.offset(real, ahead))
                        .withoutDoors();
        boolean allAnswered = true;
        try (LocalCloud cloud = LocalCloud.start(options)) {
            for (Event event : events) {
                allAnswered &= invoke(cloud, root, event, answers);
            }
        }
        return allAnswered;
    }

    private static boolean invoke(LocalCloud cloud, Path root, Event event, PrintStream answers)
            throws IOException, InterruptedException {
        Function function = find(cloud.template(), root, event.function());
        key(event.json()).ifPresent(key -> accept(key, cloud));
        time(event.json())
                .map(at -> Duration.between(cloud.clock().instant(), at))
                .filter(Duration::isPositive)
                .ifPresent(cloud.clock()::advance);
        return switch (cloud.invoker().invoke(function.logicalId(), event.bytes())) {
            case Returned(byte[] response) -> {
                answers.println(new String(response, StandardCharsets.UTF_8));
                yield true;
            }
            case Failed(byte[] error) -> {
                answers.println(new String(error, StandardCharsets.UTF_8));
                yield false;
            }
            case TooLarge tooLarge ->
                    throw new IOException(
                            "the event is larger than the %d bytes that Lambda takes"
                                    .formatted(Invoker.PAYLOAD_BYTES_MAX));
            case Throttled throttled ->
                    throw new IllegalStateException("throttled, though nobody else calls");
        };
    }

    /** By its logical id, or by its folder in {@code functions}. */
    private static Function find(Template template, Path root, String name) {
        Path folder = root.resolve("functions").resolve(name);
        List<Function> found =
                template.functions().stream()
                        .filter(f -> f.logicalId().equals(name) || f.code().startsWith(folder))
                        .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "%s is %s; the template has %s"
                            .formatted(
                                    name,
                                    found.isEmpty() ? "no function" : "more than one function",
                                    template.functions().stream()
                                            .map(Function::logicalId)
                                            .toList()));
        }
        return found.getFirst();
    }

    /**
     * When the event says it was: of a request, a queue's message, a stream's record, a schedule.
     */
    private static Optional<Instant> time(JsonNode event) {
        JsonNode request = event.path("requestContext").path("timeEpoch");
        JsonNode record = event.path("Records").path(0);
        JsonNode sent = record.path("attributes").path("SentTimestamp");
        JsonNode written = record.path("dynamodb").path("ApproximateCreationDateTime");
        if (request.isNumber()) {
            return Optional.of(Instant.ofEpochMilli(request.asLong()));
        }
        if (sent.isTextual()) {
            return Optional.of(Instant.ofEpochMilli(sent.asLong()));
        }
        if (written.isNumber()) {
            return Optional.of(Instant.ofEpochSecond(written.asLong()));
        }
        try {
            return Optional.of(event.path("time").asText())
                    .filter(text -> !text.isEmpty())
                    .map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Key> key(JsonNode event) {
        String[] authorization =
                event.path("headers").path("authorization").asText().strip().split(" +", 2);
        if (authorization.length < 2) {
            return Optional.empty();
        }
        if (!authorization[0].equalsIgnoreCase("Basic")) {
            return Key.parse(authorization[1]);
        }
        try {
            String pair =
                    new String(
                            Base64.getDecoder().decode(authorization[1]), StandardCharsets.UTF_8);
            return Key.parse(pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the function is to say what it thinks of that
        }
    }

    private static void accept(Key key, LocalCloud cloud) {
        try (DynamoDbClient dynamo = new Aws(cloud.environment()).dynamo()) {
            new DynamoCredentials(dynamo, Tables.of(cloud.environment()))
                    .add(
                            key.hash(),
                            new Credential(
                                    cloud.demo().tenant(),
                                    key.scope(),
                                    Optional.empty(),
                                    new HostName("sample")));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
