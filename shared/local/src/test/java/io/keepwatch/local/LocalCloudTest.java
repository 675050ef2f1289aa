package io.keepwatch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.aws.Aws;
import io.keepwatch.aws.dynamo.DynamoCredentials;
import io.keepwatch.aws.dynamo.Tables;
import io.keepwatch.domain.access.Credential;
import io.keepwatch.domain.access.Scope;
import io.keepwatch.local.LocalCloud.Options;
import io.keepwatch.local.dynamodb.DynamoApi;
import io.keepwatch.local.gate.Calls.Count;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class LocalCloudTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path root;
    @TempDir private Path folder;
    private final TestLog log = new TestLog();

    @BeforeAll
    static void create() throws IOException {
        ExampleProject.create(root);
    }

    @Test
    void runsWhatTheTemplateDeclaresAndFindsEverythingAgain() throws Exception {
        String keys;
        try (LocalCloud cloud = LocalCloud.start(options())) {
            assertThat(post(cloud, "/things/1")).isEqualTo(200);
            assertThat(post(cloud, "/things/delete")).isEqualTo(400);
            assertThat(post(cloud, "/nothing")).isEqualTo(404);
            assertThat(cloud.calls().counts())
                    .containsExactly(
                            new Count("Store", "Things", "DeleteItem", 0, 1, 0),
                            new Count("Store", "Things", "PutItem", 1, 0, 1));
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("Store may not dynamodb:Delete"));
            cloud.clock().advance(Duration.ofDays(400));
            assertThat(post(cloud, "/things/2")).isEqualTo(200);
            keys = Files.readString(cloud.demoFile());
            assertThat(JSON.readTree(keys).path("url").asText()).isEqualTo(cloud.url().toString());
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(cloud.demoFile())))
                    .isEqualTo("rw-------");
            checkKeys(cloud);
        }
        assertThat(children()).isZero();
        assertThat(folder.resolve("demo.json")).doesNotExist();

        try (LocalCloud again = LocalCloud.start(options())) {
            assertThat(again.clock().offset()).isEqualTo(Duration.ofDays(400));
            assertThat(items(again)).isEqualTo(2);
            assertThat(JSON.readTree(Files.readString(again.demoFile())).path("agentKey"))
                    .isEqualTo(JSON.readTree(keys).path("agentKey"));
            checkKeys(again);
        }

        try (LocalCloud fresh = LocalCloud.start(options().withFresh(true))) {
            assertThat(fresh.clock().offset()).isZero();
            assertThat(items(fresh)).isZero();
            assertThat(JSON.readTree(Files.readString(fresh.demoFile())).path("agentKey"))
                    .isNotEqualTo(JSON.readTree(keys).path("agentKey"));
        }
    }

    @Test
    void runsFunctionsWithoutOpeningADoor() throws Exception {
        try (LocalCloud cloud = LocalCloud.start(options().withoutDoors())) {
            assertThat(cloud.invoker().invoke("Echo", "{}".getBytes()))
                    .isInstanceOf(Invocation.Returned.class);
            assertThat(cloud.demoFile()).doesNotExist();

            assertThatThrownBy(() -> LocalCloud.start(options()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by a Keepwatch that is running")
                    .hasMessageContaining("--data");
        }
    }

    @Test
    void namesWhoHasItsPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> LocalCloud.start(options().withPort(port)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("port %d is taken".formatted(port))
                    .satisfies(LocalCloudTest::namesThisProcess)
                    .hasMessageEndingWith("choose another with --port");
        }
    }

    @Test
    void touchesNoFolderThatIsNotItsOwn() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "mine");

        assertThatThrownBy(() -> LocalCloud.start(options().withFresh(true)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not empty, and not a data folder of Keepwatch");
        assertThat(precious).hasContent("mine");
        assertThat(children()).isZero();
    }

    @Test
    void leavesNothingRunningWhenItCannotStart() throws Exception {
        Path template = root.resolve("broken.yaml");
        Files.writeString(
                template,
                Files.readString(root.resolve("template.yaml"))
                        .replace("CodeUri: code", "CodeUri: missing"));

        assertThatThrownBy(() -> LocalCloud.start(options().withTemplate(template)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("./keepwatch build");
        assertThat(children()).isZero();
        DataDir.open(folder).close();
    }

    /** As far as the system tells: Linux does. */
    private static void namesThisProcess(Throwable refusal) {
        if (Files.exists(Path.of("/proc/net/tcp"))) {
            assertThat(refusal)
                    .hasMessageContaining(
                            "by process %d (".formatted(ProcessHandle.current().pid()));
        }
    }

    private Options options() {
        return Options.of(root, folder, log);
    }

    private static void checkKeys(LocalCloud cloud) {
        try (DynamoDbClient dynamo = new Aws(cloud.environment()).dynamo()) {
            DynamoCredentials credentials =
                    new DynamoCredentials(dynamo, Tables.of(cloud.environment()));
            assertThat(credentials.find(cloud.demo().agentKey().hash()))
                    .map(Credential::scope)
                    .contains(Scope.INGEST);
            assertThat(credentials.find(cloud.demo().apiKey().hash()))
                    .map(Credential::tenant)
                    .contains(cloud.demo().tenant());
        }
    }

    private static int post(LocalCloud cloud, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(cloud.url().resolve(path))
                                    .POST(BodyPublishers.ofString("x"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static int items(LocalCloud cloud) throws Exception {
        try (DynamoApi dynamo = new DynamoApi(cloud.dynamoDb())) {
            JsonNode found =
                    dynamo.call("Scan", JSON.readTree("{\"TableName\":\"keepwatch-Things\"}"));
            return found.path("Count").asInt();
        }
    }

    private static long children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }
}
