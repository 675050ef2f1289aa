package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which items were deleted because their time to live was over: DynamoDB Local does not know, since
 * to it we are a client as any other, but the stream's readers tell functions. Kept on disk,
 * written before the deletion. Safe for use by several threads.
 *
 * <p>A claim stands for the next removal of its item. Were an item put again under the same key,
 * deleted by someone else, and the process killed in between, that removal would be taken for ours
 * as well.
 */
final class TtlClaims {

    /** Longer than a stream keeps records, by the local clock. */
    private static final Duration KEPT = Duration.ofHours(26);

    private static final String UNSEEN = "";

    private final StoredState state;
    private final Clock clock;
    private final Map<String, Claim> claims = new HashMap<>();

    /**
     * @param sequence of the removal, once a reader saw it
     */
    private record Claim(long at, String sequence) {}

    TtlClaims(StoredState state, Clock clock) throws IOException {
        this.state = state;
        this.clock = clock;
        state.read()
                .ifPresent(
                        stored ->
                                stored.forEach(
                                        claim ->
                                                claims.put(
                                                        claim.path("item").asText(),
                                                        new Claim(
                                                                claim.path("at").asLong(),
                                                                claim.path("sequence").asText()))));
    }

    /** Says that these items of a table are about to be deleted. */
    synchronized void claim(String table, Iterable<JsonNode> items) {
        long now = clock.millis();
        claims.values()
                .removeIf(
                        claim ->
                                !claim.sequence().equals(UNSEEN)
                                        && claim.at() + KEPT.toMillis() < now);
        items.forEach(keys -> claims.put(item(table, keys), new Claim(now, UNSEEN)));
        write();
    }

    /** Says that an item was not deleted after all. */
    synchronized void retract(String table, JsonNode keys) {
        claims.remove(item(table, keys));
        write();
    }

    /** Whether the removal of that item with that sequence number was by its time to live. */
    synchronized boolean isByTtl(String table, JsonNode keys, String sequence) {
        String item = item(table, keys);
        Claim claim = claims.get(item);
        if (claim == null) {
            return false;
        }
        if (claim.sequence().equals(UNSEEN)) {
            claims.put(item, new Claim(claim.at(), sequence));
            return true;
        }
        return claim.sequence().equals(sequence);
    }

    private void write() {
        ArrayNode all = Tree.array();
        claims.forEach(
                (item, claim) ->
                        all.addObject()
                                .put("item", item)
                                .put("at", claim.at())
                                .put("sequence", claim.sequence()));
        state.write(all);
    }

    /** The order of the keys' names differs between answers. */
    private static String item(String table, JsonNode keys) {
        Map<String, String> sorted = new TreeMap<>();
        keys.properties().forEach(key -> sorted.put(key.getKey(), key.getValue().toString()));
        return table + sorted;
    }
}
