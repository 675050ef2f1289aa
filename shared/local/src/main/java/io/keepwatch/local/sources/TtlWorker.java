package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.local.Log;
import io.keepwatch.local.MovableClock;
import io.keepwatch.local.dynamodb.DynamoApi;
import io.keepwatch.local.template.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes, by the local clock, items whose time to live is over, as AWS's own worker does: numbers
 * only, nothing that ended more than five years ago, and never an item that was renewed meanwhile.
 */
final class TtlWorker {

    /** How often it looks while the clock is not moved; when it is, it looks at once. */
    static final Duration SWEEP_EVERY = Duration.ofMinutes(5);

    private static final int PAGE_MAX = 500;
    private static final Period PAST_MAX = Period.ofYears(5);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final List<Table> tables;
    private final Map<String, Signal> streamed;
    private final Duration delay;
    private final DynamoApi dynamo;
    private final TtlClaims claims;
    private final MovableClock clock;
    private final Signal stopping;
    private final SourceSettings.Pace pace;
    private final Log log;
    private volatile Duration sweptAtOffset = Duration.ofSeconds(-1);

    /**
     * @param tables those with a time to live
     * @param streamed names of the tables whose removals somebody reads, and who tells them
     * @param delay how long after its time an item goes
     */
    TtlWorker(
            List<Table> tables,
            Map<String, Signal> streamed,
            Duration delay,
            DynamoApi dynamo,
            TtlClaims claims,
            MovableClock clock,
            Signal stopping,
            SourceSettings.Pace pace,
            Log log) {
        this.tables = List.copyOf(tables);
        this.streamed = Map.copyOf(streamed);
        this.delay = delay;
        this.dynamo = dynamo;
        this.claims = claims;
        this.clock = clock;
        this.stopping = stopping;
        this.pace = pace;
        this.log = log;
    }

    void run() throws InterruptedException {
        Instant next = Instant.MIN;
        int failures = 0;
        while (stopping.raised() == 0) {
            Duration offset = clock.offset();
            if (offset.equals(sweptAtOffset) && clock.instant().isBefore(next)) {
                stopping.await(0, LOOK);
                continue;
            }
            try {
                sweep();
                sweptAtOffset = offset;
                next = clock.instant().plus(SWEEP_EVERY);
                failures = 0;
            } catch (IOException | UncheckedIOException e) {
                failures++;
                if (failures == 1 && stopping.raised() == 0) {
                    log.error("expired items cannot be deleted", e);
                }
                stopping.await(0, pace.retry(failures));
            }
        }
    }

    /** Whether all was looked at since the clock was last moved. */
    boolean isIdle() {
        return clock.offset().equals(sweptAtOffset);
    }

    /** Looks at every table now. Returns how many items went. */
    synchronized int sweep() throws IOException, InterruptedException {
        int deleted = 0;
        for (Table table : tables) {
            deleted += sweep(table);
        }
        return deleted;
    }

    private int sweep(Table table) throws IOException, InterruptedException {
        String attribute = table.timeToLive().orElseThrow();
        Instant now = clock.instant();
        ObjectNode scan = Tree.object().put("TableName", table.name()).put("Limit", PAGE_MAX);
        ObjectNode names = scan.putObject("ExpressionAttributeNames");
        names.put("#ttl", attribute).put("#hash", table.keys().hash());
        table.keys().range().ifPresent(range -> names.put("#range", range));
        scan.put(
                "ProjectionExpression",
                "#ttl, #hash" + table.keys().range().map(range -> ", #range").orElse(""));
        scan.put(
                "FilterExpression",
                "attribute_type(#ttl, :number) AND #ttl <= :now AND #ttl > :past");
        ObjectNode values = scan.putObject("ExpressionAttributeValues");
        values.putObject(":number").put("S", "N");
        values.putObject(":now").put("N", Long.toString(now.minus(delay).getEpochSecond()));
        values.putObject(":past")
                .put(
                        "N",
                        Long.toString(
                                now.atOffset(ZoneOffset.UTC).minus(PAST_MAX).toEpochSecond()));
        int deleted = 0;
        while (stopping.raised() == 0) {
            JsonNode page = dynamo.call("Scan", scan);
            deleted += delete(table, attribute, page.path("Items"));
            if (!page.has("LastEvaluatedKey")) {
                break;
            }
            scan.set("ExclusiveStartKey", page.get("LastEvaluatedKey"));
        }
        return deleted;
    }

    private int delete(Table table, String attribute, JsonNode items)
            throws IOException, InterruptedException {
        Optional<Signal> readers = Optional.ofNullable(streamed.get(table.name()));
        List<JsonNode> keys = new ArrayList<>();
        items.forEach(item -> keys.add(keys(table, item)));
        if (readers.isPresent() && !keys.isEmpty()) {
            claims.claim(table.name(), keys);
        }
        int deleted = 0;
        for (int i = 0; i < keys.size(); i++) {
            if (delete(table, attribute, keys.get(i), items.get(i).path(attribute))) {
                deleted++;
            } else if (readers.isPresent()) {
                claims.retract(table.name(), keys.get(i));
            }
        }
        if (deleted > 0) {
            readers.ifPresent(Signal::raise);
        }
        return deleted;
    }

    private boolean delete(Table table, String attribute, JsonNode keys, JsonNode seen)
            throws IOException, InterruptedException {
        ObjectNode delete = Tree.object().put("TableName", table.name());
        delete.set("Key", keys);
        delete.put("ConditionExpression", "#ttl = :seen");
        delete.putObject("ExpressionAttributeNames").put("#ttl", attribute);
        delete.putObject("ExpressionAttributeValues").set(":seen", seen);
        try {
            dynamo.call("DeleteItem", delete);
            return true;
        } catch (DynamoApi.Refused e) {
            if (e.type().equals("ConditionalCheckFailedException")) {
                return false;
            }
            throw e;
        }
    }

    private static ObjectNode keys(Table table, JsonNode item) {
        ObjectNode keys = Tree.object();
        keys.set(table.keys().hash(), item.get(table.keys().hash()));
        table.keys().range().ifPresent(range -> keys.set(range, item.get(range)));
        return keys;
    }
}
