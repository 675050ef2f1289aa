package io.keepwatch.telemetry.chunk;

import static io.keepwatch.telemetry.chunk.Samples.NOON;
import static io.keepwatch.telemetry.chunk.Samples.T;
import static io.keepwatch.telemetry.chunk.Samples.at;
import static io.keepwatch.telemetry.chunk.Samples.gauge;
import static io.keepwatch.telemetry.chunk.Samples.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DictionaryHistoryTest {

    private final SeriesPoints a = at(gauge("a", new Label("device", "sda")), T, 1.0);
    private final SeriesPoints b = at(gauge("b", new Label("device", "sda")), T, 2.0);
    private final SeriesPoints c = at(gauge("c", new Label("device", "sdb")), T, 3.0);

    @Test
    void hasNothingWithoutSegments() {
        assertThat(DictionaryHistory.none().newest()).isSameAs(Dictionary.NONE);
        assertThat(DictionaryHistory.none().version(0)).contains(Dictionary.NONE);
        assertThat(DictionaryHistory.none().version(1)).isEmpty();
    }

    @Test
    void buildsEachVersionFromTheLastStartOnInWhateverOrderSegmentsCome() throws Malformed {
        List<DictionarySegment> segments = chain();

        DictionaryHistory history = DictionaryHistory.of(segments.reversed());

        assertThat(history.newest().version()).isEqualTo(4);
        assertThat(history.version(1).orElseThrow().series()).containsExactly(a.series());
        assertThat(history.version(2).orElseThrow().series())
                .containsExactly(a.series(), b.series());
        assertThat(history.version(3).orElseThrow().series()).containsExactly(c.series());
        assertThat(history.version(4).orElseThrow().series())
                .containsExactly(c.series(), b.series());
    }

    @Test
    void anOlderVersionDoesNotSeeWhatALaterOneAdded() throws Malformed {
        DictionaryHistory history = DictionaryHistory.of(chain());

        assertThat(history.version(1).orElseThrow().indexOf(b.series())).isEqualTo(-1);
        assertThat(history.version(2).orElseThrow().indexOf(b.series())).isEqualTo(1);
        assertThatThrownBy(() -> history.version(1).orElseThrow().series(1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void lacksVersionsWhoseSegmentsHaveExpired() throws Malformed {
        DictionaryHistory history = DictionaryHistory.of(chain().subList(1, 4));

        assertThat(history.version(2)).isEmpty();
        assertThat(history.version(4).orElseThrow().size()).isEqualTo(2);
    }

    @Test
    void doesNotBridgeAGap() throws Malformed {
        List<DictionarySegment> chain = chain();

        DictionaryHistory history = DictionaryHistory.of(List.of(chain.get(0), chain.get(3)));

        assertThat(history.newest().version()).isEqualTo(1);
        assertThat(history.version(4)).isEmpty();
        assertThat(history.lastVersion()).isEqualTo(4);
    }

    @Test
    void givesChunksNoListOfWhichAnyPartExpiresTooSoon() throws Malformed {
        DictionarySegment first = segment(1, Dictionary.NONE, List.of(a));
        Dictionary one = DictionaryHistory.of(List.of(first)).newest();
        DictionarySegment second = segment(2, one, List.of(b), NOON.plusSeconds(60));
        Instant last = NOON.plus(Limits.DICTIONARY_KEPT).minus(Limits.DICTIONARY_LEFT_MIN);

        for (DictionarySegment newer : List.of(second, segment(2, one, List.of(b), last))) {
            DictionaryHistory history = DictionaryHistory.of(List.of(first, newer));

            assertThat(history.nameableAt(last).version()).isEqualTo(2);
            assertThat(history.nameableAt(last.plusMillis(1))).isSameAs(Dictionary.NONE);
            assertThat(history.newest().version()).isEqualTo(2);
        }
        assertThat(DictionaryHistory.none().nameableAt(last)).isSameAs(Dictionary.NONE);
    }

    @Test
    void refusesAListThatNamesASeriesTwice() {
        DictionarySegment twice = segment(1, Dictionary.NONE, List.of(a, a));

        assertThatThrownBy(() -> DictionaryHistory.of(List.of(twice)))
                .isInstanceOf(Malformed.class);
    }

    /** Versions 1 (a), 2 (a, b), and anew 3 (c), 4 (c, b). */
    private List<DictionarySegment> chain() throws Malformed {
        DictionarySegment first = segment(1, Dictionary.NONE, List.of(a));
        Dictionary one = DictionaryHistory.of(List.of(first)).newest();
        DictionarySegment second = segment(2, one, List.of(b));
        DictionarySegment third = segment(3, Dictionary.NONE, List.of(c));
        Dictionary three = DictionaryHistory.of(List.of(third)).newest();
        DictionarySegment fourth = segment(4, three, List.of(b), NOON.plusSeconds(60));
        return List.of(first, second, third, fourth);
    }
}
