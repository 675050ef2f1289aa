package io.keepwatch.local.template;

import java.util.List;
import java.util.Optional;

/**
 * What {@code template.yaml} declares, in its order, with {@code Globals} merged and references
 * resolved to the names that things have on this machine.
 *
 * @param notes what was read but means nothing here, one line each, to be shown at start
 */
public record Template(
        List<Function> functions,
        List<Table> tables,
        List<Queue> queues,
        List<Bucket> buckets,
        List<String> notes) {

    public Optional<Function> function(String logicalId) {
        return functions.stream().filter(f -> f.logicalId().equals(logicalId)).findFirst();
    }

    /** The table of that logical id; the reader has checked that references lead somewhere. */
    public Table table(String logicalId) {
        return tables.stream()
                .filter(t -> t.logicalId().equals(logicalId))
                .findFirst()
                .orElseThrow();
    }

    /** The queue of that logical id; the reader has checked that references lead somewhere. */
    public Queue queue(String logicalId) {
        return queues.stream()
                .filter(q -> q.logicalId().equals(logicalId))
                .findFirst()
                .orElseThrow();
    }

    /** The bucket of that logical id; the reader has checked that references lead somewhere. */
    public Bucket bucket(String logicalId) {
        return buckets.stream()
                .filter(b -> b.logicalId().equals(logicalId))
                .findFirst()
                .orElseThrow();
    }
}
