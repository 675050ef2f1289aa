package io.keepwatch.local.template;

import io.keepwatch.local.template.Resolver.Resource;
import io.keepwatch.local.template.Value.Call;
import io.keepwatch.local.template.Value.Fields;
import io.keepwatch.local.template.Value.Items;
import io.keepwatch.local.template.Value.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code template.yaml} as AWS SAM and CloudFormation do, for one machine. What is not
 * understood is an error or a note, never passed over.
 */
public final class TemplateReader {

    private static final Set<String> SECTIONS =
            Set.of(
                    "AWSTemplateFormatVersion",
                    "Transform",
                    "Description",
                    "Metadata",
                    "Globals",
                    "Parameters",
                    "Conditions",
                    "Mappings",
                    "Resources",
                    "Outputs",
                    "Rules");

    private static final Set<String> RESOURCE_ATTRIBUTES =
            Set.of(
                    "Type",
                    "Properties",
                    "Metadata",
                    "DependsOn",
                    "Condition",
                    "DeletionPolicy",
                    "UpdateReplacePolicy");

    private static final Map<String, String> GLOBALS =
            Map.of("Function", Types.FUNCTION, "HttpApi", Types.HTTP_API);

    private final Path file;
    private final Map<String, Value> sections;
    private final List<String> notes = new ArrayList<>();

    private TemplateReader(Path file) {
        this.file = file;
        this.sections = fields(YamlFile.read(file), "the template").fields();
    }

    /**
     * @param parameters values for the template's parameters, in place of their defaults
     * @throws TemplateException naming file, line and what to do, if it cannot be run here
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static Template read(Path file, Map<String, String> parameters) {
        return new TemplateReader(file.toAbsolutePath().normalize()).read(parameters);
    }

    private Template read(Map<String, String> parameters) {
        sections.forEach(
                (name, value) -> {
                    if (!SECTIONS.contains(name)) {
                        throw error(value.line(), "there is no section " + name);
                    }
                });
        Map<String, Value> declared = section("Resources");
        if (declared.isEmpty()) {
            throw error(1, "the template has no Resources");
        }
        Map<String, Resource> all = new LinkedHashMap<>();
        declared.forEach((id, value) -> all.put(id, resource(id, fields(value, id))));
        Resolver resolver =
                new Resolver(
                        file,
                        parameters,
                        section("Parameters"),
                        section("Conditions"),
                        section("Mappings"),
                        all,
                        notes);
        declared.forEach(
                (id, value) -> {
                    if (fields(value, id).fields().get("Condition") instanceof Text condition
                            && !resolver.holds(condition.text(), condition.line())) {
                        all.remove(id);
                    }
                });
        return build(all.values().stream().toList(), resolver);
    }

    private Template build(List<Resource> resources, Resolver resolver) {
        List<Table> tables = new ArrayList<>();
        List<Queue> queues = new ArrayList<>();
        List<Bucket> buckets = new ArrayList<>();
        List<Role> roles = new ArrayList<>();
        Set<String> apis = new HashSet<>();
        List<Resource> functions = new ArrayList<>();
        for (Resource resource : resources) {
            switch (resource.type()) {
                case Types.TABLE ->
                        tables.add(
                                TableReader.table(
                                        resource.logicalId(),
                                        resolver.name(resource),
                                        properties(resource, resolver)));
                case Types.QUEUE ->
                        queues.add(
                                QueueReader.queue(
                                        resource.logicalId(),
                                        resolver.name(resource),
                                        properties(resource, resolver)));
                case Types.BUCKET ->
                        buckets.add(
                                bucket(
                                        resource.logicalId(),
                                        resolver.name(resource),
                                        properties(resource, resolver)));
                case Types.HTTP_API -> {
                    api(properties(resource, resolver));
                    apis.add(resolver.name(resource));
                }
                case Types.FUNCTION -> functions.add(resource);
                case Types.ROLE ->
                        roles.add(
                                RoleReader.role(
                                        resource.logicalId(),
                                        resolver.name(resource),
                                        properties(resource, resolver)));
                case Types.LOG_GROUP -> {
                    // Logs go to the terminal.
                }
                default ->
                        notes.add(
                                "%s:%d: %s is not run here: %s is left out"
                                        .formatted(
                                                file.getFileName(),
                                                resource.line(),
                                                resource.type(),
                                                resource.logicalId()));
            }
        }
        List<Queue> linked = QueueReader.linked(queues, file);
        FunctionReader reader =
                new FunctionReader(
                        file.getParent(), new References(tables, linked, buckets, roles), apis);
        return new Template(
                functions.stream()
                        .map(
                                f ->
                                        reader.function(
                                                f.logicalId(),
                                                resolver.name(f),
                                                properties(f, resolver)))
                        .toList(),
                List.copyOf(tables),
                linked,
                List.copyOf(buckets),
                notes.stream().distinct().toList());
    }

    private Properties properties(Resource resource, Resolver resolver) {
        return new Properties(file, resource.logicalId(), resolver.resolve(resource.properties()));
    }

    private Bucket bucket(String logicalId, String name, Properties properties) {
        properties
                .ignore(
                        "BucketName",
                        "BucketEncryption",
                        "PublicAccessBlockConfiguration",
                        "OwnershipControls",
                        "Tags")
                .value("LifecycleConfiguration")
                .ifPresent(
                        lifecycle ->
                                notes.add(
                                        "Note: here the bucket %s keeps all until --fresh (%s:%d)"
                                                .formatted(
                                                        logicalId,
                                                        file.getFileName(),
                                                        lifecycle.line())));
        properties.finish();
        return new Bucket(logicalId, name);
    }

    private static void api(Properties properties) {
        properties
                .ignore(
                        "Name",
                        "Description",
                        "StageName",
                        "DefaultRouteSettings",
                        "RouteSettings",
                        "AccessLogSettings",
                        "DisableExecuteApiEndpoint",
                        "FailOnWarnings",
                        "Tags",
                        "PropagateTags")
                .finish();
    }

    private Resource resource(String logicalId, Fields declared) {
        if (!logicalId.matches("[A-Za-z0-9]{1,255}")) {
            throw error(declared.line(), "a logical id is letters and digits, not " + logicalId);
        }
        declared.fields()
                .forEach(
                        (name, value) -> {
                            if (!RESOURCE_ATTRIBUTES.contains(name)) {
                                throw error(
                                        value.line(),
                                        "%s has an attribute that the local cloud does not know: %s"
                                                .formatted(logicalId, name));
                            }
                        });
        if (!(declared.fields().get("Type") instanceof Text(int ignored, String type))) {
            throw error(declared.line(), logicalId + " has no Type");
        }
        Value own = declared.fields().getOrDefault("Properties", empty(declared.line()));
        Value merged = globals(type).map(global -> merge(global, own)).orElse(own);
        return new Resource(logicalId, declared.line(), type, fields(merged, logicalId));
    }

    private Optional<Value> globals(String type) {
        Map<String, Value> globals = section("Globals");
        globals.forEach(
                (name, value) -> {
                    if (!GLOBALS.containsKey(name)) {
                        throw error(
                                value.line(), "the local cloud does not know Globals of " + name);
                    }
                });
        return globals.entrySet().stream()
                .filter(entry -> GLOBALS.get(entry.getKey()).equals(type))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** As SAM: maps are merged, lists appended, all else is the resource's own. */
    private static Value merge(Value global, Value own) {
        if (global instanceof Fields globals && own instanceof Fields owns) {
            Map<String, Value> merged = new LinkedHashMap<>(globals.fields());
            owns.fields()
                    .forEach((name, value) -> merged.merge(name, value, TemplateReader::merge));
            return new Fields(owns.line(), merged);
        }
        if (global instanceof Items globals && own instanceof Items owns) {
            List<Value> merged = new ArrayList<>(globals.items());
            merged.addAll(owns.items());
            return new Items(owns.line(), merged);
        }
        return own;
    }

    private Map<String, Value> section(String name) {
        Value section = sections.get(name);
        return section == null ? Map.of() : fields(section, name).fields();
    }

    private Fields fields(Value value, String what) {
        if (value instanceof Fields fields) {
            return fields;
        }
        String found = value instanceof Call(int l, String function, Value a) ? function : "text";
        throw error(value.line(), "%s must be made of fields, not %s".formatted(what, found));
    }

    private static Fields empty(int line) {
        return new Fields(line, Map.of());
    }

    private TemplateException error(int line, String message) {
        return new TemplateException(file, line, message);
    }
}
