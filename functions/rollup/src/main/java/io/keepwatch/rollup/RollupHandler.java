package io.keepwatch.rollup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.keepwatch.aws.Environment;
import io.keepwatch.aws.Json;
import io.keepwatch.aws.Live;
import io.keepwatch.aws.Log;
import io.keepwatch.aws.Queue;
import io.keepwatch.domain.access.JobDoor;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import io.keepwatch.domain.storage.Page;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.chunk.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Once an hour queues each shard of hosts; then, page by page, renews what those hosts still refer
 * to, and tidies lists of series that the dead fill. Doing a page twice changes nothing.
 */
public final class RollupHandler implements RequestStreamHandler {

    /** Hosts of one message: a few seconds' work, far inside the function's time-out. */
    static final int PAGE_MAX = 100;

    private final JobDoor door = new JobDoor();
    private final HostDirectory directory;
    private final Tenancy tenancy;
    private final Queue queue;
    private final Renewal renewal;
    private final Tidy tidy;

    /** Lambda calls this once per execution environment, before the first event. */
    public RollupHandler() {
        this(
                Live.hostDirectory(),
                Live.tenancy(),
                Live.queue("ROLLUP_QUEUE"),
                Environment.current().clock());
    }

    RollupHandler(HostDirectory directory, Tenancy tenancy, Queue queue, Clock clock) {
        this.directory = directory;
        this.tenancy = tenancy;
        this.queue = queue;
        this.renewal = new Renewal(clock);
        this.tidy = new Tidy(clock);
    }

    /** SQS's partial answer ("ReportBatchItemFailures"); for the schedule it says nothing. */
    private record BatchResponse(List<ItemFailure> batchItemFailures) {

        record ItemFailure(String itemIdentifier) {}
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context)
            throws IOException {
        List<BatchResponse.ItemFailure> failures = new ArrayList<>();
        switch (trigger(event.readAllBytes())) {
            case RollupTrigger.HourClosed() ->
                    queue.sendAll(
                            IntStream.range(0, HostDirectory.SHARDS)
                                    .mapToObj(ShardMessage::first)
                                    .toList());
            case RollupTrigger.Shards(var messages) -> {
                for (RollupTrigger.Message message : messages) {
                    if (work(message) instanceof RollupOutcome.Failed(var reason)) {
                        Log.error(reason, Map.of("function", "rollup", "message", message.id()));
                        failures.add(new BatchResponse.ItemFailure(message.id()));
                    }
                }
            }
            case RollupTrigger.Unknown() ->
                    throw new IllegalArgumentException("an event of neither schedule nor queue");
        }
        answer.write(Json.write(new BatchResponse(failures)).getBytes(StandardCharsets.UTF_8));
    }

    private static RollupTrigger trigger(byte[] event) {
        try {
            return RollupTrigger.parse(event);
        } catch (Json.Malformed e) {
            return new RollupTrigger.Unknown();
        }
    }

    private RollupOutcome work(RollupTrigger.Message message) {
        try {
            return goThrough(Json.read(message.body(), ShardMessage.class));
        } catch (Json.Malformed | IllegalArgumentException e) {
            return new RollupOutcome.Failed("a message that names no page of a shard");
        } catch (StorageBusy e) {
            return new RollupOutcome.Failed("storage is busy");
        }
    }

    private RollupOutcome goThrough(ShardMessage message) {
        Page<TenantHost> page = directory.hosts(message.shard(), message.position(), PAGE_MAX);
        int renewed = 0;
        int tidied = 0;
        for (TenantHost each : page.items()) {
            TenantScope scope = tenancy.enter(door.admitMessage(each.tenant()));
            List<DictionarySegment> segments = scope.dictionaries().segments(each.host());
            // First, since a list that is written anew is never renewed again.
            renewed += renewal.renew(scope, each.host(), segments);
            tidied += isTidied(scope, each, segments) ? 1 : 0;
        }
        // Last, so that a page which is tried again does not start the rest of its shard again.
        if (page.more()) {
            queue.send(message.startingBehind(page.items().getLast()));
        }
        return new RollupOutcome.Done(page.items().size(), renewed, tidied);
    }

    private boolean isTidied(TenantScope scope, TenantHost host, List<DictionarySegment> segments) {
        try {
            return tidy.tidy(scope, host.host(), segments);
        } catch (Malformed e) {
            // Trying again would not help, and the hosts behind it are not to wait for it.
            Log.error(
                    "a chunk or dictionary that cannot be read",
                    Map.of(
                            "function", "rollup",
                            "tenant", host.tenant().value(),
                            "host", host.host().value()));
            return false;
        }
    }
}
