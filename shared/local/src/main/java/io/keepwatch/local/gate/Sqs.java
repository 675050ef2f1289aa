package io.keepwatch.local.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.template.Queue;
import io.keepwatch.local.template.Template;
import java.util.List;

/** SQS's JSON protocol. A batch asks for the right to the single operation. */
final class Sqs implements Service {

    private final Template template;

    Sqs(Template template) {
        this.template = template;
    }

    @Override
    public String target() {
        return "AmazonSQS.";
    }

    @Override
    public List<Need> needs(String operation, ObjectNode input) {
        String action =
                switch (operation) {
                    case "SendMessage", "SendMessageBatch" -> "SendMessage";
                    case "DeleteMessage", "DeleteMessageBatch" -> "DeleteMessage";
                    case "ChangeMessageVisibility", "ChangeMessageVisibilityBatch" ->
                            "ChangeMessageVisibility";
                    case "ReceiveMessage", "GetQueueUrl", "GetQueueAttributes", "PurgeQueue" ->
                            operation;
                    default ->
                            throw new IllegalArgumentException(
                                    "the gate does not know which rights sqs:%s needs: teach it"
                                            .formatted(operation));
                };
        String named = input.path("QueueUrl").asText(input.path("QueueName").asText());
        String name = named.substring(named.lastIndexOf('/') + 1);
        Queue queue =
                template.queues().stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "the template has no queue " + named));
        return List.of(new Need("sqs:" + action, queue.arn(), queue.logicalId()));
    }

    @Override
    public void prepare(String operation, ObjectNode input) {
        // As it is.
    }

    @Override
    public List<String> written(String operation, List<Need> needs) {
        return List.of();
    }

    @Override
    public int deniedStatus() {
        return 403;
    }
}
