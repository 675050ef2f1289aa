package io.keepwatch.local.template;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Replaces intrinsic functions by what they come to on this machine. */
final class Resolver {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]+)}");
    private static final String NO_VALUE = "AWS::NoValue";
    private static final String ALIAS = ".Alias";

    private final Path file;
    private final Map<String, String> given;
    private final Map<String, Value> parameters;
    private final Map<String, Value> conditions;
    private final Map<String, Value> mappings;
    private final Map<String, Resource> resources;
    private final List<String> notes;
    private final Set<String> underWay = new HashSet<>();

    /** A resource as it stands in the template. */
    record Resource(String logicalId, int line, String type, Value.Fields properties) {}

    /**
     * @param given values of parameters, in place of their defaults
     * @param notes gets a line for each reference that leads to something that is not run here
     */
    Resolver(
            Path file,
            Map<String, String> given,
            Map<String, Value> parameters,
            Map<String, Value> conditions,
            Map<String, Value> mappings,
            Map<String, Resource> resources,
            List<String> notes) {
        this.file = file;
        this.given = given;
        this.parameters = parameters;
        this.conditions = conditions;
        this.mappings = mappings;
        this.resources = resources;
        this.notes = notes;
    }

    /** The value without intrinsic functions; empty if it comes to {@code AWS::NoValue}. */
    Optional<Value> resolve(Value value) {
        return switch (value) {
            case Text text -> Optional.of(text);
            case Items items ->
                    Optional.of(
                            new Items(
                                    items.line(),
                                    items.items().stream()
                                            .map(this::resolve)
                                            .flatMap(Optional::stream)
                                            .toList()));
            case Fields fields -> Optional.of(resolve(fields));
            case Call call -> call(call);
        };
    }

    Fields resolve(Fields fields) {
        Map<String, Value> resolved = new LinkedHashMap<>();
        fields.fields()
                .forEach((key, value) -> resolve(value).ifPresent(v -> resolved.put(key, v)));
        return new Fields(fields.line(), resolved);
    }

    /** Whether a condition of the template holds. */
    boolean holds(String condition, int line) {
        Value definition = conditions.get(condition);
        if (definition == null) {
            throw error(line, "there is no condition " + condition);
        }
        if (!underWay.add(condition)) {
            throw error(line, "the condition %s depends on itself".formatted(condition));
        }
        boolean holds = holds(definition);
        underWay.remove(condition);
        return holds;
    }

    private Optional<Value> call(Call call) {
        int line = call.line();
        Value argument = call.argument();
        return switch (call.function()) {
            case "Ref" -> {
                String name = text(argument, "Ref");
                yield name.equals(NO_VALUE) ? Optional.empty() : some(line, ref(name, line));
            }
            case "Fn::GetAtt" -> some(line, attribute(argument));
            case "Fn::Sub" -> some(line, substitute(argument));
            case "Fn::If" -> {
                List<Value> parts = list(argument, 3, "Fn::If");
                yield resolve(parts.get(holds(text(parts.get(0), "Fn::If"), line) ? 1 : 2));
            }
            case "Fn::Join" -> {
                List<Value> parts = list(argument, 2, "Fn::Join");
                yield some(
                        line,
                        String.join(
                                text(parts.get(0), "Fn::Join"), texts(parts.get(1), "Fn::Join")));
            }
            case "Fn::Split" -> {
                List<Value> parts = list(argument, 2, "Fn::Split");
                String separator = text(parts.get(0), "Fn::Split");
                yield Optional.of(
                        new Items(
                                line,
                                Stream.of(
                                                text(parts.get(1), "Fn::Split")
                                                        .split(Pattern.quote(separator), -1))
                                        .<Value>map(part -> new Text(line, part))
                                        .toList()));
            }
            case "Fn::Select" -> {
                List<Value> parts = list(argument, 2, "Fn::Select");
                List<String> choices = texts(parts.get(1), "Fn::Select");
                String index = text(parts.get(0), "Fn::Select");
                if (!index.matches("\\d{1,4}") || Integer.parseInt(index) >= choices.size()) {
                    throw error(line, "Fn::Select has no item " + index);
                }
                yield some(line, choices.get(Integer.parseInt(index)));
            }
            case "Fn::FindInMap" -> resolve(find(argument));
            default ->
                    throw error(
                            line,
                            "the local cloud does not know %s here; it knows Ref, GetAtt, Sub, If, Join, Split, Select, FindInMap"
                                    .formatted(call.function()));
        };
    }

    private boolean holds(Value condition) {
        if (!(condition instanceof Call(int line, String function, Value argument))) {
            if (condition instanceof Fields(int line, Map<String, Value> fields)
                    && fields.keySet().equals(Set.of("Condition"))) {
                return holds(text(fields.get("Condition"), "Condition"), line);
            }
            throw error(condition.line(), "a condition is made of Equals, And, Or, Not, Condition");
        }
        return switch (function) {
            case "Fn::Equals" -> {
                List<Value> parts = list(argument, 2, function);
                yield text(parts.get(0), function).equals(text(parts.get(1), function));
            }
            case "Fn::And" -> items(argument, function).stream().allMatch(this::holds);
            case "Fn::Or" -> items(argument, function).stream().anyMatch(this::holds);
            case "Fn::Not" -> !holds(list(argument, 1, function).getFirst());
            case "Condition" -> holds(text(argument, function), line);
            default -> throw error(line, "%s is no condition".formatted(function));
        };
    }

    private String ref(String name, int line) {
        return switch (name) {
            case "AWS::Region" -> Names.REGION;
            case "AWS::AccountId" -> Names.ACCOUNT;
            case "AWS::StackName" -> Names.STACK;
            case "AWS::Partition" -> "aws";
            case "AWS::URLSuffix" -> "amazonaws.com";
            case "AWS::StackId" ->
                    "arn:aws:cloudformation:%s:%s:stack/%s/local"
                            .formatted(Names.REGION, Names.ACCOUNT, Names.STACK);
            default -> {
                Resource resource = resources.get(name);
                yield resource != null
                        ? id(resource, line)
                        : alias(name).orElseGet(() -> parameter(name, line));
            }
        };
    }

    /** SAM's own {@code !Ref Function.Alias}. */
    private Optional<String> alias(String name) {
        if (!name.endsWith(ALIAS)) {
            return Optional.empty();
        }
        Resource function = resources.get(name.substring(0, name.length() - ALIAS.length()));
        return Optional.ofNullable(function)
                .map(it -> it.properties().fields().get("AutoPublishAlias"))
                .map(alias -> Names.aliasArn(name(function), text(alias, "AutoPublishAlias")));
    }

    private String parameter(String name, int line) {
        if (!(parameters.get(name) instanceof Fields(int ignored, Map<String, Value> fields))) {
            throw error(line, "there is no parameter, resource or pseudo parameter " + name);
        }
        if (given.containsKey(name)) {
            return given.get(name);
        }
        Value value = fields.get("Default");
        if (value == null) {
            throw error(
                    line,
                    "the parameter %s has no default, and nothing gives it a value here: add a Default"
                            .formatted(name));
        }
        String type = fields.containsKey("Type") ? text(fields.get("Type"), "Type") : "String";
        if (type.startsWith("AWS::SSM::")) {
            throw error(
                    line,
                    "the parameter %s is read from SSM, which is not run here".formatted(name));
        }
        return text(value, "Default");
    }

    /** What {@code Ref} gives for a resource. */
    private String id(Resource resource, int line) {
        String name = name(resource);
        return switch (resource.type()) {
            case Types.TABLE,
                    Types.BUCKET,
                    Types.FUNCTION,
                    Types.LOG_GROUP,
                    Types.HTTP_API,
                    Types.ROLE ->
                    name;
            case Types.QUEUE -> Names.queueUrl(name);
            default -> {
                note(line, resource);
                yield name;
            }
        };
    }

    private String attribute(Value argument) {
        int line = argument.line();
        List<String> path =
                argument instanceof Text(int ignored, String text)
                        ? List.of(text.split("\\.", 2))
                        : texts(argument, "Fn::GetAtt");
        if (path.size() != 2) {
            throw error(line, "Fn::GetAtt names a resource and one of its attributes");
        }
        return attribute(path.get(0), path.get(1), line);
    }

    private String attribute(String logicalId, String attribute, int line) {
        Resource resource = resources.get(logicalId);
        if (resource == null) {
            throw error(line, "there is no resource " + logicalId);
        }
        String name = name(resource);
        return switch (resource.type() + "." + attribute) {
            case Types.TABLE + ".Arn" -> Names.tableArn(name);
            case Types.TABLE + ".StreamArn" -> Names.streamArn(name);
            case Types.QUEUE + ".Arn" -> Names.queueArn(name);
            case Types.QUEUE + ".QueueName" -> name;
            case Types.QUEUE + ".QueueUrl" -> Names.queueUrl(name);
            case Types.BUCKET + ".Arn" -> Names.bucketArn(name);
            case Types.FUNCTION + ".Arn" -> Names.functionArn(name);
            case Types.ROLE + ".Arn" -> Names.roleArn(name);
            case Types.LOG_GROUP + ".Arn" -> Names.logGroupArn(name) + ":*";
            default -> {
                if (Types.RUN_HERE.contains(resource.type())) {
                    throw error(
                            line,
                            "the local cloud does not know the attribute %s of %s"
                                    .formatted(attribute, resource.type()));
                }
                note(line, resource);
                yield name + "." + attribute;
            }
        };
    }

    private String substitute(Value argument) {
        Map<String, Value> own = Map.of();
        Value text = argument;
        if (argument instanceof Items) {
            List<Value> parts = list(argument, 2, "Fn::Sub");
            text = parts.get(0);
            if (!(parts.get(1) instanceof Fields(int ignored, Map<String, Value> fields))) {
                throw error(argument.line(), "the second part of Fn::Sub maps names to values");
            }
            own = fields;
        }
        if (!(text instanceof Text(int line, String template))) {
            throw error(text.line(), "Fn::Sub takes text");
        }
        StringBuilder result = new StringBuilder();
        Matcher variable = VARIABLE.matcher(template);
        while (variable.find()) {
            String name = variable.group(2).strip();
            String value;
            if (!variable.group(1).isEmpty()) {
                value = "${" + variable.group(2) + "}";
            } else if (own.containsKey(name)) {
                value = text(own.get(name), "Fn::Sub");
            } else if (name.contains(".")) {
                value = attribute(new Text(line, name));
            } else {
                value = ref(name, line);
            }
            variable.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return variable.appendTail(result).toString();
    }

    private Value find(Value argument) {
        List<Value> path = list(argument, 3, "Fn::FindInMap");
        Value found = mappings.get(text(path.get(0), "Fn::FindInMap"));
        for (Value step : path.subList(1, 3)) {
            found =
                    found instanceof Fields(int ignored, Map<String, Value> fields)
                            ? fields.get(text(step, "Fn::FindInMap"))
                            : null;
        }
        if (found == null) {
            throw error(argument.line(), "Fn::FindInMap finds nothing");
        }
        return found;
    }

    /** The physical name: the one that the template gives, else as CloudFormation makes one. */
    String name(Resource resource) {
        Map<String, Value> fields = resource.properties().fields();
        Optional<Value> named =
                Optional.ofNullable(Types.NAME_PROPERTY.get(resource.type()))
                        .map(fields::get)
                        .flatMap(this::resolve);
        if (named.isPresent()) {
            return text(named.get(), "a name");
        }
        boolean fifo =
                fields.containsKey("FifoQueue")
                        && text(fields.get("FifoQueue"), "FifoQueue").equals("true");
        return Names.physical(resource.type(), resource.logicalId(), fifo);
    }

    private void note(int line, Resource resource) {
        notes.add(
                "%s:%d: %s is of type %s, which is not run here: the reference gives a name only"
                        .formatted(
                                file.getFileName(), line, resource.logicalId(), resource.type()));
    }

    private String text(Value value, String where) {
        if (resolve(value).orElse(null) instanceof Text(int ignored, String text)) {
            return text;
        }
        throw error(value.line(), where + " takes text here");
    }

    private List<String> texts(Value value, String where) {
        return items(value, where).stream().map(item -> text(item, where)).toList();
    }

    private List<Value> list(Value value, int size, String where) {
        List<Value> items = value instanceof Items ? items(value, where) : List.of();
        if (items.size() != size) {
            throw error(value.line(), "%s takes a list of %d".formatted(where, size));
        }
        return items;
    }

    private List<Value> items(Value value, String where) {
        Value resolved = value instanceof Items ? value : resolve(value).orElse(value);
        if (resolved instanceof Items(int ignored, List<Value> items)) {
            return new ArrayList<>(items);
        }
        throw error(value.line(), where + " takes a list here");
    }

    private static Optional<Value> some(int line, String text) {
        return Optional.of(new Text(line, text));
    }

    private TemplateException error(int line, String message) {
        return new TemplateException(file, line, message);
    }
}
