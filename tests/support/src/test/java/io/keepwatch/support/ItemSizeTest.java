package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.storage.EncodedChunk;
import org.junit.jupiter.api.Test;

class ItemSizeTest {

    @Test
    void countsNamesAndValuesAsTheDeveloperGuideSays() {
        assertThat(ItemSize.empty().text("name", "wéb").bytes()).isEqualTo(4 + 4);
        assertThat(ItemSize.empty().bytes("chunk", 100).bytes()).isEqualTo(5 + 100);
        assertThat(ItemSize.empty().number("n", 1).bytes()).isEqualTo(1 + 2);
        assertThat(ItemSize.empty().number("n", 123).bytes()).isEqualTo(1 + 3);
        assertThat(ItemSize.empty().number("n", 12_000_000).bytes()).isEqualTo(1 + 2);
        assertThat(ItemSize.empty().number("n", -12).bytes()).isEqualTo(1 + 3);
    }

    @Test
    void chargesForEachKilobyteThatIsBegun() {
        assertThat(ItemSize.empty().bytes("", 1).writeUnits()).isEqualTo(1);
        assertThat(ItemSize.empty().bytes("", 1024).writeUnits()).isEqualTo(1);
        assertThat(ItemSize.empty().bytes("", 1025).writeUnits()).isEqualTo(2);
    }

    /** The room that a chunk has in one write unit: what the codec's budgets come down to. */
    @Test
    void leavesAChunkMostOfAWriteUnit() {
        int largest = ItemSize.WRITE_UNIT_BYTES;
        while (chunk(largest).writeUnits() > 1) {
            largest--;
        }
        assertThat(largest).isEqualTo(929);
    }

    private static ItemSize chunk(int bytes) {
        return ItemSize.ofChunk(
                new EncodedChunk(1_772_366_400_123L, "q83vEjRWeJ0a", new byte[bytes]));
    }
}
