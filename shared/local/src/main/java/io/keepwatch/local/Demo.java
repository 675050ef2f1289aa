package io.keepwatch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.aws.Aws;
import io.keepwatch.aws.Environment;
import io.keepwatch.aws.dynamo.DynamoCredentials;
import io.keepwatch.aws.dynamo.Tables;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.access.Credential;
import io.keepwatch.domain.access.Credentials;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.access.Scope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The tenant that a local cloud begins with, and its keys. Made once and kept in the data folder.
 *
 * @param apiKey good for reading
 * @param agentKey good for handing in
 */
public record Demo(TenantId tenant, Key apiKey, Key agentKey) {

    /**
     * What programs and people wait for: there while the cloud is ready, and not before. Only a
     * kill leaves it behind, until the next start.
     */
    static final String FILE = "demo.json";

    private static final String KEPT = "keys.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The demonstration of this data folder, made and put on record at the first start.
     *
     * @param environment the settings of a function, with rights to everything
     */
    static Demo of(DataDir data, Environment environment) throws IOException {
        Optional<Demo> kept = read(data.path().resolve(KEPT));
        if (kept.isPresent()) {
            return kept.get();
        }
        SecureRandom random = new SecureRandom();
        Demo demo =
                new Demo(
                        TenantId.random(random),
                        Key.random(Scope.READ, random),
                        Key.random(Scope.INGEST, random));
        demo.record(environment);
        // Only now: keys that are not on record would be of no use at the next start.
        data.write(KEPT, demo.json().toString());
        return demo;
    }

    /** Says to the world that the cloud is ready. */
    void announce(DataDir data, URI url) throws IOException {
        data.write(FILE, json().put("url", url.toString()).toPrettyString() + "\n");
    }

    /** Takes back what was announced, by this run or by one that was killed. */
    static void conceal(DataDir data) throws IOException {
        Files.deleteIfExists(data.path().resolve(FILE));
    }

    private void record(Environment environment) {
        try (DynamoDbClient dynamo = new Aws(environment).dynamo()) {
            Credentials credentials = new DynamoCredentials(dynamo, Tables.of(environment));
            credentials.add(apiKey.hash(), credential(Scope.READ, "demo-reader"));
            credentials.add(agentKey.hash(), credential(Scope.INGEST, "demo-agent"));
        }
    }

    private Credential credential(Scope scope, String name) {
        return new Credential(tenant, scope, Optional.empty(), new HostName(name));
    }

    private ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tenant", tenant.value())
                .put("apiKey", apiKey.reveal())
                .put("agentKey", agentKey.reveal());
    }

    private static Optional<Demo> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json = JSON.readTree(Files.readString(file));
        return Key.parse(json.path("apiKey").asText())
                .flatMap(
                        api ->
                                Key.parse(json.path("agentKey").asText())
                                        .map(
                                                agent ->
                                                        new Demo(
                                                                new TenantId(
                                                                        json.path("tenant")
                                                                                .asText()),
                                                                api,
                                                                agent)));
    }
}
