package io.keepwatch.local.template;

import io.keepwatch.local.template.Value.Call;
import io.keepwatch.local.template.Value.Fields;
import io.keepwatch.local.template.Value.Items;
import io.keepwatch.local.template.Value.Text;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.AnchorNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML with CloudFormation's short tags ({@code !Ref}, {@code !GetAtt} …) as {@link Value}s. */
final class YamlFile {

    /**
     * Deeper than any real template; keeps an alias that holds itself from going round for ever.
     */
    private static final int DEPTH_MAX = 100;

    private final Path file;

    private YamlFile(Path file) {
        this.file = file;
    }

    static Value read(Path file) {
        try (Reader text = Files.newBufferedReader(file)) {
            Node root = new Yaml(new LoaderOptions()).compose(text);
            if (root == null) {
                throw new TemplateException(file, 1, "the template is empty");
            }
            return new YamlFile(file).value(root, 0);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new TemplateException(file, line, "not YAML: " + e.getProblem());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the template " + file, e);
        }
    }

    private Value value(Node node, int depth) {
        int line = node.getStartMark().getLine() + 1;
        if (depth > DEPTH_MAX) {
            throw new TemplateException(file, line, "nested too deeply");
        }
        Tag tag = node.getTag();
        boolean shortCall = tag.getValue().startsWith("!");
        Value plain =
                switch (node) {
                    case ScalarNode scalar -> new Text(line, scalar.getValue());
                    case SequenceNode sequence -> items(sequence, line, depth);
                    case MappingNode mapping -> fields(mapping, line, depth);
                    case AnchorNode anchor -> value(anchor.getRealNode(), depth + 1);
                    default ->
                            throw new TemplateException(
                                    file, line, "unknown YAML " + node.getTag());
                };
        return shortCall ? new Call(line, longName(tag.getValue().substring(1)), plain) : plain;
    }

    private Value items(SequenceNode node, int line, int depth) {
        List<Value> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(value(item, depth + 1));
        }
        return new Items(line, items);
    }

    private Value fields(MappingNode node, int line, int depth) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            int keyLine = tuple.getKeyNode().getStartMark().getLine() + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new TemplateException(file, keyLine, "a key must be text");
            }
            if (Tag.MERGE.equals(key.getTag())) {
                throw new TemplateException(
                        file,
                        keyLine,
                        "CloudFormation does not know the merge key <<: write the fields out");
            }
            Value value = value(tuple.getValueNode(), depth + 1);
            if (fields.putIfAbsent(key.getValue(), value) != null) {
                throw new TemplateException(
                        file, keyLine, "%s stands here twice".formatted(key.getValue()));
            }
        }
        if (fields.size() == 1) {
            Map.Entry<String, Value> only = fields.entrySet().iterator().next();
            if (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")) {
                return new Call(line, only.getKey(), only.getValue());
            }
        }
        return new Fields(line, fields);
    }

    private static String longName(String shortName) {
        return shortName.equals("Ref") || shortName.equals("Condition")
                ? shortName
                : "Fn::" + shortName;
    }
}
