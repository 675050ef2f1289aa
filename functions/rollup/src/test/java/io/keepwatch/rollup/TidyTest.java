package io.keepwatch.rollup;

import static io.keepwatch.rollup.Pushes.chunk;
import static io.keepwatch.rollup.Pushes.firstSegment;
import static io.keepwatch.rollup.Pushes.push;
import static io.keepwatch.support.Cast.ACME_JOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.ItemSize;
import io.keepwatch.support.MovableClock;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.Dictionary;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Folding;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TidyTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant NEXT_DAY = NOON.plus(Duration.ofHours(25));
    private static final HostId HOST = new HostId("h-web1000000");
    private static final int FULL = Limits.SERIES_PER_HOST_MAX;

    /** Long enough to be tidied. */
    private static final int LONG = 6_000;

    private final MovableClock clock = new MovableClock(NOON);
    private final Watched acme = new Watched(new InMemoryTenancy(clock).enter(ACME_JOB));
    private final Tidy tidy = new Tidy(clock);
    private List<DictionarySegment> read = List.of();
    private DictionaryHistory history = DictionaryHistory.none();

    @Test
    void makesRoomForNewSeriesOfAHostAtItsLimit() throws Malformed {
        isListed("dead.", FULL);
        reportsAt(NEXT_DAY, "alive.", 100, 16);
        int before = history().newest().version();

        assertThat(tidy()).isTrue();

        Dictionary newest = history().newest();
        assertThat(newest.version()).isEqualTo(before + 1);
        assertThat(newest.series())
                .containsExactlyInAnyOrderElementsOf(
                        push("alive.", 100, NOON).stream().map(SeriesPoints::series).toList());
        assertThat(ChunkCodec.header(chunk("alive.", 100, NEXT_DAY, newest).bytes()).inlineCount())
                .isZero();
    }

    @Test
    void leavesTheChunksReadableThatNameTheListBefore() throws Malformed {
        isListed("dead.", LONG);
        clock.moveTo(NEXT_DAY.minus(Duration.ofHours(23)));
        EncodedChunk old = chunk("dead.", LONG, clock.instant(), history().newest());
        acme.chunks().put(HOST, old, clock.instant());
        reportsAt(NEXT_DAY, "alive.", 100, 16);

        assertThat(tidy()).isTrue();

        assertThat(ChunkCodec.header(old.bytes()).dictionaryVersion()).isEqualTo(1);
        assertThat(ChunkCodec.decode(old.bytes(), history()::version))
                .containsExactlyInAnyOrderElementsOf(
                        push("dead.", LONG, NEXT_DAY.minus(Duration.ofHours(23))));
    }

    @Test
    void costsAFewReadsAndOnePutAndIsNotDoneTwice() throws Malformed {
        isListed("dead.", FULL);
        reportsAt(NEXT_DAY, "alive.", 4_000, 16);
        acme.calls.clear();

        assertThat(tidy()).isTrue();

        assertThat(acme.calls)
                .containsExactly("newest 1", "segments", "newest 16", "segments", "add 2");
        int units = segmentUnits(acme.dictionaries().segments(HOST).getLast().bytes().length);
        System.out.printf("keepwatch: 20000 listed, 4000 alive: tidied by %d write units%n", units);
        assertThat(units).isLessThan(4_000 / 100);
        acme.calls.clear();
        assertThat(tidy()).isFalse();
        assertThat(acme.calls).isEmpty();
    }

    @Test
    void readsNothingMoreOfAShortListOrAFreshOne() throws Malformed {
        isListed("dead.", 900);
        reportsAt(NEXT_DAY, "alive.", 100, 16);
        assertThat(callsOfTidying()).isEmpty();

        DictionarySegment fresh = firstSegment("more.", LONG, NEXT_DAY);
        acme.dictionaries()
                .add(HOST, new DictionarySegment(2, 0, fresh.bytes(), fresh.expiresAt()));
        assertThat(callsOfTidying()).isEmpty();
        clock.moveTo(NEXT_DAY.plus(Duration.ofHours(24)));
        assertThat(callsOfTidying()).isEmpty();
    }

    @Test
    void looksAtOneChunkOfAListThatIsAlive() throws Malformed {
        isListed("alive.", LONG);
        reportsAt(NEXT_DAY, "alive.", LONG, 3);

        assertThat(callsOfTidying()).containsExactly("newest 1", "segments");
    }

    @Test
    void writesNothingForAHostThatIsSilent() throws Malformed {
        isListed("dead.", LONG);
        clock.moveTo(NEXT_DAY);

        assertThat(callsOfTidying()).containsExactly("newest 1", "segments");
    }

    @Test
    void writesNothingWhileTheChunksDoNotShowAllOfTheHost() throws Malformed {
        isListed("dead.", LONG);
        clock.moveTo(NEXT_DAY);
        for (int slice = 0; slice < 200; slice++) {
            slice("alive.", slice * 50, 50);
        }

        assertThat(callsOfTidying())
                .containsExactly(
                        "newest 1", "segments", "newest 16", "segments", "newest 128", "segments");
    }

    @Test
    void seesThroughPushesThatAreCutIntoSlices() throws Malformed {
        isListed("dead.", FULL);
        clock.moveTo(NEXT_DAY);
        for (int scrape = 0; scrape < 3; scrape++) {
            for (int slice = 0; slice < 18; slice++) {
                slice("alive.", slice * 500, 500);
            }
        }

        assertThat(tidy()).isTrue();
        assertThat(history().newest().size()).isEqualTo(9_000);
    }

    @Test
    void leavesItToWhoeverWritesTheVersionFirst() throws Malformed {
        isListed("dead.", LONG);
        reportsAt(NEXT_DAY, "alive.", 100, 16);
        List<Boolean> others = new ArrayList<>();
        acme.beforeAdding = () -> others.add(tidyBy(acme.there));

        assertThat(tidy()).isFalse();

        assertThat(others).containsExactly(true);
        assertThat(acme.there.dictionaries().segments(HOST)).hasSize(2);
        assertThat(history().newest().size()).isEqualTo(100);
    }

    /**
     * Hour after hour a host has 700 series that it had not before, and never again. With the
     * 15,000 of a day before, it would have come to its limit after seven hours.
     */
    @Test
    void letsAHostWhoseSeriesChangeAllTheTimeReportOn() throws Malformed {
        isListed("yesterday.", 15_000);
        int tidied = 0;
        int largest = 0;
        for (int hour = 20; hour < 29; hour++) {
            for (int minute = 0; minute < 60; minute += 10) {
                Instant now = NOON.plus(Duration.ofHours(hour)).plus(Duration.ofMinutes(minute));
                clock.moveTo(now);
                List<SeriesPoints> points = new ArrayList<>(push("always.", 100, now));
                points.addAll(push("in.hour." + hour + ".", 700, now));
                report(points);
            }
            largest = Math.max(largest, history().newest().size());
            tidied += tidy() ? 1 : 0;
        }

        assertThat(largest).isBetween(15_000 + 4 * 700, FULL - 700);
        assertThat(tidied).isOne();
        assertThat(history().newest().size()).isLessThan(11 * 700);
    }

    /** As ingest and evaluate do between them. */
    private void report(List<SeriesPoints> points) throws Malformed {
        EncodedChunk chunk = ChunkCodec.encode(points, history().newest());
        acme.chunks().put(HOST, chunk, clock.instant());
        if (Folding.mayPay(chunk.bytes())) {
            Folding.next(
                            history(),
                            history().decode(acme.chunks().newest(HOST, Folding.RECENT_CHUNKS)),
                            clock.instant(),
                            clock.instant().plus(Limits.DICTIONARY_KEPT))
                    .ifPresent(segment -> acme.dictionaries().add(HOST, segment));
        }
    }

    private void isListed(String prefix, int count) {
        acme.dictionaries().add(HOST, firstSegment(prefix, count, NOON));
    }

    /** So many pushes, a minute apart, the last one now. */
    private void reportsAt(Instant now, String prefix, int count, int pushes) throws Malformed {
        clock.moveTo(now);
        for (int i = 0; i < pushes; i++) {
            Instant at = now.minus(Duration.ofMinutes(i));
            acme.chunks().put(HOST, chunk(prefix, count, at, history().newest()), at);
        }
    }

    /** A push of a part of what the host has. */
    private void slice(String prefix, int from, int count) throws Malformed {
        clock.move(Duration.ofSeconds(1));
        Instant now = clock.instant();
        acme.chunks()
                .put(
                        HOST,
                        ChunkCodec.encode(push(prefix, from, count, now), history().newest()),
                        now);
    }

    private List<String> callsOfTidying() throws Malformed {
        acme.calls.clear();
        assertThat(tidy()).isFalse();
        return acme.calls;
    }

    private boolean tidy() {
        return tidyBy(acme);
    }

    private boolean tidyBy(TenantScope scope) {
        try {
            return tidy.tidy(scope, HOST, acme.there.dictionaries().segments(HOST));
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    /** Read again only where there is another segment. */
    private DictionaryHistory history() throws Malformed {
        List<DictionarySegment> segments = acme.there.dictionaries().segments(HOST);
        if (segments.size() != read.size()) {
            read = segments;
            history = DictionaryHistory.of(segments);
        }
        return history;
    }

    private static int segmentUnits(int bytes) {
        return ItemSize.empty()
                .bytes("pk", 25)
                .bytes("sk", 13)
                .number("start", 0)
                .bytes("series", bytes)
                .number("expiresAt", NOON.getEpochSecond())
                .number("v", 1)
                .writeUnits();
    }

    /** A tenant's data; writes down the calls, and lets something come in between. */
    private static final class Watched implements TenantScope {

        private final TenantScope there;
        private final List<String> calls = new ArrayList<>();
        private Runnable beforeAdding = () -> {};

        Watched(TenantScope there) {
            this.there = there;
        }

        @Override
        public Hosts hosts() {
            return there.hosts();
        }

        @Override
        public Notices notices() {
            return there.notices();
        }

        @Override
        public Chunks chunks() {
            return new Chunks() {

                @Override
                public void put(HostId host, EncodedChunk chunk, Instant arrivedAt) {
                    there.chunks().put(host, chunk, arrivedAt);
                }

                @Override
                public List<StoredChunk> between(HostId host, Instant from, Instant until) {
                    return there.chunks().between(host, from, until);
                }

                @Override
                public List<StoredChunk> newest(HostId host, int max) {
                    calls.add("newest " + max);
                    return there.chunks().newest(host, max);
                }

                @Override
                public Iterable<List<StoredChunk>> backwards(HostId host, int first) {
                    return there.chunks().backwards(host, first);
                }
            };
        }

        @Override
        public Dictionaries dictionaries() {
            return new Dictionaries() {

                @Override
                public List<DictionarySegment> segments(HostId host) {
                    calls.add("segments");
                    return there.dictionaries().segments(host);
                }

                @Override
                public boolean add(HostId host, DictionarySegment segment) {
                    calls.add("add " + segment.version());
                    beforeAdding.run();
                    return there.dictionaries().add(host, segment);
                }

                @Override
                public void renew(HostId host, int version, Instant expiresAt) {
                    there.dictionaries().renew(host, version, expiresAt);
                }
            };
        }
    }
}
