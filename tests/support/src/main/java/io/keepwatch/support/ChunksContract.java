package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StoredChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Chunks} promises. */
public abstract class ChunksContract extends StorageContract {

    private static final Instant ALWAYS = Instant.EPOCH;
    private static final Instant FOREVER = Instant.MAX;

    private final HostId host = newHost();

    @Test
    void readsBackWhatWasPutBitByBitInOrderOfTime() {
        Chunks chunks = ofAcme().chunks();
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        EncodedChunk late = chunk(NOON.plusMillis(1), "bbb", everyByte);
        EncodedChunk early = chunk(NOON, "ccc", new byte[] {1});
        EncodedChunk sameMoment = chunk(NOON, "aaa", new byte[] {2});

        put(chunks, late, early, sameMoment);

        assertThat(texts(chunks.between(host, ALWAYS, FOREVER)))
                .containsExactly(text(sameMoment), text(early), text(late));
    }

    @Test
    void includesTheStartOfARangeAndLeavesOutItsEnd() {
        Chunks chunks = ofAcme().chunks();
        put(chunks, chunk(NOON, "a", new byte[1]));

        assertThat(chunks.between(host, NOON, NOON.plusMillis(1))).hasSize(1);
        assertThat(chunks.between(host, NOON, NOON.plusNanos(1))).hasSize(1);
        assertThat(chunks.between(host, NOON.minusMillis(1), NOON)).isEmpty();
        assertThat(chunks.between(host, NOON.plusNanos(1), NOON.plusSeconds(1))).isEmpty();
        assertThat(chunks.between(host, NOON, NOON)).isEmpty();
        assertThat(chunks.between(host, NOON.plusSeconds(1), NOON.minusSeconds(1))).isEmpty();
        assertThat(chunks.between(host, Instant.MIN, Instant.MAX)).hasSize(1);
    }

    @Test
    void givesTheNewestFirstAndNoMoreThanAskedFor() {
        Chunks chunks = ofAcme().chunks();
        EncodedChunk first = chunk(NOON.minusSeconds(60), "a", new byte[1]);
        EncodedChunk second = chunk(NOON, "b", new byte[1]);
        EncodedChunk ahead = chunk(NOON.plus(Limits.FUTURE_MAX), "c", new byte[1]);
        put(chunks, second, ahead, first);

        assertThat(texts(chunks.newest(host, 2))).containsExactly(text(ahead), text(second));
        assertThat(chunks.newest(host, 10)).hasSize(3);
        assertThat(chunks.newest(newHost(), 10)).isEmpty();
    }

    @Test
    void readsBackwardsInPagesThatGrow() {
        Chunks chunks = ofAcme().chunks();
        for (int i = 0; i < 20; i++) {
            put(chunks, chunk(NOON.plusSeconds(i), "a", new byte[1]));
        }

        List<Integer> sizes = new ArrayList<>();
        List<StoredChunk> all = new ArrayList<>();
        for (List<StoredChunk> page : chunks.backwards(host, 3)) {
            sizes.add(page.size());
            all.addAll(page);
        }

        assertThat(sizes).startsWith(3, 6, 11);
        assertThat(texts(all)).isEqualTo(texts(chunks.newest(host, 100)));
        assertThat(flat(chunks.backwards(newHost(), 3))).isEmpty();
    }

    @Test
    void storesTheSameChunkOnceWithItsLaterArrival() {
        Chunks chunks = ofAcme().chunks();
        EncodedChunk chunk = chunk(NOON, "a", new byte[] {1, 2});

        chunks.put(host, chunk, NOON.plusSeconds(1));
        chunks.put(host, chunk, NOON.plusSeconds(9));

        assertThat(chunks.between(host, ALWAYS, FOREVER))
                .singleElement()
                .satisfies(
                        stored -> {
                            assertThat(stored.arrivedAt()).isEqualTo(NOON.plusSeconds(9));
                            assertThat(stored.chunk().bytes()).containsExactly(1, 2);
                        });
    }

    @Test
    void knowsWhenAChunkArrivedToTheMillisecond() {
        Chunks chunks = ofAcme().chunks();

        chunks.put(host, chunk(NOON, "a", new byte[1]), NOON.plusNanos(1_999_999));

        assertThat(chunks.newest(host, 1).getFirst().arrivedAt()).isEqualTo(NOON.plusMillis(1));
    }

    @Test
    void hidesWhatHasExpiredThoughItMayNotBeDeleted() {
        Chunks chunks = ofAcme().chunks();
        put(chunks, chunk(NOON.plusMillis(999), "a", new byte[1]));
        put(chunks, chunk(NOON.plusSeconds(60), "b", new byte[1]));

        clock.moveTo(NOON.plus(Limits.RAW_KEPT).minusMillis(1));
        assertThat(chunks.between(host, ALWAYS, FOREVER)).hasSize(2);
        assertThat(chunks.newest(host, 10)).hasSize(2);

        clock.moveTo(NOON.plus(Limits.RAW_KEPT));
        assertThat(hashes(chunks.between(host, ALWAYS, FOREVER))).containsExactly("b");
        assertThat(hashes(chunks.between(host, NOON, FOREVER))).containsExactly("b");
        assertThat(hashes(chunks.newest(host, 10))).containsExactly("b");
        assertThat(hashes(flat(chunks.backwards(host, 1)))).containsExactly("b");

        clock.move(Duration.ofMinutes(1));
        assertThat(chunks.between(host, ALWAYS, FOREVER)).isEmpty();
        assertThat(chunks.newest(host, 10)).isEmpty();
    }

    @Test
    void readsMoreThanOneAnswerOfTheDatabaseHolds() {
        Chunks chunks = ofAcme().chunks();
        byte[] big = new byte[EncodedChunk.BYTES_MAX];
        new Random(1).nextBytes(big);
        for (int i = 0; i < 8; i++) {
            put(chunks, chunk(NOON.plusSeconds(i), "h", big));
        }

        List<StoredChunk> all = chunks.between(host, ALWAYS, FOREVER);
        List<StoredChunk> newest = chunks.newest(host, 7);
        List<StoredChunk> backwards = flat(chunks.backwards(host, 2));

        assertThat(all).hasSize(8);
        assertThat(all).allSatisfy(stored -> assertThat(stored.chunk().bytes()).isEqualTo(big));
        assertThat(newest).hasSize(7);
        assertThat(backwards).hasSize(8);
        assertThat(newest.getFirst().chunk().firstTime())
                .isEqualTo(NOON.plusSeconds(7).toEpochMilli());
    }

    @Test
    void keepsHostsApart() {
        Chunks chunks = ofAcme().chunks();
        put(chunks, chunk(NOON, "a", new byte[1]));

        assertThat(chunks.between(newHost(), ALWAYS, FOREVER)).isEmpty();
    }

    @Test
    void showsOneTenantNothingOfAnother() {
        Chunks rivals = ofRival().chunks();
        put(ofAcme().chunks(), chunk(NOON, "a", new byte[] {1}));

        assertThat(rivals.between(host, ALWAYS, FOREVER)).isEmpty();
        assertThat(rivals.newest(host, 10)).isEmpty();
        assertThat(flat(rivals.backwards(host, 10))).isEmpty();

        put(rivals, chunk(NOON, "a", new byte[] {2}));
        assertThat(ofAcme().chunks().newest(host, 10))
                .singleElement()
                .satisfies(stored -> assertThat(stored.chunk().bytes()).containsExactly(1));
    }

    private void put(Chunks chunks, EncodedChunk... put) {
        for (EncodedChunk chunk : put) {
            chunks.put(host, chunk, NOON);
        }
    }

    private static List<StoredChunk> flat(Iterable<List<StoredChunk>> pages) {
        List<StoredChunk> all = new ArrayList<>();
        pages.forEach(all::addAll);
        return all;
    }

    private static EncodedChunk chunk(Instant first, String hash, byte[] bytes) {
        return new EncodedChunk(first.toEpochMilli(), hash, bytes);
    }

    private static List<String> hashes(List<StoredChunk> chunks) {
        return chunks.stream().map(stored -> stored.chunk().hash()).toList();
    }

    private static List<String> texts(List<StoredChunk> chunks) {
        return chunks.stream().map(stored -> text(stored.chunk())).toList();
    }

    // Records compare arrays by identity.
    private static String text(EncodedChunk chunk) {
        return chunk.firstTime() + " " + chunk.hash() + " " + Arrays.toString(chunk.bytes());
    }
}
