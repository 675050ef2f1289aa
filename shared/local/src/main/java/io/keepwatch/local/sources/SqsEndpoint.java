package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.keepwatch.local.Log;
import io.keepwatch.local.http.LoopbackServer;
import io.keepwatch.local.sources.MessageStore.Counts;
import io.keepwatch.local.sources.MessageStore.Outgoing;
import io.keepwatch.local.sources.MessageStore.Sent;
import io.keepwatch.local.template.Queue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * SQS's JSON protocol (AWS JSON 1.0) on a loopback port, for the actions that a function needs:
 * send, receive, delete, change visibility, one at a time and in batches, and what a queue is.
 */
final class SqsEndpoint implements AutoCloseable {

    private static final String TARGET = "AmazonSQS.";
    private static final int BATCH_MAX = 10;
    private static final int RECEIVE_MAX = 10;
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    /** A batch of the largest messages, escaped as badly as JSON can, fits well below this. */
    private static final int REQUEST_BYTES_MAX = 8 * MessageStore.MESSAGE_BYTES_MAX;

    /** What IAM calls a sender; one for all, shaped as AWS shapes it. */
    static final String SENDER_ID = "AIDAKEEPWATCHLOCAL000";

    private final MessageStore store;
    private final Log log;
    private final LoopbackServer server;

    SqsEndpoint(MessageStore store, Log log) throws IOException {
        this.store = store;
        this.log = log;
        this.server = LoopbackServer.start(0, "queues", this::handle, log);
    }

    URI uri() {
        return server.uri();
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException, InterruptedException {
        String target =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                        .orElse("");
        byte[] body = exchange.getRequestBody().readNBytes(REQUEST_BYTES_MAX + 1);
        try {
            answer(exchange, 200, act(target, body));
        } catch (SqsFault e) {
            exchange.getResponseHeaders().set("x-amzn-query-error", e.queryCode() + ";Sender");
            ObjectNode error = Tree.object();
            error.put("__type", "com.amazonaws.sqs#" + e.code());
            error.put("message", e.getMessage());
            answer(exchange, 400, error);
        } catch (UncheckedIOException e) {
            log.error("a queue could not be written", e);
            answer(exchange, 500, Tree.object().put("__type", "InternalFailure"));
        }
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body)
            throws IOException {
        byte[] bytes = Tree.bytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private ObjectNode act(String target, byte[] body) throws InterruptedException {
        if (body.length > REQUEST_BYTES_MAX) {
            throw SqsFault.invalidParameter("the request is too long");
        }
        JsonNode request =
                Tree.read(body)
                        .filter(JsonNode::isObject)
                        .orElseThrow(() -> SqsFault.invalidParameter("the request is no JSON"));
        String action = target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
        return switch (action) {
            case "SendMessage" -> sendMessage(queue(request), request);
            case "SendMessageBatch" -> sendBatch(queue(request), request);
            case "ReceiveMessage" -> receive(queue(request), request);
            case "DeleteMessage" -> {
                store.delete(queue(request), text(request, "ReceiptHandle"));
                yield Tree.object();
            }
            case "DeleteMessageBatch" ->
                    batch(
                            request,
                            entry -> {
                                store.delete(queue(request), text(entry, "ReceiptHandle"));
                                return Tree.object();
                            });
            case "ChangeMessageVisibility" -> {
                changeVisibility(queue(request), request);
                yield Tree.object();
            }
            case "ChangeMessageVisibilityBatch" ->
                    batch(
                            request,
                            entry -> {
                                changeVisibility(queue(request), entry);
                                return Tree.object();
                            });
            case "GetQueueAttributes" -> attributes(queue(request), request);
            case "GetQueueUrl" -> {
                String name = text(request, "QueueName");
                yield Tree.object().put("QueueUrl", store.settings(name).url());
            }
            case "ListQueues" -> listQueues(request);
            case "PurgeQueue" -> {
                store.purge(queue(request));
                yield Tree.object();
            }
            default -> throw SqsFault.unsupported(action);
        };
    }

    private void changeVisibility(String queue, JsonNode request) {
        store.changeVisibility(
                queue,
                text(request, "ReceiptHandle"),
                seconds(request, "VisibilityTimeout")
                        .orElseThrow(() -> SqsFault.missingParameter("VisibilityTimeout")));
    }

    private ObjectNode sendMessage(String queue, JsonNode request) {
        return sent(queue, outgoing(request));
    }

    private ObjectNode sendBatch(String queue, JsonNode request) {
        long bytes = 0;
        for (JsonNode entry : request.path("Entries")) {
            bytes += MessageStore.size(outgoing(entry));
        }
        if (bytes > MessageStore.MESSAGE_BYTES_MAX) {
            throw SqsFault.badBatch(
                    "BatchRequestTooLong",
                    "A batch has at most %d bytes.".formatted(MessageStore.MESSAGE_BYTES_MAX));
        }
        return batch(request, entry -> sent(queue, outgoing(entry)));
    }

    private ObjectNode sent(String queue, Outgoing outgoing) {
        Sent sent = store.send(queue, outgoing);
        ObjectNode answer = Tree.object();
        answer.put("MessageId", sent.id());
        answer.put("MD5OfMessageBody", Message.md5(Message.utf8(outgoing.body())));
        if (!outgoing.attributes().isEmpty()) {
            answer.put("MD5OfMessageAttributes", attributesMd5(outgoing.attributes()));
        }
        if (store.settings(queue).fifo()) {
            answer.put("SequenceNumber", sequenceNumber(sent.sequence()));
        }
        return answer;
    }

    /** Each entry on its own: what one of them causes does not stop the others. */
    private static ObjectNode batch(JsonNode request, Function<JsonNode, ObjectNode> action) {
        JsonNode entries = request.path("Entries");
        if (!entries.isArray() || entries.isEmpty()) {
            throw SqsFault.badBatch("EmptyBatchRequest", "There is no entry in the batch.");
        }
        if (entries.size() > BATCH_MAX) {
            throw SqsFault.badBatch(
                    "TooManyEntriesInBatchRequest",
                    "A batch has at most %d entries.".formatted(BATCH_MAX));
        }
        Set<String> ids = new HashSet<>();
        entries.forEach(entry -> ids.add(text(entry, "Id")));
        if (ids.size() < entries.size()) {
            throw SqsFault.badBatch("BatchEntryIdsNotDistinct", "Two entries have one id.");
        }
        ObjectNode answer = Tree.object();
        ArrayNode successful = answer.putArray("Successful");
        ArrayNode failed = answer.putArray("Failed");
        for (JsonNode entry : entries) {
            try {
                successful.add(action.apply(entry).put("Id", text(entry, "Id")));
            } catch (SqsFault e) {
                failed.addObject()
                        .put("Id", text(entry, "Id"))
                        .put("SenderFault", true)
                        .put("Code", e.code())
                        .put("Message", e.getMessage());
            }
        }
        return answer;
    }

    private ObjectNode receive(String queue, JsonNode request) throws InterruptedException {
        int max = request.path("MaxNumberOfMessages").asInt(1);
        if (max < 1 || max > RECEIVE_MAX) {
            throw SqsFault.invalidParameter("MaxNumberOfMessages must be from 1 to " + RECEIVE_MAX);
        }
        Duration wait =
                seconds(request, "WaitTimeSeconds").orElse(store.settings(queue).receiveWait());
        if (wait.isNegative() || wait.compareTo(WAIT_MAX) > 0) {
            throw SqsFault.invalidParameter(
                    "WaitTimeSeconds must be from 0 to " + WAIT_MAX.toSeconds());
        }
        Set<String> system = names(request, "AttributeNames");
        system.addAll(names(request, "MessageSystemAttributeNames"));
        Set<String> own = names(request, "MessageAttributeNames");
        ObjectNode answer = Tree.object();
        ArrayNode messages = answer.putArray("Messages");
        for (Message message :
                store.receive(
                        queue,
                        max,
                        MessageStore.MESSAGE_BYTES_MAX,
                        seconds(request, "VisibilityTimeout"),
                        wait)) {
            messages.add(received(message, store.settings(queue), system, own));
        }
        return answer;
    }

    private static ObjectNode received(
            Message message, Queue queue, Set<String> system, Set<String> own) {
        ObjectNode node = Tree.object();
        node.put("MessageId", message.id());
        node.put("ReceiptHandle", message.receiptHandle());
        node.put("MD5OfBody", message.bodyMd5());
        node.put("Body", message.body());
        ObjectNode attributes = Tree.object();
        systemAttributes(message, queue)
                .forEach(
                        (name, value) -> {
                            if (system.contains("All") || system.contains(name)) {
                                attributes.put(name, value);
                            }
                        });
        if (!attributes.isEmpty()) {
            node.set("Attributes", attributes);
        }
        SortedMap<String, Message.Attribute> asked = new TreeMap<>(message.attributes());
        asked.keySet().removeIf(name -> own.stream().noneMatch(pattern -> names(pattern, name)));
        if (!asked.isEmpty()) {
            ObjectNode all = node.putObject("MessageAttributes");
            asked.forEach((name, value) -> all.set(name, attribute(value)));
            node.put("MD5OfMessageAttributes", attributesMd5(asked));
        }
        return node;
    }

    private static boolean names(String pattern, String name) {
        return pattern.equals("All")
                || pattern.equals(name)
                || pattern.endsWith(".*")
                        && name.startsWith(pattern.substring(0, pattern.length() - 2));
    }

    /** What SQS itself knows of a message. */
    static Map<String, String> systemAttributes(Message message, Queue queue) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("ApproximateReceiveCount", Integer.toString(message.receives()));
        attributes.put(
                "ApproximateFirstReceiveTimestamp", Long.toString(message.firstReceivedAt()));
        attributes.put("SentTimestamp", Long.toString(message.sentAt()));
        attributes.put("SenderId", SENDER_ID);
        message.group().ifPresent(group -> attributes.put("MessageGroupId", group));
        message.deadLetterSource()
                .ifPresent(arn -> attributes.put("DeadLetterQueueSourceArn", arn));
        if (queue.fifo()) {
            message.deduplication().ifPresent(id -> attributes.put("MessageDeduplicationId", id));
            attributes.put("SequenceNumber", sequenceNumber(message.sequence()));
        }
        return attributes;
    }

    /** Twenty digits, so that its text sorts as it counts. */
    private static String sequenceNumber(long sequence) {
        return "188%017d".formatted(sequence);
    }

    private static ObjectNode attribute(Message.Attribute attribute) {
        ObjectNode node = Tree.object();
        node.put("DataType", attribute.type());
        attribute.text().ifPresent(text -> node.put("StringValue", text));
        attribute.binary().ifPresent(bytes -> node.put("BinaryValue", bytes));
        return node;
    }

    private ObjectNode attributes(String name, JsonNode request) {
        Queue queue = store.settings(name);
        Counts counts = store.counts(name);
        Map<String, String> all = new TreeMap<>();
        all.put("QueueArn", queue.arn());
        all.put("ApproximateNumberOfMessages", Long.toString(counts.visible()));
        all.put("ApproximateNumberOfMessagesNotVisible", Long.toString(counts.inFlight()));
        all.put("ApproximateNumberOfMessagesDelayed", Long.toString(counts.delayed()));
        all.put("VisibilityTimeout", Long.toString(queue.visibilityTimeout().toSeconds()));
        all.put("MessageRetentionPeriod", Long.toString(queue.kept().toSeconds()));
        all.put("DelaySeconds", Long.toString(queue.delay().toSeconds()));
        all.put("ReceiveMessageWaitTimeSeconds", Long.toString(queue.receiveWait().toSeconds()));
        all.put("MaximumMessageSize", Integer.toString(MessageStore.MESSAGE_BYTES_MAX));
        if (queue.fifo()) {
            all.put("FifoQueue", "true");
            all.put(
                    "ContentBasedDeduplication",
                    Boolean.toString(queue.contentBasedDeduplication()));
        }
        queue.redrive()
                .ifPresent(
                        redrive -> {
                            ObjectNode policy = Tree.object();
                            policy.put("deadLetterTargetArn", store.deadLetters(redrive).arn());
                            policy.put("maxReceiveCount", redrive.maxReceiveCount());
                            all.put("RedrivePolicy", Tree.text(policy));
                        });
        Set<String> asked = names(request, "AttributeNames");
        ObjectNode answer = Tree.object();
        ObjectNode attributes = answer.putObject("Attributes");
        all.forEach(
                (key, value) -> {
                    if (asked.contains("All") || asked.contains(key)) {
                        attributes.put(key, value);
                    }
                });
        return answer;
    }

    private ObjectNode listQueues(JsonNode request) {
        String prefix = request.path("QueueNamePrefix").asText("");
        ObjectNode answer = Tree.object();
        ArrayNode urls = answer.putArray("QueueUrls");
        store.names().stream()
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> urls.add(store.settings(name).url()));
        return answer;
    }

    private static Outgoing outgoing(JsonNode request) {
        return new Outgoing(
                text(request, "MessageBody"),
                messageAttributes(request.path("MessageAttributes")),
                seconds(request, "DelaySeconds").filter(delay -> !delay.isZero()),
                optional(request, "MessageGroupId"),
                optional(request, "MessageDeduplicationId"));
    }

    private static SortedMap<String, Message.Attribute> messageAttributes(JsonNode attributes) {
        if (attributes.isEmpty()) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, Message.Attribute> read = new TreeMap<>();
        for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
            JsonNode value = attribute.getValue();
            Optional<byte[]> binary = optional(value, "BinaryValue").map(SqsEndpoint::base64);
            Optional<String> text = optional(value, "StringValue");
            if (binary.isPresent() == text.isPresent()) {
                throw SqsFault.invalidParameter(
                        "The attribute %s needs one value.".formatted(attribute.getKey()));
            }
            read.put(
                    attribute.getKey(),
                    new Message.Attribute(text(value, "DataType"), text, binary));
        }
        return read;
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw SqsFault.invalidParameter("BinaryValue is not base64");
        }
    }

    /** As SQS documents it: SDKs check it. */
    static String attributesMd5(SortedMap<String, Message.Attribute> attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        attributes.forEach(
                (name, attribute) -> {
                    part(bytes, Message.utf8(name));
                    part(bytes, Message.utf8(attribute.type()));
                    attribute
                            .text()
                            .ifPresent(
                                    text -> {
                                        bytes.write(1);
                                        part(bytes, Message.utf8(text));
                                    });
                    attribute
                            .binary()
                            .ifPresent(
                                    binary -> {
                                        bytes.write(2);
                                        part(bytes, binary);
                                    });
                });
        return Message.md5(bytes.toByteArray());
    }

    private static void part(ByteArrayOutputStream bytes, byte[] part) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        bytes.writeBytes(part);
    }

    /** The queue that the last part of its URL names: whatever host and port stand before it. */
    private String queue(JsonNode request) {
        String url = text(request, "QueueUrl");
        String name = url.substring(url.lastIndexOf('/') + 1);
        return store.settings(name).name();
    }

    private static Set<String> names(JsonNode request, String field) {
        return new HashSet<>(
                StreamSupport.stream(request.path(field).spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    private static String text(JsonNode request, String field) {
        return optional(request, field).orElseThrow(() -> SqsFault.missingParameter(field));
    }

    private static Optional<String> optional(JsonNode request, String field) {
        return Optional.of(request.path(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    private static Optional<Duration> seconds(JsonNode request, String field) {
        JsonNode value = request.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw SqsFault.invalidParameter(field + " must be a number of seconds");
        }
        return Optional.of(Duration.ofSeconds(value.intValue()));
    }
}
