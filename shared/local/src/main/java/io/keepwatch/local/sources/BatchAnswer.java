package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What a function says of a batch under {@code ReportBatchItemFailures}. */
sealed interface BatchAnswer {

    /** The function is done with every item. */
    record Done() implements BatchAnswer {}

    /** These items failed. */
    record Some(Set<String> failed) implements BatchAnswer {}

    /** The answer cannot be read, which AWS takes for a failure of the whole batch. */
    record Unreadable(String reason) implements BatchAnswer {}

    /**
     * @param known the items of the batch: an answer that names another is unreadable
     */
    static BatchAnswer parse(byte[] response, Set<String> known) {
        Optional<JsonNode> answer = Tree.read(response);
        if (answer.isEmpty()) {
            return response.length == 0 ? new Done() : new Unreadable("it is not JSON");
        }
        JsonNode failures = answer.get().path("batchItemFailures");
        if (answer.get().isNull()
                || answer.get().isObject() && (failures.isMissingNode() || failures.isNull())) {
            return new Done();
        }
        if (!failures.isArray()) {
            return new Unreadable("it has no list batchItemFailures");
        }
        Set<String> failed = new HashSet<>();
        for (JsonNode failure : failures) {
            JsonNode identifier = failure.path("itemIdentifier");
            if (!identifier.isTextual() || !known.contains(identifier.textValue())) {
                return new Unreadable("an itemIdentifier is none of the batch: " + failure);
            }
            failed.add(identifier.textValue());
        }
        return failed.isEmpty() ? new Done() : new Some(failed);
    }
}
