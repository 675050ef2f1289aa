package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.keepwatch.aws.http.Responses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;

/** {@code openapi.yaml}, and what it says of an answer. */
final class OpenApi {

    static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;

    OpenApi() {
        this.document = yaml(Path.of("src/main/resources/openapi.yaml"));
    }

    JsonNode document() {
        return document;
    }

    /** What is described under "GET /v1/hosts". */
    JsonNode operation(String route) {
        String[] methodAndPath = route.split(" ");
        return document.path("paths").path(methodAndPath[1]).path(methodAndPath[0].toLowerCase());
    }

    /** Follows {@code $ref}, if that is what the node is. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** What about an answer is not as described; nothing if all is. */
    List<String> faults(String route, APIGatewayV2HTTPResponse answer) {
        JsonNode described =
                resolved(
                        operation(route)
                                .path("responses")
                                .path(String.valueOf(answer.getStatusCode())));
        String type = answer.getHeaders().get("content-type").replaceAll(";.*", "");
        if (described.isMissingNode() || !described.path("content").has(type)) {
            return List.of("%s: %d %s".formatted(route, answer.getStatusCode(), type));
        }
        List<String> faults = new ArrayList<>();
        for (String header :
                described.path("headers").properties().stream().map(Map.Entry::getKey).toList()) {
            if (!answer.getHeaders().containsKey(header.toLowerCase())) {
                faults.add("no header " + header);
            }
        }
        if (type.endsWith("json")) {
            String body = new String(Responses.body(answer), StandardCharsets.UTF_8);
            faults.addAll(faults(described.at("/content").path(type).path("schema"), json(body)));
        }
        return faults;
    }

    /** What about a value does not fit a schema of this document. */
    List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.setAll((ObjectNode) schema);
        whole.set("components", document.get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        whole,
                        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build())
                .validate(value)
                .stream()
                .map(Object::toString)
                .toList();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A YAML file as JSON; what CloudFormation's tags stand for is left out. */
    static JsonNode yaml(Path file) {
        try {
            Object read = new Yaml(new Tagless()).load(Files.readString(file));
            return JSON.valueToTree(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Tagless extends SafeConstructor {

        Tagless() {
            super(new LoaderOptions());
            yamlMultiConstructors.put(
                    "!",
                    new AbstractConstruct() {
                        @Override
                        public Object construct(Node node) {
                            return null;
                        }
                    });
        }
    }
}
