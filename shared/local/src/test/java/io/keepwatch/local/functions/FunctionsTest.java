package io.keepwatch.local.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.local.ExampleCode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invocation.Failed;
import io.keepwatch.local.Invocation.Returned;
import io.keepwatch.local.Invocation.TooLarge;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.TestLog;
import io.keepwatch.local.template.Template;
import io.keepwatch.local.template.TemplateReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionsTest {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir private static Path folder;
    private static final TestLog LOG = new TestLog();
    private static Functions functions;

    @BeforeAll
    static void start() throws IOException {
        ExampleCode.unpack(folder.resolve("code"));
        functions =
                new Functions(
                        template(
                                "Echo: EchoHandler",
                                "Command: CommandHandler",
                                "Other: CommandHandler",
                                "Hasty: CommandHandler",
                                "StreamRecord: StreamRecordHandler",
                                "Broken: BrokenHandler"),
                        NOWHERE,
                        NOWHERE,
                        Clock.fixed(NOON, ZoneOffset.UTC),
                        LOG);
    }

    @AfterAll
    static void stop() {
        functions.close();
    }

    @Test
    void handsTheBytesToAStreamHandler() throws Exception {
        assertThat(invoke("Echo", "{\"a\": [1,  2]}")).isEqualTo("{\"a\": [1,  2]}");
    }

    @Test
    void readsEventsWithLambdasOwnSerializers() throws Exception {
        String event =
                """
                {"Records":[{"eventName":"INSERT","dynamodb":{
                  "ApproximateCreationDateTime":1700000000,"Keys":{"pk":{"S":"a#b"}}}}]}
                """;

        assertThat(invoke("StreamRecord", event))
                .contains("\"pk\":\"a#b\"")
                .contains("1700000000000");
    }

    @Test
    void givesClockSettingsAndContextToTheFunction() throws Exception {
        assertThat(invoke("Command", command("time"))).isEqualTo("\"2026-03-01T12:00:00Z\"");
        assertThat(invoke("Command", command("setting"))).isEqualTo("\"hello LOCALCommand\"");
        assertThat(invoke("Command", command("context")))
                .isEqualTo("\"keepwatch-Command 256 true true\"");
        invoke("Command", command("log"));
        assertThat(LOG.lines()).contains("Command: said by the function");
    }

    @Test
    void keepsFunctionsApartFromEachOtherAndFromThisProgram() throws Exception {
        assertThat(invoke("Command", command("loader"))).isEqualTo("\"false\"");
        String before = invoke("Command", command("number"));

        assertThat(invoke("Other", command("number"))).isEqualTo("\"1\"");
        assertThat(invoke("Command", command("number"))).isEqualTo(before);
    }

    @Test
    void runsSeveralInvocationsAtOnceEachInAnEnvironmentOfItsOwn() throws Exception {
        invoke("Other", command("expect", 4));

        Callable<String> meet = () -> invoke("Other", command("meet"));
        List<String> met;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> all =
                    threads.invokeAll(Stream.generate(() -> meet).limit(4).toList());
            met = all.stream().map(Future::resultNow).toList();
        }

        assertThat(met).containsOnly("\"true\"").hasSize(4);
    }

    @Test
    void handsOnWhatTheHandlerThrew() throws Exception {
        Invocation result = call("Command", command("throw"));

        assertThat(new String(((Failed) result).error(), StandardCharsets.UTF_8))
                .contains("\"errorMessage\":\"outer\"")
                .contains("\"errorType\":\"java.lang.IllegalStateException\"")
                .contains("CommandHandler.handleRequest(CommandHandler.java")
                .contains("\"cause\":{\"errorMessage\":\"inner\"");
    }

    @Test
    void endsAnInvocationAtItsTimeOutAndGivesItsEnvironmentUp() throws Exception {
        String before = invoke("Hasty", command("number"));

        Invocation result = call("Hasty", command("hang"));

        assertThat(new String(((Failed) result).error(), StandardCharsets.UTF_8))
                .contains("Task timed out after 2.00 seconds");
        assertThat(invoke("Hasty", command("number"))).isNotEqualTo(before);
    }

    @Test
    void refusesEventsAndAnswersBeyondLambdasLimit() throws Exception {
        assertThat(functions.invoke("Echo", new byte[Invoker.PAYLOAD_BYTES_MAX + 1]))
                .isInstanceOf(TooLarge.class);
        assertThat(functions.invoke("Echo", new byte[Invoker.PAYLOAD_BYTES_MAX]))
                .isInstanceOf(Returned.class);
        Invocation result = call("Other", command("text", Invoker.PAYLOAD_BYTES_MAX));
        assertThat(new String(((Failed) result).error(), StandardCharsets.UTF_8))
                .contains("Function.ResponseSizeTooLarge");
    }

    @Test
    void saysWhatKeptAHandlerFromBeingMade() throws Exception {
        Invocation result = call("Broken", "\"x\"");

        assertThat(new String(((Failed) result).error(), StandardCharsets.UTF_8))
                .contains("the setting COLOUR is missing");
    }

    @Test
    void failsAnInvocationWhoseEventCannotBeRead() throws Exception {
        assertThat(call("Command", "{")).isInstanceOf(Failed.class);
    }

    @Test
    void namesWhatIsNotThere() throws Exception {
        assertThatThrownBy(() -> functions.invoke("Nobody", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no function Nobody");
        Template template = template("Echo: EchoHandler");
        Files.move(folder.resolve("code"), folder.resolve("moved"));
        try {
            assertThatThrownBy(
                            () -> new Functions(template, NOWHERE, NOWHERE, Clock.systemUTC(), LOG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("./keepwatch build");
        } finally {
            Files.move(folder.resolve("moved"), folder.resolve("code"));
        }
    }

    private static Template template(String... functions) throws IOException {
        StringBuilder text =
                new StringBuilder(
                        """
                        Globals:
                          Function:
                            Runtime: java25
                            CodeUri: code
                            Timeout: 30
                            MemorySize: 256
                            Environment: {Variables: {GREETING: hello}}
                        Resources:
                        """);
        for (String function : functions) {
            String[] parts = function.split(": ");
            text.append(
                    """
                      %s:
                        Type: AWS::Serverless::Function
                        Properties: {Handler: "io.keepwatch.local.example.%s::handleRequest", Policies: []%s}
                    """
                            .indent(2)
                            .formatted(
                                    parts[0],
                                    parts[1],
                                    parts[0].equals("Hasty") ? ", Timeout: 2" : ""));
        }
        return TemplateReader.read(
                Files.writeString(folder.resolve("template.yaml"), text), Map.of());
    }

    private static String command(String action) {
        return command(action, 0);
    }

    private static String command(String action, int number) {
        return "{\"action\":\"%s\",\"number\":%d}".formatted(action, number);
    }

    private static Invocation call(String function, String event) throws InterruptedException {
        return functions.invoke(function, event.getBytes(StandardCharsets.UTF_8));
    }

    private static String invoke(String function, String event) throws InterruptedException {
        Invocation result = call(function, event);
        assertThat(result).isInstanceOf(Returned.class);
        return new String(((Returned) result).response(), StandardCharsets.UTF_8);
    }
}
