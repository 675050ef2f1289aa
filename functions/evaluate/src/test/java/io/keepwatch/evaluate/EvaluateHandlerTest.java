package io.keepwatch.evaluate;

import static io.keepwatch.support.Cast.ACME;
import static io.keepwatch.support.Cast.ACME_JOB;
import static io.keepwatch.support.Cast.RIVAL_JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Points;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.EventFiles;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.Dictionary;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Malformed;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluateHandlerTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final HostId HOST = new HostId("h-web1000000");

    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final InMemoryTenancy tenancy = new InMemoryTenancy(clock);
    private final TenantScope acme = tenancy.enter(ACME_JOB);
    private final EvaluateHandler handler = new EvaluateHandler(tenancy, clock);

    @Test
    void listsTheSeriesOfANewHost() throws Malformed {
        StreamsEventResponse answer = handler.handleRequest(event(put(0, 20)), null);

        assertThat(answer.getBatchItemFailures()).isEmpty();
        assertThat(dictionary().size()).isEqualTo(20);
        assertThat(dictionary().version()).isEqualTo(1);
    }

    @Test
    void listsTheSeriesOfTheSampleEvent() throws Malformed {
        DynamodbEvent sample = sample();
        ByteBuffer chunk =
                sample.getRecords().getFirst().getDynamodb().getNewImage().get("chunk").getB();
        acme.chunks().put(HOST, new EncodedChunk(NOON.toEpochMilli(), "x", chunk.array()), NOON);

        assertThat(failures(sample)).isEmpty();
        assertThat(dictionary().size()).isEqualTo(8);
    }

    @Test
    void saysSoOfAnEventThatIsOfNoStream() {
        assertThatThrownBy(() -> handler.handleRequest(new DynamodbEvent(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no records");
    }

    @Test
    void doesNothingMoreWhenARecordComesTwice() throws Malformed {
        DynamodbStreamRecord record = put(0, 20);

        handler.handleRequest(event(record, record), null);
        handler.handleRequest(event(record), null);

        assertThat(acme.dictionaries().segments(HOST)).hasSize(1);
    }

    @Test
    void touchesNoStorageForAChunkWhoseSeriesAreListed() throws Malformed {
        handler.handleRequest(event(put(0, 20)), null);
        DynamodbStreamRecord listed = put(60, 20);
        tenancy.turnBusy(true);

        assertThat(handler.handleRequest(event(listed), null).getBatchItemFailures()).isEmpty();
    }

    @Test
    void listsForTheTenantOfTheRecordAlone() throws Malformed {
        handler.handleRequest(event(put(0, 20)), null);

        assertThat(tenancy.enter(RIVAL_JOB).dictionaries().segments(HOST)).isEmpty();
    }

    @Test
    void answersWithTheFirstRecordThatFailedSoThatThoseBeforeAreNotDoneAgain() throws Malformed {
        DynamodbStreamRecord good = put(0, 20);
        DynamodbStreamRecord poisoned = record("2", ACME + "#" + HOST, new byte[] {99, 1, 2});
        DynamodbStreamRecord after = put(60, 20);

        assertThat(failures(event(good, poisoned, after))).containsExactly("2");
        assertThat(dictionary().size()).isEqualTo(20);
    }

    @Test
    void refusesRecordsThatAreNotOurs() {
        for (String key :
                List.of("", "#", "t-acme000000", "nobody#h-web1000000", "t-acme000000#x")) {
            assertThat(failures(event(record("7", key, new byte[] {1}))))
                    .as(key)
                    .containsExactly("7");
        }
        DynamodbStreamRecord removed = new DynamodbStreamRecord();
        removed.setDynamodb(new StreamRecord().withSequenceNumber("8"));
        assertThat(failures(event(removed))).containsExactly("8");
    }

    @Test
    void asksForAnotherTryWhenStorageIsBusy() throws Malformed {
        DynamodbStreamRecord record = put(0, 20);
        tenancy.turnBusy(true);

        assertThat(failures(event(record))).hasSize(1);

        tenancy.turnBusy(false);
        assertThat(failures(event(record))).isEmpty();
        assertThat(dictionary().size()).isEqualTo(20);
    }

    private List<String> failures(DynamodbEvent event) {
        return handler.handleRequest(event, null).getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private Dictionary dictionary() throws Malformed {
        return DictionaryHistory.of(acme.dictionaries().segments(HOST)).newest();
    }

    /** Puts a chunk of that many series, and gives the stream's record of it. */
    private DynamodbStreamRecord put(int second, int count) throws Malformed {
        long time = NOON.plusSeconds(second).toEpochMilli();
        List<SeriesPoints> points =
                IntStream.range(0, count)
                        .mapToObj(i -> new SeriesPoints(series(i), points(time, i)))
                        .toList();
        EncodedChunk chunk = ChunkCodec.encode(points, dictionary());
        acme.chunks().put(HOST, chunk, NOON);
        return record(Long.toString(time), ACME + "#" + HOST, chunk.bytes());
    }

    private static Series series(int i) {
        return new Series(
                "system.disk.io",
                List.of(new Label("device", "sd" + i)),
                Kind.COUNTER,
                ValueType.LONG,
                "By");
    }

    private static Points points(long time, long value) {
        return new NumberPoints(new long[] {time}, new long[] {value});
    }

    private static DynamodbStreamRecord record(String sequence, String key, byte[] chunk) {
        DynamodbStreamRecord record = sample().getRecords().getFirst();
        record.getDynamodb().setSequenceNumber(sequence);
        Map<String, AttributeValue> row = record.getDynamodb().getNewImage();
        row.put("pk", new AttributeValue().withS(key));
        row.put("chunk", new AttributeValue().withB(ByteBuffer.wrap(chunk)));
        return record;
    }

    private static DynamodbEvent sample() {
        return EventFiles.load("evaluate/new-chunk", DynamodbEvent.class);
    }

    private static DynamodbEvent event(DynamodbStreamRecord... records) {
        DynamodbEvent event = new DynamodbEvent();
        event.setRecords(List.of(records));
        return event;
    }
}
