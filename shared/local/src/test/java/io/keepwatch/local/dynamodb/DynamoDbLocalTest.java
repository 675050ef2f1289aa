package io.keepwatch.local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.local.TestLog;
import io.keepwatch.local.template.Template;
import io.keepwatch.local.template.TemplateReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamoDbLocalTest {

    private static final Path LIBRARIES = Path.of("dynamodb/target/lib").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String THINGS =
            """
            Resources:
              Things:
                Type: AWS::DynamoDB::Table
                Properties:
                  AttributeDefinitions:
                    - {AttributeName: pk, AttributeType: S}
                    - {AttributeName: sk, AttributeType: N}
                  KeySchema:
                    - {AttributeName: pk, KeyType: HASH}
                    - {AttributeName: sk, KeyType: RANGE}
            """;
    private static final String STREAM =
            "      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}\n";

    @TempDir private Path folder;
    private final TestLog log = new TestLog();

    @Test
    void keepsTablesAndItemsOverAKill() throws Exception {
        Template template = template(THINGS);
        ProcessHandle killed;
        DynamoDbLocal first = start();
        try (DynamoApi dynamo = new DynamoApi(first.uri())) {
            assertThat(Tables.make(template, dynamo)).containsExactly("Things");
            dynamo.call(
                    "PutItem",
                    JSON.readTree(
                            "{\"TableName\":\"keepwatch-Things\",\"Item\":{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"}}}"));
            killed = child();
            killed.destroyForcibly();
            killed.onExit().get(10, TimeUnit.SECONDS);
        }

        try (DynamoDbLocal second = start();
                DynamoApi dynamo = new DynamoApi(second.uri())) {
            assertThat(Tables.make(template, dynamo)).isEmpty();
            JsonNode found =
                    dynamo.call("Scan", JSON.readTree("{\"TableName\":\"keepwatch-Things\"}"));
            assertThat(found.path("Count").asInt()).isEqualTo(1);
        }
        assertThat(log.lines()).anyMatch(line -> line.contains("ended by itself"));
    }

    @Test
    void endsAProcessThatARunLeftBehind() throws Exception {
        try (DynamoDbLocal left = start()) {
            ProcessHandle leftover = child();

            try (DynamoDbLocal next = start()) {
                assertThat(next.uri()).isNotEqualTo(left.uri());
                assertThat(leftover.isAlive()).isFalse();
                assertThat(log.lines()).anyMatch(line -> line.contains("of a run that was killed"));
            }
        }
    }

    @Test
    void leavesNoProcessBehind() throws Exception {
        ProcessHandle child;
        try (DynamoDbLocal dynamo = start()) {
            child = child();
            assertThat(child.isAlive()).isTrue();
            assertThat(dynamo.uri().getHost()).isEqualTo("127.0.0.1");
        }

        assertThat(child.isAlive()).isFalse();
        assertThat(folder.resolve("pid")).doesNotExist();
    }

    @Test
    void givesATableItsStreamLaterButNotOtherKeys() throws Exception {
        try (DynamoDbLocal server = start();
                DynamoApi dynamo = new DynamoApi(server.uri())) {
            Tables.make(template(THINGS), dynamo);
            Tables.make(template(THINGS + STREAM), dynamo);

            JsonNode table =
                    dynamo.call(
                                    "DescribeTable",
                                    JSON.readTree("{\"TableName\":\"keepwatch-Things\"}"))
                            .path("Table");
            assertThat(table.path("LatestStreamArn").asText()).contains("/stream/");
            Template other =
                    template(THINGS.replace("- {AttributeName: sk, KeyType: RANGE}\n", "\n"));
            assertThatThrownBy(() -> Tables.make(other, dynamo))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Things is stored with other keys")
                    .hasMessageContaining("--fresh");
        }
    }

    @Test
    void saysWhatToDoWhenItIsNotBuilt() {
        assertThatThrownBy(() -> DynamoDbLocal.start(folder.resolve("lib"), folder, log))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("./keepwatch build");
    }

    private DynamoDbLocal start() throws IOException, InterruptedException {
        return DynamoDbLocal.start(LIBRARIES, folder, log);
    }

    private ProcessHandle child() throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid"))))
                .orElseThrow();
    }

    private Template template(String text) throws IOException {
        Path file =
                Files.writeString(Files.createTempDirectory(folder, "t").resolve("t.yaml"), text);
        return TemplateReader.read(file, Map.of());
    }
}
