package io.keepwatch.evaluate;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import io.keepwatch.aws.Environment;
import io.keepwatch.aws.Live;
import io.keepwatch.aws.Log;
import io.keepwatch.aws.dynamo.ChunkRecord;
import io.keepwatch.domain.access.JobDoor;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import io.keepwatch.domain.storage.StorageBusy;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.telemetry.chunk.Folding;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Wakes on each new chunk in Raw. For now it keeps the hosts' dictionaries of series: a chunk whose
 * series all stand in the dictionary costs no storage call at all.
 *
 * <p>A record is only a wake-up: it may come twice, late, or beside another of the same host, and
 * what is done depends on what is stored alone.
 */
public final class EvaluateHandler implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

    private final JobDoor door = new JobDoor();
    private final Tenancy tenancy;
    private final Fold fold;

    /** Lambda calls this once per execution environment, before the first event. */
    public EvaluateHandler() {
        this(Live.tenancy(), Environment.current().clock());
    }

    EvaluateHandler(Tenancy tenancy, Clock clock) {
        this.tenancy = tenancy;
        this.fold = new Fold(clock);
    }

    /** Answers with the first record that failed, if one did: Lambda tries again from there. */
    @Override
    public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
        if (event.getRecords() == null) {
            throw new IllegalArgumentException("an event that has no records of a stream");
        }
        Set<TenantHost> done = new HashSet<>();
        for (DynamodbStreamRecord record : event.getRecords()) {
            Optional<String> failure = evaluate(record, done);
            if (failure.isPresent()) {
                String position = record.getDynamodb().getSequenceNumber();
                Log.error(failure.get(), Map.of("function", "evaluate", "sequence", position));
                return new StreamsEventResponse(List.of(new BatchItemFailure(position)));
            }
        }
        return new StreamsEventResponse(List.of());
    }

    /** What went wrong, if anything did. */
    private Optional<String> evaluate(DynamodbStreamRecord record, Set<TenantHost> done) {
        Optional<ChunkRecord> read = ChunkRecord.of(record);
        if (read.isEmpty()) {
            return Optional.of("a record that is no chunk");
        }
        TenantHost host = read.get().host();
        try {
            // Once a batch and host is enough: it looks at all of the host's newest chunks.
            if (Folding.mayPay(read.get().chunk()) && done.add(host)) {
                fold.fold(tenancy.enter(door.admitRecord(host.tenant())), host.host());
            }
            return Optional.empty();
        } catch (Malformed e) {
            return Optional.of("a chunk or dictionary that cannot be read");
        } catch (StorageBusy e) {
            return Optional.of("storage is busy");
        }
    }
}
