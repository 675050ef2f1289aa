package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a mapping has come in each shard of one stream, kept on disk. Safe for use by several
 * threads.
 */
final class Checkpoints {

    private static final String STREAM = "stream";
    private static final String SHARDS = "shards";
    private static final String AFTER = "after";
    private static final String DONE = "done";

    /** The last sequence number that is dealt with, and whether the shard has no more. */
    private record Position(Optional<String> after, boolean done) {}

    private final StoredState state;
    private final String stream;
    private final Map<String, Position> shards = new HashMap<>();
    private final boolean isNew;

    /**
     * @param stream ARN; positions in another stream (of a table made anew) are forgotten
     */
    Checkpoints(StoredState state, String stream) throws IOException {
        this.state = state;
        this.stream = stream;
        Optional<JsonNode> stored =
                state.read().filter(found -> found.path(STREAM).asText().equals(stream));
        this.isNew = stored.isEmpty();
        stored.ifPresent(
                found ->
                        found.path(SHARDS)
                                .properties()
                                .forEach(
                                        shard ->
                                                shards.put(
                                                        shard.getKey(),
                                                        position(shard.getValue()))));
    }

    /** Whether this stream was never read by this mapping. */
    boolean isNew() {
        return isNew;
    }

    synchronized Optional<String> after(String shard) {
        return Optional.ofNullable(shards.get(shard)).flatMap(Position::after);
    }

    synchronized boolean isDone(String shard) {
        return Optional.ofNullable(shards.get(shard)).map(Position::done).orElse(false);
    }

    synchronized void advance(String shard, String sequence) {
        shards.put(shard, new Position(Optional.of(sequence), false));
        write();
    }

    synchronized void finish(String shard) {
        shards.put(shard, new Position(after(shard), true));
        write();
    }

    /** Forgets the shards that the stream itself has forgotten. */
    synchronized void keepOnly(Set<String> existing) {
        if (shards.keySet().retainAll(existing)) {
            write();
        }
    }

    private void write() {
        ObjectNode tree = Tree.object().put(STREAM, stream);
        ObjectNode positions = tree.putObject(SHARDS);
        shards.forEach(
                (shard, position) -> {
                    ObjectNode node = positions.putObject(shard).put(DONE, position.done());
                    position.after().ifPresent(sequence -> node.put(AFTER, sequence));
                });
        state.write(tree);
    }

    private static Position position(JsonNode node) {
        return new Position(
                Optional.of(node.path(AFTER)).filter(JsonNode::isTextual).map(JsonNode::textValue),
                node.path(DONE).asBoolean());
    }
}
