package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Dictionaries} promises. */
public abstract class DictionariesContract extends StorageContract {

    private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));

    private final HostId host = newHost();

    @Test
    void readsSegmentsBackInTheOrderOfTheirVersions() {
        Dictionaries dictionaries = ofAcme().dictionaries();
        for (int version : new int[] {10, 2, 1, 100, 9}) {
            assertThat(dictionaries.add(host, segment(version, TOMORROW, version))).isTrue();
        }

        List<DictionarySegment> segments = dictionaries.segments(host);

        assertThat(segments)
                .extracting(DictionarySegment::version)
                .containsExactly(1, 2, 9, 10, 100);
        assertThat(segments.get(1).start()).isEqualTo(20);
        assertThat(segments.get(1).bytes()).containsExactly(2);
        assertThat(segments.get(1).expiresAt()).isEqualTo(TOMORROW);
        assertThat(dictionaries.segments(newHost())).isEmpty();
    }

    @Test
    void addsAVersionOnce() {
        Dictionaries dictionaries = ofAcme().dictionaries();

        assertThat(dictionaries.add(host, segment(1, TOMORROW, 1))).isTrue();
        assertThat(dictionaries.add(host, segment(1, TOMORROW.plusSeconds(9), 2))).isFalse();

        assertThat(dictionaries.segments(host))
                .singleElement()
                .satisfies(
                        segment -> {
                            assertThat(segment.bytes()).containsExactly(1);
                            assertThat(segment.expiresAt()).isEqualTo(TOMORROW);
                        });
    }

    @Test
    void letsOneWinWhenSeveralAddAVersionAtOnce() throws Exception {
        Dictionaries dictionaries = ofAcme().dictionaries();

        List<Boolean> added = atOnce(4, i -> dictionaries.add(host, segment(1, TOMORROW, i)));

        assertThat(added).containsOnlyOnce(true);
        assertThat(dictionaries.segments(host).getFirst().bytes())
                .containsExactly((byte) added.indexOf(true));
    }

    @Test
    void hidesWhatHasExpiredThoughItMayNotBeDeleted() {
        Dictionaries dictionaries = ofAcme().dictionaries();
        dictionaries.add(host, segment(1, TOMORROW, 1));
        dictionaries.add(host, segment(2, TOMORROW.plusSeconds(60), 1));

        clock.moveTo(TOMORROW.minusMillis(1));
        assertThat(dictionaries.segments(host)).hasSize(2);

        clock.moveTo(TOMORROW);
        assertThat(dictionaries.segments(host))
                .extracting(DictionarySegment::version)
                .containsExactly(2);
    }

    @Test
    void addsAVersionAgainOnceTheFirstHasExpired() {
        Dictionaries dictionaries = ofAcme().dictionaries();
        dictionaries.add(host, segment(1, TOMORROW, 1));
        clock.moveTo(TOMORROW);

        assertThat(dictionaries.add(host, segment(1, TOMORROW.plusSeconds(60), 2))).isTrue();

        assertThat(dictionaries.segments(host).getFirst().bytes()).containsExactly(2);
    }

    @Test
    void renewsWhatIsThereAndNeverShortens() {
        Dictionaries dictionaries = ofAcme().dictionaries();
        dictionaries.add(host, segment(1, TOMORROW, 7));

        dictionaries.renew(host, 1, TOMORROW.plusSeconds(60));
        dictionaries.renew(host, 1, TOMORROW.plusSeconds(30));

        clock.moveTo(TOMORROW);
        assertThat(dictionaries.segments(host))
                .singleElement()
                .satisfies(
                        segment -> {
                            assertThat(segment.expiresAt()).isEqualTo(TOMORROW.plusSeconds(60));
                            assertThat(segment.bytes()).containsExactly(7);
                            assertThat(segment.start()).isEqualTo(10);
                        });
    }

    @Test
    void renewsNeitherWhatNeverWasNorWhatHasExpired() {
        Dictionaries dictionaries = ofAcme().dictionaries();
        dictionaries.add(host, segment(1, TOMORROW, 1));
        clock.moveTo(TOMORROW);

        dictionaries.renew(host, 1, TOMORROW.plusSeconds(60));
        dictionaries.renew(host, 2, TOMORROW.plusSeconds(60));

        assertThat(dictionaries.segments(host)).isEmpty();
    }

    @Test
    void readsMoreThanOneAnswerOfTheDatabaseHolds() {
        Dictionaries dictionaries = ofAcme().dictionaries();
        byte[] big = new byte[300 * 1024];
        new Random(1).nextBytes(big);
        for (int version = 1; version <= 8; version++) {
            dictionaries.add(host, new DictionarySegment(version, 0, big, TOMORROW));
        }

        assertThat(dictionaries.segments(host))
                .hasSize(8)
                .allSatisfy(segment -> assertThat(segment.bytes()).isEqualTo(big));
    }

    @Test
    void showsOneTenantNothingOfAnother() {
        ofAcme().dictionaries().add(host, segment(1, TOMORROW, 1));
        Dictionaries rivals = ofRival().dictionaries();

        assertThat(rivals.segments(host)).isEmpty();
        rivals.renew(host, 1, TOMORROW.plusSeconds(60));
        assertThat(rivals.add(host, segment(1, TOMORROW, 2))).isTrue();

        assertThat(ofAcme().dictionaries().segments(host))
                .singleElement()
                .satisfies(
                        segment -> {
                            assertThat(segment.bytes()).containsExactly(1);
                            assertThat(segment.expiresAt()).isEqualTo(TOMORROW);
                        });
    }

    private static DictionarySegment segment(int version, Instant expiresAt, int content) {
        return new DictionarySegment(version, 10 * version, new byte[] {(byte) content}, expiresAt);
    }
}
