package io.keepwatch.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Puts what a deployment made in place of {@code Ref} and the functions of a template. */
final class Resolver {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w.:]+)}");

    private final Deployment deployment;

    Resolver(Deployment deployment) {
        this.deployment = deployment;
    }

    JsonNode resolve(JsonNode value) {
        if (value.has("Ref")) {
            return NODES.textNode(ref(value.path("Ref").asText()));
        }
        if (value.has("Fn::GetAtt")) {
            JsonNode attribute = value.path("Fn::GetAtt");
            return NODES.textNode(
                    attribute(attribute.path(0).asText(), attribute.path(1).asText()));
        }
        if (value.has("Fn::Sub")) {
            return NODES.textNode(substitute(value.path("Fn::Sub").asText()));
        }
        if (value.has("Fn::Join")) {
            JsonNode join = value.path("Fn::Join");
            return NODES.textNode(
                    join.path(1)
                            .valueStream()
                            .map(part -> resolve(part).asText())
                            .collect(Collectors.joining(join.path(0).asText())));
        }
        if (value.isArray()) {
            ArrayNode items = NODES.arrayNode();
            value.forEach(item -> items.add(resolve(item)));
            return items;
        }
        if (value.isObject()) {
            ObjectNode fields = NODES.objectNode();
            value.properties().forEach(it -> fields.set(it.getKey(), resolve(it.getValue())));
            return fields;
        }
        return value;
    }

    private String ref(String name) {
        return name.equals("AWS::AccountId") ? LocalStack.ACCOUNT : deployment.id(name);
    }

    private String attribute(String resource, String attribute) {
        String id = deployment.id(resource);
        return switch (deployment.type(resource) + "." + attribute) {
            case "AWS::DynamoDB::Table.Arn" -> table(id).tableArn();
            case "AWS::DynamoDB::Table.StreamArn" -> table(id).latestStreamArn();
            case "AWS::SQS::Queue.Arn" ->
                    LocalStack.SQS
                            .getQueueAttributes(
                                    it ->
                                            it.queueUrl(id)
                                                    .attributeNames(QueueAttributeName.QUEUE_ARN))
                            .attributes()
                            .get(QueueAttributeName.QUEUE_ARN);
            case "AWS::S3::Bucket.Arn" -> "arn:aws:s3:::" + id;
            case "AWS::Logs::LogGroup.Arn" ->
                    "arn:aws:logs:%s:%s:log-group:%s:*"
                            .formatted(LocalStack.REGION, LocalStack.ACCOUNT, id);
            default ->
                    throw new AssertionError("cannot tell %s of %s".formatted(attribute, resource));
        };
    }

    private static TableDescription table(String name) {
        return LocalStack.DYNAMO.describeTable(it -> it.tableName(name)).table();
    }

    private String substitute(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(variable(match.group(1))));
    }

    private String variable(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? ref(name) : attribute(name.substring(0, dot), name.substring(dot + 1));
    }
}
