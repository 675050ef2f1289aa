package io.keepwatch.integration.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.AnchorNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * {@code template.yaml} as a tree, with the short tags written out ({@code !Ref X} is {@code
 * {"Ref": "X"}}). It is read here apart from {@code shared/local}, so that one mistake does not
 * hide the other.
 */
final class TemplateFile {

    static final Path ROOT = root();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode tree;

    private TemplateFile(JsonNode tree) {
        this.tree = tree;
    }

    static TemplateFile read() {
        try (Reader text = Files.newBufferedReader(ROOT.resolve("template.yaml"))) {
            return new TemplateFile(tree(new Yaml(new LoaderOptions()).compose(text)));
        } catch (IOException e) {
            throw new UncheckedIOException("template.yaml cannot be read", e);
        }
    }

    JsonNode resources() {
        return tree.path("Resources");
    }

    /** The resources of one type, by their names, in the order of the file. */
    Map<String, JsonNode> ofType(String type) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        resources()
                .properties()
                .forEach(
                        resource -> {
                            if (type.equals(resource.getValue().path("Type").asText())) {
                                found.put(resource.getKey(), resource.getValue());
                            }
                        });
        return found;
    }

    /** All functions with what {@code Globals} gives them, by the names of their folders. */
    Map<String, JsonNode> functions() {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        ofType("AWS::Serverless::Function")
                .forEach(
                        (name, function) -> {
                            ObjectNode properties = globals();
                            merge(properties, function.path("Properties"));
                            found.put(folder(name, properties), properties);
                        });
        return found;
    }

    /** The resource that a value names by {@code Ref} or {@code GetAtt}, if it does. */
    static Optional<String> target(JsonNode value) {
        if (value.has("Ref")) {
            return Optional.of(value.path("Ref").asText());
        }
        if (value.has("Fn::GetAtt")) {
            JsonNode attribute = value.path("Fn::GetAtt");
            return Optional.of(
                    attribute.isArray()
                            ? attribute.path(0).asText()
                            : attribute.asText().replaceFirst("\\..*", ""));
        }
        return Optional.empty();
    }

    /** The events of a function that have one type. */
    static Stream<JsonNode> events(JsonNode function, String type) {
        return function.path("Events")
                .valueStream()
                .filter(event -> type.equals(event.path("Type").asText()))
                .map(event -> event.path("Properties"));
    }

    private ObjectNode globals() {
        return tree.path("Globals").path("Function").deepCopy();
    }

    private static String folder(String name, JsonNode properties) {
        String jar = properties.path("CodeUri").asText();
        String[] parts = jar.split("/");
        if (parts.length != 4
                || !jar.equals("functions/%1$s/target/%1$s.jar".formatted(parts[1]))) {
            throw new AssertionError(
                    "%s: CodeUri is not functions/X/target/X.jar but %s".formatted(name, jar));
        }
        return parts[1];
    }

    /** As SAM merges globals: maps by their keys, and all else is replaced. */
    private static void merge(ObjectNode into, JsonNode from) {
        from.properties()
                .forEach(
                        field -> {
                            if (into.get(field.getKey()) instanceof ObjectNode there
                                    && field.getValue().isObject()) {
                                merge(there, field.getValue());
                            } else {
                                into.set(field.getKey(), field.getValue());
                            }
                        });
    }

    private static JsonNode tree(Node node) {
        JsonNode plain =
                switch (node) {
                    case ScalarNode scalar -> NODES.textNode(scalar.getValue());
                    case SequenceNode sequence -> {
                        var items = NODES.arrayNode();
                        sequence.getValue().forEach(item -> items.add(tree(item)));
                        yield items;
                    }
                    case MappingNode mapping -> {
                        var fields = NODES.objectNode();
                        mapping.getValue()
                                .forEach(
                                        field ->
                                                fields.set(
                                                        tree(field.getKeyNode()).asText(),
                                                        tree(field.getValueNode())));
                        yield fields;
                    }
                    case AnchorNode anchor -> tree(anchor.getRealNode());
                    default -> throw new IllegalStateException("unknown YAML " + node);
                };
        Tag tag = node.getTag();
        return tag.getValue().startsWith("!") ? NODES.objectNode().set(call(tag), plain) : plain;
    }

    private static String call(Tag tag) {
        String name = tag.getValue().substring(1);
        return name.equals("Ref") ? name : "Fn::" + name;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("template.yaml"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("there is no template.yaml above this folder");
            }
        }
        return folder;
    }
}
