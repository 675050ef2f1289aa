package io.keepwatch.local.sources;

import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.Log;
import io.keepwatch.local.template.EventSource.TableStream;
import io.keepwatch.local.template.Function;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hands a function a batch of a stream's records, again and again, in parts where that helps, until
 * each of them is done or given up: Lambda's rules for failures of a stream's records. Safe for use
 * by several threads.
 */
final class BatchDelivery {

    /** A stream keeps its records for this long, so nothing is tried longer. */
    static final Duration RECORDS_KEPT = Duration.ofHours(24);

    private final String mapping;
    private final Function function;
    private final TableStream settings;
    private final Invoker invoker;
    private final FailureDestination destination;
    private final SourceSettings.Pace pace;
    private final Clock clock;
    private final Log log;

    /** Records that are tried together, and how often they were tried in this company. */
    private record Part(List<StreamRecord> records, int failures) {}

    /** What became of a call. */
    private sealed interface Tried {

        record Done() implements Tried {}

        /** All before {@code index} are done; that one failed. */
        record FailedFrom(int index, String reason) implements Tried {}

        /** The function was not called: that counts for nothing. */
        record Busy() implements Tried {}
    }

    BatchDelivery(
            String mapping,
            Function function,
            TableStream settings,
            Invoker invoker,
            FailureDestination destination,
            SourceSettings.Pace pace,
            Clock clock,
            Log log) {
        this.mapping = mapping;
        this.function = function;
        this.settings = settings;
        this.invoker = invoker;
        this.destination = destination;
        this.pace = pace;
        this.clock = clock;
        this.log = log;
    }

    /** Returns once every record is done, or is safe in the failure destination. */
    void deliver(String stream, String shard, List<StreamRecord> batch)
            throws InterruptedException {
        Deque<Part> parts = new ArrayDeque<>();
        parts.add(new Part(batch, 0));
        int busy = 0;
        while (!parts.isEmpty()) {
            Part part = withoutAged(stream, shard, parts.pop());
            if (part.records().isEmpty()) {
                continue;
            }
            switch (attempt(part)) {
                case Tried.Done() -> busy = 0;
                case Tried.Busy() -> {
                    Thread.sleep(pace.retry(++busy));
                    parts.push(part);
                }
                case Tried.FailedFrom(int index, String reason) -> {
                    busy = 0;
                    log.warn(
                            "%s failed on %d records of %s: %s"
                                    .formatted(
                                            function.logicalId(),
                                            part.records().size() - index,
                                            settings.table(),
                                            reason));
                    retry(stream, shard, part, index, parts);
                }
            }
        }
    }

    /**
     * Splitting does not use up the tries. A part that came through to its {@code index}-th record
     * goes on from there; one that failed at its first is halved, where the mapping says so.
     */
    private void retry(String stream, String shard, Part part, int index, Deque<Part> parts)
            throws InterruptedException {
        List<StreamRecord> left = part.records().subList(index, part.records().size());
        int failures = index > 0 ? 0 : part.failures();
        if (settings.bisects() && left.size() > 1) {
            if (index > 0) {
                parts.push(new Part(left, failures));
            } else {
                int half = left.size() / 2;
                parts.push(new Part(left.subList(half, left.size()), failures));
                parts.push(new Part(left.subList(0, half), failures));
            }
            return;
        }
        failures++;
        if (settings.retriesMax().isPresent() && failures > settings.retriesMax().getAsInt()) {
            giveUp(stream, shard, left, FailedBatch.Reason.RETRIES, failures);
            return;
        }
        Thread.sleep(pace.retry(failures));
        parts.push(new Part(left, failures));
    }

    private Part withoutAged(String stream, String shard, Part part) {
        Duration ageMax = settings.ageMax().orElse(RECORDS_KEPT);
        Instant oldest = clock.instant().minus(ageMax);
        int aged = 0;
        while (aged < part.records().size()
                && part.records().get(aged).createdAt().isBefore(oldest)) {
            aged++;
        }
        if (aged == 0) {
            return part;
        }
        giveUp(
                stream,
                shard,
                part.records().subList(0, aged),
                FailedBatch.Reason.AGE,
                part.failures());
        return new Part(part.records().subList(aged, part.records().size()), part.failures());
    }

    private void giveUp(
            String stream,
            String shard,
            List<StreamRecord> records,
            FailedBatch.Reason reason,
            int invocations) {
        destination.keep(
                new FailedBatch(
                        mapping,
                        function,
                        stream,
                        shard,
                        records,
                        reason,
                        invocations,
                        clock.instant()));
    }

    private Tried attempt(Part part) throws InterruptedException {
        byte[] event = StreamRecord.event(part.records());
        return switch (invoker.invoke(function.logicalId(), event)) {
            case Invocation.Returned(byte[] response) ->
                    settings.reportsItemFailures()
                            ? partial(part.records(), response)
                            : new Tried.Done();
            case Invocation.Failed(byte[] error) ->
                    new Tried.FailedFrom(0, new String(error, StandardCharsets.UTF_8));
            case Invocation.Throttled() -> new Tried.Busy();
            case Invocation.TooLarge() ->
                    new Tried.FailedFrom(0, "the batch is larger than Lambda carries");
        };
    }

    /** Of several failed records the first in the stream counts: all from it on are tried again. */
    private static Tried partial(List<StreamRecord> records, byte[] response) {
        Set<String> known =
                records.stream().map(StreamRecord::sequence).collect(Collectors.toSet());
        return switch (BatchAnswer.parse(response, known)) {
            case BatchAnswer.Done() -> new Tried.Done();
            case BatchAnswer.Unreadable(String reason) ->
                    new Tried.FailedFrom(0, "its answer cannot be read: " + reason);
            case BatchAnswer.Some(Set<String> failed) -> {
                int index = 0;
                while (!failed.contains(records.get(index).sequence())) {
                    index++;
                }
                yield new Tried.FailedFrom(
                        index, "it reported %d of them as failed".formatted(failed.size()));
            }
        };
    }
}
