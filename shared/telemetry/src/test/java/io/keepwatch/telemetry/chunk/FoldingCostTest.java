package io.keepwatch.telemetry.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What chunks and dictionaries of hosts whose series change cost, minute by minute as ingest and
 * evaluate would write them. Each host has 461 series of node_exporter and is scraped once a minute
 * by a Prometheus of two shards, so that there are two pushes a minute.
 */
class FoldingCostTest {

    private static final int MINUTES = 6 * 60;
    private static final int SHARDS = 2;
    private static final int TARGETS = 10;
    private static final int FOR_EVER = Integer.MAX_VALUE;

    private record Born(SeriesPoints points, int minute) {}

    /** What a host's writes have cost. */
    private static final class Host {

        private final Recorded recorded = Recorded.nodeExporter().hostOnly(461);
        private final Random random;
        private final double newPerMinute;
        private final int lifeMinutes;
        private final int ratios;

        private final List<Born> born = new ArrayList<>();
        private final List<List<SeriesPoints>> recent = new ArrayList<>();
        private DictionaryHistory history = DictionaryHistory.none();
        private double due;
        private int containers;
        private String id = "";
        private int chunkUnits;
        private int segments;
        private int segmentUnits;
        private int looks;

        /**
         * @param ratios how many more series of random digits it has, which take eight octets each
         */
        Host(long seed, double newPerMinute, int lifeMinutes, int ratios) {
            this.random = new Random(seed);
            this.newPerMinute = newPerMinute;
            this.lifeMinutes = lifeMinutes;
            this.ratios = ratios;
        }

        Host run() throws Malformed {
            for (int minute = 0; minute < MINUTES; minute++) {
                int now = minute;
                for (due += newPerMinute; due >= 1; due--) {
                    born.add(new Born(container(), minute));
                }
                born.removeIf(each -> now - each.minute() >= lifeMinutes);
                for (int shard = 0; shard < SHARDS; shard++) {
                    push(scrape(minute, shard), minute);
                }
            }
            return this;
        }

        private List<SeriesPoints> scrape(int minute, int shard) {
            long time = Samples.T + 60_000L * minute;
            List<SeriesPoints> points = new ArrayList<>();
            for (Recorded.Line line : recorded.lines()) {
                if (shard == shardOf(line.series())) {
                    // The six recorded moments again and again, counters going on from there.
                    long bits = line.bits()[1 + minute % 6];
                    double value = Double.longBitsToDouble(bits);
                    double grown = Math.rint(value) + minute / 6 * Math.rint(value / 20_000);
                    boolean counts = line.series().kind() == Kind.COUNTER;
                    points.add(Samples.at(line.series(), time, counts ? grown : value));
                }
            }
            for (int i = 0; i < ratios; i++) {
                Series series = Samples.gauge("ratio", new Label("n", shard + "." + i));
                points.add(Samples.at(series, time, random.nextDouble()));
            }
            for (int i = 0; i < born.size(); i++) {
                if (i % SHARDS == shard) {
                    Series series = born.get(i).points().series();
                    points.add(Samples.at(series, time, minute * 17.25));
                }
            }
            return points;
        }

        /** As Prometheus does it: by a hash of what names a series. */
        private static int shardOf(Series series) {
            return Math.floorMod(
                    31 * series.name().hashCode() + series.labels().hashCode(), SHARDS);
        }

        /** Six series each of one container after the other, as a container's exporter has. */
        private SeriesPoints container() {
            String[] names = {
                "container_cpu_usage_seconds_total",
                "container_memory_working_set_bytes",
                "container_network_receive_bytes_total",
                "container_network_transmit_bytes_total",
                "container_fs_usage_bytes",
                "container_start_time_seconds"
            };
            if (containers % names.length == 0) {
                id = "%012x".formatted(random.nextLong() >>> 16);
            }
            String name = names[containers++ % names.length];
            List<Label> labels =
                    List.of(
                            new Label("id", id),
                            new Label("image", "registry.example/shop/web:2.1"),
                            new Label("instance", "web-1.example:9100"),
                            new Label("job", "node"));
            Kind kind = name.endsWith("_total") ? Kind.COUNTER : Kind.GAUGE;
            Series series = new Series(name, labels, kind, ValueType.DOUBLE, "");
            return new SeriesPoints(series, new NumberPoints(new long[1], new long[1]));
        }

        private void push(List<SeriesPoints> points, int minute) throws Malformed {
            EncodedChunk chunk = ChunkCodec.encode(points, history.newest());
            chunkUnits += ItemSize.unitsOfChunk(chunk.bytes(), chunk.firstTime(), chunk.hash());
            recent.addFirst(points);
            if (recent.size() > Folding.RECENT_CHUNKS) {
                recent.removeLast();
            }
            if (Folding.mayPay(chunk.bytes())) {
                looks++;
                Instant now = Samples.NOON.plusSeconds(60L * minute + 1);
                Instant expires = now.plusSeconds(30 * 86_400);
                Optional<DictionarySegment> next = Folding.next(history, recent, now, expires);
                if (next.isPresent()) {
                    add(next.get());
                }
            }
        }

        private void add(DictionarySegment segment) throws Malformed {
            history = history.with(segment);
            segments++;
            segmentUnits +=
                    ItemSize.unitsOfSegment(
                            segment.bytes(),
                            segment.version(),
                            segment.start(),
                            segment.expiresAt().getEpochSecond());
        }

        @Override
        public String toString() {
            return "%d chunk units, %d segments of %d units, %d looks, %d listed"
                    .formatted(chunkUnits, segments, segmentUnits, looks, history.newest().size());
        }
    }

    @Test
    void tenTargetsWithFiveNewSeriesAMinuteSpendTwoPercentOnDictionariesAtMost() throws Malformed {
        int chunkUnits = 0;
        int segmentUnits = 0;
        for (int target = 0; target < TARGETS; target++) {
            Host host = new Host(target, 5.0 / TARGETS, FOR_EVER, 0).run();
            chunkUnits += host.chunkUnits;
            segmentUnits += host.segmentUnits;
        }

        System.out.printf(
                "5 new series a minute among 10: %d + %d units%n", chunkUnits, segmentUnits);
        assertThat(segmentUnits).isLessThanOrEqualTo((chunkUnits + segmentUnits) * 2 / 100);
        // Next to nothing is wasted on series inline either.
        assertThat(chunkUnits).isLessThan(TARGETS * MINUTES * SHARDS * 102 / 100);
    }

    @Test
    void fiveNewSeriesAMinuteOnOneHostAreListedWhereThatSaves() throws Malformed {
        Host host = new Host(1, 5, FOR_EVER, 0).run();

        System.out.println("5 new series a minute on one host: " + host);
        assertThat(host.history.newest().size()).isGreaterThan(1_500);
        assertThat(host.chunkUnits).isLessThan(MINUTES * SHARDS * 106 / 100);
        assertThat(host.segmentUnits).isLessThan(host.chunkUnits * 3 / 100);
        assertThat(host.looks).isLessThan(2 * host.segments);
    }

    @Test
    void seriesThatAreGoneAMinuteLaterAreNeverListed() throws Malformed {
        Host host = new Host(1, 5, 1, 0).run();

        System.out.println("5 new series a minute that come once: " + host);
        assertThat(host.history.newest().size()).isLessThan(461 + 10);
        assertThat(host.segments).isEqualTo(2);
    }

    @Test
    void aHostAtTheEdgeOfAUnitDoesNotListEachSeriesByItself() throws Malformed {
        // Each push is a few octets short of a full unit, so that one series inline costs another.
        Host host = new Host(1, 1, FOR_EVER, 80).run();

        System.out.println("1 new series a minute at the edge: " + host);
        assertThat(host.segmentUnits).isLessThan((host.chunkUnits + host.segmentUnits) * 4 / 100);
    }
}
