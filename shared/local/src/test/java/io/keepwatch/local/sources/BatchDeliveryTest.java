package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.TestDataDir;
import io.keepwatch.local.TestLog;
import io.keepwatch.local.template.Function;
import io.keepwatch.support.MovableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails and however: nothing is lost, and nothing is blamed for its neighbours. */
class BatchDeliveryTest {

    private static final int CASES = Boolean.getBoolean("keepwatch.deep") ? 5_000 : 120;
    private static final SourceSettings.Pace AT_ONCE =
            new SourceSettings.Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    @TempDir private Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));

    /** How a made-up function fails on its bad records. */
    private enum Failure {
        THROWS,
        REPORTS,
        REPORTS_NONSENSE
    }

    private record Case(
            int records, Set<Integer> bad, Failure failure, boolean bisects, int retries) {

        static Case of(long seed) {
            Random random = new Random(seed);
            int records = 1 + random.nextInt(30);
            Set<Integer> bad = new TreeSet<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                bad.add(random.nextInt(records));
            }
            return new Case(
                    records,
                    bad,
                    Failure.values()[random.nextInt(Failure.values().length)],
                    random.nextBoolean(),
                    random.nextInt(3));
        }
    }

    @Test
    void endsWithEachRecordDoneOrKept() throws Exception {
        for (long seed = 0; seed < CASES; seed++) {
            Case tried = Case.of(seed);
            List<Integer> done = new ArrayList<>();
            Path data = folder.resolve("case" + seed);

            deliver(tried, done, data);

            List<Integer> dead = dead(data);
            Set<Integer> all = new HashSet<>(done);
            all.addAll(dead);
            assertThat(all).as("%s", tried).hasSize(tried.records());
            assertThat(done).as("%s", tried).doesNotContainAnyElementsOf(tried.bad());
            assertThat(dead).as("%s", tried).doesNotHaveDuplicates();
            assertThat(dead).as("%s", tried).containsAll(tried.bad());
            if (tried.bisects()) {
                assertThat(dead).as("%s", tried).hasSameSizeAs(tried.bad());
                assertThat(new TreeSet<>(done)).as("%s", tried).hasSize(done.size());
                assertThat(done).as("%s", tried).isSorted();
            }
        }
    }

    private void deliver(Case tried, List<Integer> done, Path data) throws Exception {
        FakeFunctions functions =
                new FakeFunctions()
                        .on(
                                "Reader",
                                event -> {
                                    List<Integer> numbers =
                                            FakeFunctions.records(event).stream()
                                                    .map(record -> record.path("n").asInt())
                                                    .toList();
                                    return handle(tried, numbers, done);
                                });
        Function reader = Settings.function("Reader");
        new BatchDelivery(
                        "mapping",
                        reader,
                        Settings.stream("Things")
                                .bisects(tried.bisects())
                                .retries(OptionalInt.of(tried.retries()))
                                .mapping(),
                        functions,
                        new FailureDestination.InBucket(new Buckets(TestDataDir.of(data)), "dead"),
                        AT_ONCE,
                        clock,
                        new TestLog())
                .deliver(
                        "arn",
                        "shard",
                        IntStream.range(0, tried.records()).mapToObj(this::record).toList());
    }

    private static Invocation handle(Case tried, List<Integer> numbers, List<Integer> done) {
        Optional<Integer> bad = numbers.stream().filter(tried.bad()::contains).findFirst();
        if (bad.isEmpty()) {
            done.addAll(numbers);
            return FakeFunctions.DONE;
        }
        return switch (tried.failure()) {
            case THROWS -> FakeFunctions.failed();
            case REPORTS_NONSENSE -> FakeFunctions.failures(List.of("nonsense"));
            case REPORTS -> {
                // As a careful function does: it stops at the first that fails.
                done.addAll(numbers.subList(0, numbers.indexOf(bad.get())));
                yield FakeFunctions.failures(List.of(sequence(bad.get())));
            }
        };
    }

    private StreamRecord record(int number) {
        return new StreamRecord(
                Tree.bytes(Tree.object().put("n", number)),
                sequence(number),
                "item" + number,
                clock.instant());
    }

    private static String sequence(int number) {
        return "%021d".formatted(number);
    }

    private static List<Integer> dead(Path data) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data.resolve("buckets"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                JsonNode kept = Tree.read(Files.readAllBytes(file)).orElseThrow();
                JsonNode payload = Tree.read(kept.path("payload").asText()).orElseThrow();
                FakeFunctions.records(payload).forEach(r -> numbers.add(r.path("n").asInt()));
            }
        }
        return numbers;
    }
}
