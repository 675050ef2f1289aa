package io.keepwatch.local.sources;

import io.keepwatch.local.Cloud;
import io.keepwatch.local.dynamodb.DynamoApi;
import io.keepwatch.local.template.EventSource;
import io.keepwatch.local.template.EventSource.Destination;
import io.keepwatch.local.template.EventSource.QueueMessages;
import io.keepwatch.local.template.EventSource.Schedule;
import io.keepwatch.local.template.EventSource.TableStream;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything that makes the template's functions run but HTTP: reads table streams and queues,
 * fires schedules, deletes what has expired. Keeps in the data folder how far it has come, so that
 * a restart, also after a kill, goes on from there; what was under way comes again.
 */
public final class Sources implements AutoCloseable {

    private final Cloud cloud;
    private final MessageStore store;
    private final SourceSettings settings;
    private final CountingInvoker invoker;
    private final DynamoApi dynamo;
    private final Workers workers;
    private final Signal stopping = new Signal();
    private final List<StreamMapping> streams = new ArrayList<>();
    private final Map<String, Signal> written = new HashMap<>();
    private final List<QueueMapping> queues = new ArrayList<>();
    private final List<ScheduleRunner> schedules = new ArrayList<>();
    private final AsyncInvocations asynchronous;
    private final TtlClaims claims;
    private final Optional<TtlWorker> ttl;

    private Sources(Cloud cloud, Queues queues, SourceSettings settings, DynamoApi dynamo)
            throws IOException, InterruptedException {
        this.cloud = cloud;
        this.store = queues.store();
        this.settings = settings;
        this.invoker = new CountingInvoker(cloud.invoker());
        this.dynamo = dynamo;
        this.workers = new Workers(cloud.log());
        Path ttlFolder = cloud.data().folder("ttl");
        this.claims = new TtlClaims(new StoredState(ttlFolder.resolve("claims")), cloud.clock());
        List<AsyncInvocations.Target> targets = new ArrayList<>();
        for (Function function : cloud.template().functions()) {
            targets.add(
                    new AsyncInvocations.Target(
                            function, destination(function.asynchronous().onFailure())));
        }
        this.asynchronous =
                new AsyncInvocations(
                        targets,
                        new StoredState(cloud.data().folder("schedules").resolve("events")),
                        invoker,
                        cloud.clock(),
                        stopping,
                        cloud.log());
        for (Function function : cloud.template().functions()) {
            for (EventSource source : function.events()) {
                add(function, source);
            }
        }
        this.ttl = ttl();
    }

    /** Starts all event sources of the template, behaving as {@link SourceSettings#standard}. */
    public static Sources start(Cloud cloud, Queues queues)
            throws IOException, InterruptedException {
        return start(cloud, queues, SourceSettings.standard());
    }

    /**
     * Starts all event sources of the template. The tables are there already.
     *
     * @throws IllegalArgumentException if a filter or a schedule is not one that AWS would take, or
     *     uses a test that this reader does not know; names the function and its event
     * @throws IOException if DynamoDB Local does not answer or the data folder cannot be used
     */
    public static Sources start(Cloud cloud, Queues queues, SourceSettings settings)
            throws IOException, InterruptedException {
        DynamoApi dynamo = new DynamoApi(cloud.dynamoDb());
        Sources sources = null;
        try {
            sources = new Sources(cloud, queues, settings, dynamo);
        } finally {
            if (sources == null) {
                dynamo.close();
            }
        }
        sources.run();
        return sources;
    }

    private void run() {
        streams.forEach(StreamMapping::start);
        queues.forEach(QueueMapping::start);
        for (ScheduleRunner schedule : schedules) {
            workers.start("schedules", schedule::run);
        }
        workers.start("scheduled events", asynchronous::run);
        ttl.ifPresent(worker -> workers.start("expired items", worker::run));
    }

    /**
     * Says that a table was written, so that its stream is read at once and not at the next look.
     *
     * @param table its name; one without readers is passed over
     */
    public void tableWritten(String table) {
        Optional.ofNullable(written.get(table)).ifPresent(Signal::raise);
    }

    /**
     * Deletes what has expired now, without waiting for the next look.
     *
     * @return how many items went; 0 where the settings say never
     */
    public int deleteExpired() throws IOException, InterruptedException {
        return ttl.isPresent() ? ttl.get().sweep() : 0;
    }

    /**
     * Waits until there is nothing left to do: streams read to their ends, no visible message in a
     * queue that a function reads, no time of a schedule missed, nothing expired, and no call under
     * way. What is to be tried later, or is delayed, is not waited for.
     *
     * @return whether that came within {@code longest} of real time
     * @throws IllegalStateException if a part of the local cloud has failed, and so would never be
     *     done
     */
    public boolean awaitIdle(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        long idleRounds = 0;
        long begun = -1;
        while (idleRounds < 2) {
            long start = System.nanoTime();
            streams.forEach(StreamMapping::wake);
            while (!isIdleSince(start)) {
                if (workers.anyFailed()) {
                    throw new IllegalStateException("a part of the local cloud has failed");
                }
                if (System.nanoTime() - deadline >= 0) {
                    return false;
                }
                Thread.sleep(2);
            }
            // The last call of one source may have been the first of another's work.
            idleRounds = invoker.begun() == begun ? idleRounds + 1 : 1;
            begun = invoker.begun();
        }
        return true;
    }

    private boolean isIdleSince(long nanos) {
        return streams.stream().allMatch(stream -> stream.isIdleSince(nanos))
                && queues.stream().allMatch(QueueMapping::isIdle)
                && schedules.stream().allMatch(ScheduleRunner::isIdle)
                && asynchronous.isIdle()
                && ttl.map(TtlWorker::isIdle).orElse(true)
                && invoker.running() == 0;
    }

    /** Stops within two seconds. Calls that do not end by then come again after the next start. */
    @Override
    public void close() {
        stopping.raise();
        streams.forEach(StreamMapping::stop);
        streams.forEach(StreamMapping::wake);
        try {
            workers.end(settings.pace().end());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dynamo.close();
    }

    private void add(Function function, EventSource source)
            throws IOException, InterruptedException {
        try {
            switch (source) {
                case EventSource.Route ignored -> {
                    // The HTTP gateway's.
                }
                case TableStream stream when stream.enabled() -> add(function, stream);
                case QueueMessages queue when queue.enabled() -> add(function, queue);
                case Schedule schedule when schedule.enabled() -> add(function, schedule);
                case TableStream disabled -> said(function, disabled);
                case QueueMessages disabled -> said(function, disabled);
                case Schedule disabled -> said(function, disabled);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "event %s of %s: %s"
                            .formatted(source.name(), function.logicalId(), e.getMessage()),
                    e);
        }
    }

    private void said(Function function, EventSource disabled) {
        cloud.log()
                .info(
                        "event %s of %s is not enabled"
                                .formatted(disabled.name(), function.logicalId()));
    }

    private void add(Function function, TableStream stream)
            throws IOException, InterruptedException {
        Table table = cloud.template().table(stream.table());
        StreamApi api = new StreamApi(dynamo);
        String localArn = api.arn(table.name());
        String eventArn =
                table.arn() + "/stream/" + localArn.substring(localArn.lastIndexOf('/') + 1);
        List<EventPattern> filters = stream.filters().stream().map(EventPattern::parse).toList();
        Path folder = cloud.data().folder("streams");
        String name = function.logicalId() + "-" + stream.name();
        BatchDelivery delivery =
                new BatchDelivery(
                        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
                        function,
                        stream,
                        invoker,
                        destination(stream.onFailure()),
                        settings.pace(),
                        cloud.clock(),
                        cloud.log());
        streams.add(
                new StreamMapping(
                        new ShardReader.Mapping(
                                stream,
                                localArn,
                                eventArn,
                                api,
                                new StreamRecords(table.name(), eventArn, filters, claims),
                                new Checkpoints(new StoredState(folder.resolve(name)), localArn),
                                delivery,
                                settings,
                                written.computeIfAbsent(table.name(), t -> new Signal()),
                                stopping,
                                cloud.clock(),
                                cloud.log()),
                        workers));
    }

    private FailureDestination destination(Optional<Destination> destination) throws IOException {
        if (destination.isEmpty()) {
            return new FailureDestination.Nowhere(cloud.log());
        }
        return switch (destination.get()) {
            case Destination.ToBucket(String bucket) ->
                    new FailureDestination.InBucket(
                            new Buckets(cloud.data()), cloud.template().bucket(bucket).name());
            case Destination.ToQueue(String queue) ->
                    new FailureDestination.InQueue(store, cloud.template().queue(queue).name());
        };
    }

    private void add(Function function, QueueMessages queue) {
        queues.add(
                new QueueMapping(
                        function,
                        queue,
                        cloud.template().queue(queue.queue()),
                        store,
                        invoker,
                        settings,
                        stopping,
                        workers,
                        cloud.clock(),
                        cloud.log()));
    }

    private void add(Function function, Schedule schedule) throws IOException {
        Path folder = cloud.data().folder("schedules");
        schedules.add(
                new ScheduleRunner(
                        function,
                        schedule,
                        asynchronous,
                        settings.madeUpMax(),
                        new StoredState(
                                folder.resolve(function.logicalId() + "-" + schedule.name())),
                        cloud.clock(),
                        stopping,
                        cloud.log()));
    }

    private Optional<TtlWorker> ttl() {
        List<Table> tables =
                cloud.template().tables().stream()
                        .filter(table -> table.timeToLive().isPresent())
                        .toList();
        return switch (settings.ttl()) {
            case SourceSettings.Ttl.Never() -> Optional.empty();
            case SourceSettings.Ttl.After(Duration delay) ->
                    Optional.of(
                            new TtlWorker(
                                    tables,
                                    written,
                                    delay,
                                    dynamo,
                                    claims,
                                    cloud.clock(),
                                    stopping,
                                    settings.pace(),
                                    cloud.log()));
        };
    }
}
