package io.keepwatch.telemetry.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What recorded metrics of a real host cost to store. Half an hour lies between the listing of the
 * series and the push, unless a test says otherwise.
 */
class BudgetTest {

    private static final int LISTED = 0;
    private static final int FIRST = 1;
    private static final int SIXTH = 7;

    /** How many times the recorded half an hour goes into a day, about. */
    private static final int DAY = 40;

    private final Recorded nodeExporter = Recorded.nodeExporter();
    private final Recorded hostMetrics = Recorded.hostMetrics();

    private record Cost(int bytes, int units) {}

    @Test
    void oneUnitHoldsSixSamplesOfAHundredSeriesOfHostMetrics() throws Malformed {
        assertThat(hostMetrics.lines()).hasSize(100);

        Cost cost = cost("100 host metrics, 6 samples", hostMetrics, FIRST, SIXTH);

        assertThat(cost.units()).isEqualTo(1);
        assertThat(cost.bytes()).isLessThan(560);
        assertThat(cost("100 host metrics, 1 sample", hostMetrics, FIRST, FIRST + 1).bytes())
                .isLessThan(180);
    }

    @Test
    void oneUnitHoldsASampleOfNodeExporter() throws Malformed {
        // The design measured 704 B for 461 series with zstd.
        Cost cost = cost("461 node_exporter, 1 sample", nodeExporter.hostOnly(461), FIRST, 2);

        assertThat(cost.units()).isEqualTo(1);
        assertThat(cost.bytes()).isLessThan(420);
        assertThat(cost("507 node_exporter, 1 sample", nodeExporter, FIRST, 2).units())
                .isEqualTo(1);
    }

    @Test
    void twoUnitsHoldSixSamplesOfNodeExporter() throws Malformed {
        // The design measured 2481 B for 461 series with zstd.
        Cost cost = cost("461 node_exporter, 6 samples", nodeExporter.hostOnly(461), FIRST, SIXTH);

        assertThat(cost.units()).isEqualTo(2);
        assertThat(cost.bytes()).isLessThan(1_700);
        assertThat(cost("507 node_exporter, 6 samples", nodeExporter, FIRST, SIXTH).units())
                .isEqualTo(2);
    }

    @Test
    void oneUnitIsEnoughEvenADayAfterTheSeriesWereListed() throws Malformed {
        Recorded host = nodeExporter.hostOnly(461);
        DictionaryHistory history = Samples.history(aDayBefore(host));

        EncodedChunk chunk = ChunkCodec.encode(host.points(FIRST, 2), history.newest());

        System.out.printf("461 node_exporter, 1 sample, a day on: %d B%n", chunk.bytes().length);
        assertThat(units(chunk)).isEqualTo(1);
    }

    @Test
    void theFirstSegmentOfAHostCostsAFewUnitsOnce() throws Malformed {
        assertThat(segmentUnits("100 host metrics", hostMetrics)).isEqualTo(1);
        assertThat(segmentUnits("461 node_exporter", nodeExporter.hostOnly(461)))
                .isLessThanOrEqualTo(4);
    }

    @Test
    void anEndedTargetCostsOneUnit() throws Malformed {
        // Prometheus then sends its stale marker for all series at once.
        Recorded host = nodeExporter.hostOnly(461);
        DictionaryHistory history = Samples.history(host.points(LISTED, FIRST));
        List<SeriesPoints> stale =
                host.points(FIRST, 2).stream()
                        .map(
                                each ->
                                        Samples.at(
                                                each.series(),
                                                each.points().firstTime(),
                                                0x7ff0_0000_0000_0002L))
                        .toList();

        EncodedChunk chunk = ChunkCodec.encode(stale, history.newest());

        assertThat(units(chunk)).isEqualTo(1);
        assertThat(chunk.bytes().length).isLessThan(100);
    }

    private static Cost cost(String what, Recorded recorded, int from, int until) throws Malformed {
        DictionaryHistory history = Samples.history(recorded.points(LISTED, FIRST));
        List<SeriesPoints> points = recorded.points(from, until);
        EncodedChunk chunk = ChunkCodec.encode(points, history.newest());
        assertThat(ChunkCodec.decode(chunk.bytes(), history::version))
                .containsExactlyInAnyOrderElementsOf(points);
        System.out.printf("%s: %d B%n", what, chunk.bytes().length);
        return new Cost(chunk.bytes().length, units(chunk));
    }

    private static int units(EncodedChunk chunk) {
        int units = ItemSize.unitsOfChunk(chunk.bytes(), chunk.firstTime(), chunk.hash());
        assertThat(WriteUnits.ofChunk(chunk.bytes().length)).isEqualTo(units);
        return units;
    }

    private static int segmentUnits(String what, Recorded recorded) throws Malformed {
        Instant now = Instant.ofEpochMilli(recorded.times()[LISTED]);
        DictionarySegment segment =
                Folding.next(
                                DictionaryHistory.none(),
                                List.of(recorded.points(LISTED, FIRST)),
                                now,
                                now.plusSeconds(86_400))
                        .orElseThrow();
        byte[] bytes = segment.bytes();
        System.out.printf("%s, first segment: %d B%n", what, bytes.length);
        int units =
                ItemSize.unitsOfSegment(
                        bytes, 1, segment.start(), segment.expiresAt().getEpochSecond());
        assertThat(WriteUnits.ofSegment(bytes.length)).isEqualTo(units);
        return units;
    }

    /** The values that counters had a day before the push if they always grew as they did. */
    private static List<SeriesPoints> aDayBefore(Recorded recorded) {
        List<SeriesPoints> before = new ArrayList<>();
        for (Recorded.Line line : recorded.lines()) {
            long bits = line.bits()[FIRST];
            if (line.series().kind() == Kind.COUNTER && line.series().type() == ValueType.DOUBLE) {
                int scale = Decimal.shortest(bits);
                long now = Decimal.exactly(scale, bits);
                long growth = now - Decimal.nearest(scale, line.bits()[LISTED]);
                bits = Decimal.toBits(scale, Math.max(0, now - DAY * growth));
            } else {
                bits = line.bits()[LISTED];
            }
            before.add(
                    new SeriesPoints(
                            line.series(),
                            new NumberPoints(
                                    new long[] {recorded.times()[LISTED]}, new long[] {bits})));
        }
        return before;
    }
}
