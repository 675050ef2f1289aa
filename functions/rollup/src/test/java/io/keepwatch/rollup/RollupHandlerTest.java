package io.keepwatch.rollup;

import static io.keepwatch.support.Cast.ACME_AGENT;
import static io.keepwatch.support.Cast.ACME_JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keepwatch.aws.Json;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.Hosts.Admission.Added;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import io.keepwatch.telemetry.chunk.Dictionary;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollupHandlerTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration A_DAY = Duration.ofHours(25);
    private static final byte[] FIVE_SERIES = Pushes.firstSegment("m", 5, NOON).bytes();

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy tenancy = new InMemoryTenancy(clock);
    private final TenantScope acme = tenancy.enter(ACME_JOB);
    private final List<String> queued = new ArrayList<>();
    private final RollupHandler handler =
            new RollupHandler(
                    tenancy.directory(),
                    tenancy,
                    messages -> messages.forEach(each -> queued.add(Json.write(each))),
                    clock);

    @Test
    void queuesEveryShardWhenAnHourHasClosed() throws IOException {
        handle(Files.readString(Path.of("../../events/rollup/hour-closed.json")));

        assertThat(queued).hasSize(HostDirectory.SHARDS).doesNotHaveDuplicates();
    }

    @Test
    void renewsTheDictionaryOfAHostThatStillReports() throws IOException {
        HostId host = host("web-1");
        acme.dictionaries().add(host, segment(1, 0, NOON.plusSeconds(1)));
        acme.dictionaries().add(host, segment(2, 5, NOON.plusSeconds(1)));
        reports(host);

        assertThat(handle(messagesForAllShards())).isEqualTo("{\"batchItemFailures\":[]}");

        assertThat(acme.dictionaries().segments(host))
                .extracting(DictionarySegment::expiresAt)
                .containsOnly(NOON.plus(Limits.DICTIONARY_KEPT));
    }

    @Test
    void leavesOlderListsToExpire() throws IOException {
        HostId host = host("web-1");
        Instant soon = NOON.plusSeconds(1);
        acme.dictionaries().add(host, segment(1, 0, soon));
        acme.dictionaries().add(host, segment(2, 0, soon));
        reports(host);

        handle(messagesForAllShards());

        assertThat(acme.dictionaries().segments(host))
                .extracting(DictionarySegment::expiresAt)
                .containsExactly(soon, NOON.plus(Limits.DICTIONARY_KEPT));
    }

    @Test
    void leavesTheDictionaryOfASilentHostAlone() throws IOException {
        HostId host = host("web-1");
        Instant soon = NOON.plusSeconds(1);
        acme.dictionaries().add(host, segment(1, 0, soon));

        handle(messagesForAllShards());

        assertThat(acme.dictionaries().segments(host))
                .extracting(DictionarySegment::expiresAt)
                .containsExactly(soon);
    }

    @Test
    void tidiesAndKeepsWhatItReplacesForLongEnough() throws Exception {
        HostId host = host("web-1");
        DictionarySegment first = Pushes.firstSegment("dead.", 6_000, NOON.minus(A_DAY));
        Instant justNameable = NOON.plus(Limits.DICTIONARY_LEFT_MIN).plusSeconds(2);
        acme.dictionaries().add(host, until(first, justNameable));
        Dictionary before = DictionaryHistory.of(acme.dictionaries().segments(host)).newest();
        for (int minute = 0; minute < 2; minute++) {
            clock.moveTo(NOON.plusSeconds(minute));
            acme.chunks().put(host, Pushes.chunk("new.", 50, clock.instant(), before), NOON);
        }

        handle(messagesForAllShards());

        // Chunks that name the first list may be written for an hour more, and kept for a day.
        clock.moveTo(NOON.plus(A_DAY).plus(Duration.ofHours(1)));
        List<DictionarySegment> segments = acme.dictionaries().segments(host);
        assertThat(segments).extracting(DictionarySegment::version).containsExactly(1, 2);
        assertThat(segments.getLast().start()).isZero();
        assertThat(DictionaryHistory.of(segments).newest().size()).isEqualTo(50);
    }

    @Test
    void renewsBeforeChunksCeaseToNameAList() {
        assertThat(Renewal.RENEWED_WITHIN)
                .isGreaterThan(Limits.DICTIONARY_LEFT_MIN.plus(Limits.RAW_KEPT));
    }

    @Test
    void goesOnBehindAHostWhoseDictionaryCannotBeRead() throws IOException {
        List<HostId> hosts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            HostId host = host("n" + i, 40);
            byte[] bytes = i % 2 == 0 ? new byte[] {99} : FIVE_SERIES;
            acme.dictionaries().add(host, new DictionarySegment(1, 0, bytes, NOON.plusSeconds(1)));
            reports(host);
            hosts.add(host);
        }

        assertThat(handle(messagesForAllShards())).isEqualTo("{\"batchItemFailures\":[]}");

        for (HostId host : hosts) {
            assertThat(acme.dictionaries().segments(host))
                    .extracting(DictionarySegment::expiresAt)
                    .containsExactly(NOON.plus(Limits.DICTIONARY_KEPT));
        }
    }

    @Test
    void goesThroughAShardPageByPage() throws IOException {
        int hosts = HostDirectory.SHARDS * RollupHandler.PAGE_MAX * 2;
        List<HostId> all = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            HostId host =
                    ((Added) tenancy.enter(ACME_AGENT).hosts().admit(new HostName("n" + i), hosts))
                            .host()
                            .id();
            acme.dictionaries().add(host, segment(1, 0, NOON.plusSeconds(1)));
            reports(host);
            all.add(host);
        }

        handle(messagesForAllShards());
        int pages = HostDirectory.SHARDS;
        while (!queued.isEmpty()) {
            List<String> next = List.copyOf(queued);
            queued.clear();
            pages += next.size();
            handle(messages(next));
        }

        assertThat(pages).isGreaterThanOrEqualTo(2 * HostDirectory.SHARDS);
        for (HostId host : all) {
            assertThat(acme.dictionaries().segments(host).getFirst().expiresAt())
                    .isEqualTo(NOON.plus(Limits.DICTIONARY_KEPT));
        }
    }

    @Test
    void answersWithTheMessagesThatFailed() throws IOException {
        tenancy.turnBusy(true);

        assertThat(handle(messages(List.of("{\"shard\":3}"))))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m0\"}]}");
        assertThat(queued).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"shard\":-1}",
                "{\"shard\":16}",
                "{\"shard\":\"1\"}",
                "{\"shard\":1,\"after\":{\"tenant\":\"x\",\"host\":\"h-web1000000\"}}",
                "{\"shard\":1,\"after\":{\"tenant\":\"t-acme000000\",\"host\":\"#\"}}",
            })
    void refusesAMessageThatNamesNoPage(String body) throws IOException {
        assertThat(handle(messages(List.of(body)))).contains("m0");
        assertThat(queued).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1]", "{\"Records\":[]}", "{\"Records\":[{}]}"})
    void failsForAnEventOfNeitherScheduleNorQueue(String event) {
        assertThatIllegalArgumentException().isThrownBy(() -> handle(event));
        assertThat(queued).isEmpty();
    }

    private HostId host(String name) {
        return host(name, 10);
    }

    private HostId host(String name, int cap) {
        return ((Added) tenancy.enter(ACME_AGENT).hosts().admit(new HostName(name), cap))
                .host()
                .id();
    }

    private void reports(HostId host) {
        acme.chunks().put(host, new EncodedChunk(NOON.toEpochMilli(), "x", new byte[] {1}), NOON);
    }

    private static DictionarySegment until(DictionarySegment segment, Instant expiresAt) {
        return new DictionarySegment(
                segment.version(), segment.start(), segment.bytes(), expiresAt);
    }

    private static DictionarySegment segment(int version, int start, Instant expiresAt) {
        return new DictionarySegment(version, start, FIVE_SERIES, expiresAt);
    }

    private String handle(String event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, null);
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static String messagesForAllShards() {
        List<String> bodies = new ArrayList<>();
        for (int shard = 0; shard < HostDirectory.SHARDS; shard++) {
            bodies.add("{\"shard\":%d}".formatted(shard));
        }
        return messages(bodies);
    }

    private static String messages(List<String> bodies) {
        List<Map<String, String>> records = new ArrayList<>();
        for (String body : bodies) {
            records.add(
                    Map.of(
                            "messageId",
                            "m" + records.size(),
                            "eventSource",
                            "aws:sqs",
                            "body",
                            body));
        }
        return Json.write(Map.of("Records", records));
    }
}
