package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.local.template.EventSource.StartingPosition;
import io.keepwatch.local.template.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes DynamoDB Local hours, from a stream made up by the test. */
class ShardReaderTest {

    @TempDir private Path folder;

    private final FakeFunctions functions = new FakeFunctions();
    private ScriptedStream stream;

    @BeforeEach
    void open() throws Exception {
        stream = new ScriptedStream();
    }

    @AfterEach
    void close() {
        stream.close();
    }

    @Test
    void readsAParentToItsEndBeforeItsChild() throws Exception {
        stream.shard("child", Optional.of("parent"));
        stream.shard("parent", Optional.empty());
        stream.add("child", 10, 11, 12);
        stream.add("parent", 1, 2, 3, 4, 5);
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();
            assertThat(numbers()).containsExactly(1, 2, 3, 4, 5);

            stream.add("parent", 6);
            stream.close("parent");
            machine.awaitIdle();

            assertThat(numbers()).containsExactly(1, 2, 3, 4, 5, 6, 10, 11, 12);
        }
    }

    @Test
    void readsNoFinishedShardAgainAfterARestart() throws Exception {
        stream.shard("parent", Optional.empty());
        stream.shard("child", Optional.of("parent"));
        stream.add("parent", 1, 2);
        stream.close("parent");
        stream.add("child", 10);
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();
        }
        stream.add("child", 11);
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();

            assertThat(numbers()).containsExactly(1, 2, 10, 11);
        }
    }

    @Test
    void readsAShardWhoseParentTheStreamHasForgotten() throws Exception {
        stream.shard("child", Optional.of("long gone"));
        stream.add("child", 10);
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();

            assertThat(numbers()).containsExactly(10);
        }
    }

    @Test
    void goesOnFromWhereItWasWhenItsIteratorExpires() throws Exception {
        stream.shard("only", Optional.empty());
        stream.add("only", 1, 2, 3, 4);
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();
            stream.refuse("ExpiredIteratorException", 1);
            stream.add("only", 5, 6);
            machine.awaitIdle();

            assertThat(stream.refused()).isOne();
            assertThat(numbers()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(machine.log().lines()).isEmpty();
        }
    }

    @Test
    void saysWhatIsLostWhenRecordsAreGoneAndReadsTheRest() throws Exception {
        stream.shard("only", Optional.empty());
        stream.add("only", 1, 2);
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();
        }
        stream.add("only", 3, 4, 5);
        stream.trim("only", 5);
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();

            assertThat(numbers()).containsExactly(1, 2, 5);
            assertThat(machine.log().lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("records of Things are lost"));
        }
    }

    @Test
    void losesNothingWhenAPositionBeforeTheFirstRecordIsRefused() throws Exception {
        stream.shard("only", Optional.empty());
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();
            stream.refuse("TrimmedDataAccessException", 1);
            stream.add("only", 3, 4);
            machine.awaitIdle();

            assertThat(stream.refused()).isOne();
            assertThat(numbers()).containsExactly(3, 4);
            assertThat(machine.log().lines()).isEmpty();
        }
    }

    @Test
    void goesOnOnceTheStreamAnswersAgain() throws Exception {
        stream.shard("only", Optional.empty());
        stream.add("only", 1);
        stream.refuse("InternalServerError", 3);
        try (Machine machine = start(StartingPosition.TRIM_HORIZON)) {
            machine.awaitIdle();

            assertThat(numbers()).containsExactly(1);
            assertThat(machine.log().lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("the stream of Things"));
        }
    }

    @Test
    void startsWithWhatComesWhereTheTemplateSaysLatest() throws Exception {
        stream.shard("old", Optional.empty());
        stream.add("old", 1, 2);
        try (Machine machine = start(StartingPosition.LATEST)) {
            machine.awaitIdle();
            assertThat(numbers()).isEmpty();

            stream.add("old", 3);
            stream.shard("new", Optional.of("old"));
            stream.add("new", 10);
            stream.close("old");
            machine.awaitIdle();

            assertThat(numbers()).containsExactly(3, 10);
        }
    }

    private Machine start(StartingPosition position) throws Exception {
        Template template =
                new Template(
                        List.of(Settings.stream("Things").from(position).batches(2).read("Reader")),
                        List.of(ScriptedStream.TABLE),
                        List.of(),
                        List.of(),
                        List.of());
        return Machine.start(folder, template, stream.uri(), functions, Machine.GENTLE);
    }

    private List<Integer> numbers() {
        return functions.records("Reader").stream()
                .map(record -> record.at("/dynamodb/SequenceNumber").asInt())
                .toList();
    }
}
