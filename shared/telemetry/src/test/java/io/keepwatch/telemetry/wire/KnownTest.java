package io.keepwatch.telemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownTest {

    private static final int WEIGHT = 1000;

    private final Known known = new Known();

    private static final class Thing extends Known.Entry {

        @Override
        protected int weight() {
            return WEIGHT;
        }
    }

    @Test
    void findsWhatWasPutForTheSameBytesWhereverTheyLie() {
        for (int length = 0; length < 100; length++) {
            byte[] bytes = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
            Thing thing = new Thing();
            known.put(Known.NOTHING, 1, bytes, 0, length, thing);

            byte[] elsewhere = (" " + "x".repeat(length) + " ").getBytes(StandardCharsets.US_ASCII);
            assertThat(known.find(Known.NOTHING, 1, elsewhere, 1, 1 + length)).isSameAs(thing);
        }
    }

    @Test
    void tellsThingsApartByParentAndTagAndEveryByte() {
        byte[] bytes = "twenty bytes, or so.".getBytes(StandardCharsets.US_ASCII);
        Thing thing = new Thing();
        known.put(Known.NOTHING, 1, bytes, 0, bytes.length, thing);

        assertThat(known.find(thing, 1, bytes, 0, bytes.length)).isNull();
        assertThat(known.find(Known.NOTHING, 2, bytes, 0, bytes.length)).isNull();
        assertThat(known.find(Known.NOTHING, 1, bytes, 0, bytes.length - 1)).isNull();
        for (int i = 0; i < bytes.length; i++) {
            byte[] other = bytes.clone();
            other[i]++;
            assertThat(known.find(Known.NOTHING, 1, other, 0, other.length)).isNull();
        }
        assertThat(known.find(Known.NOTHING, 1, bytes, 0, bytes.length)).isSameAs(thing);
    }

    @Test
    void forgetsEverythingRatherThanGrowWithoutEnd() {
        int fit = Known.WEIGHT_MAX / (WEIGHT + 300);
        int last = 4 * fit;
        for (int i = 0; i <= last; i++) {
            known.put(Known.NOTHING, 1, bytes(i), 0, 4, new Thing());
        }

        assertThat(known.find(Known.NOTHING, 1, bytes(last), 0, 4)).isNotNull();
        assertThat(known.find(Known.NOTHING, 1, bytes(0), 0, 4)).isNull();
        long remembered = 0;
        for (int i = 0; i <= last; i++) {
            remembered += known.find(Known.NOTHING, 1, bytes(i), 0, 4) == null ? 0 : 1;
        }
        assertThat(remembered * WEIGHT).isLessThanOrEqualTo(Known.WEIGHT_MAX);
    }

    @Test
    void doesNotRememberWhatIsTooBigButStillGivesItChildren() {
        byte[] large = new byte[Known.WEIGHT_MAX / 8];
        Thing parent = new Thing();
        Thing child = new Thing();
        known.put(Known.NOTHING, 1, large, 0, large.length, parent);
        known.put(parent, 1, bytes(1), 0, 4, child);

        assertThat(known.find(Known.NOTHING, 1, large, 0, large.length)).isNull();
        assertThat(known.find(parent, 1, bytes(1), 0, 4)).isSameAs(child);
    }

    @Test
    void spreadsSeriesSoWellThatAlmostNoneIsPushedOut() {
        int series = 3_000;
        for (int i = 0; i < series; i++) {
            known.put(Known.NOTHING, 1, bytes(i), 0, 4, new Thing());
        }

        int found = 0;
        for (int i = 0; i < series; i++) {
            found += known.find(Known.NOTHING, 1, bytes(i), 0, 4) == null ? 0 : 1;
        }
        assertThat(found).isEqualTo(series);
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }
}
