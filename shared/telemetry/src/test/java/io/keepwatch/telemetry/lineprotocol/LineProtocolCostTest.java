package io.keepwatch.telemetry.lineprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Eater;
import io.keepwatch.telemetry.push.Refusals;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What reading costs. */
class LineProtocolCostTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final LineProtocolReader reader = new LineProtocolReader(CanonicalNames.standard());
    private final Refusals refusals = new Refusals();
    private final Eater eater = new Eater();

    @Test
    void allocatesNothingForASampleOfAKnownSeries() {
        long ofFew = allocated(body(1));
        long ofMany = allocated(body(200));

        // The outcome itself, for each body.
        assertThat(ofFew).isLessThanOrEqualTo(32);
        assertThat(ofMany).isEqualTo(ofFew);
        assertThat(eater.eaten()).isNotZero();
        assertThat(refusals.isEmpty()).isTrue();
    }

    @Test
    void readsManySamplesASecond() {
        byte[] body = body(50);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                read(body);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        double perSecond = 50 * 6 * 100 / (best / 1e9);
        System.out.printf(
                "line protocol: %d samples in %d bytes, %.1f M samples/s%n",
                50 * 6, body.length, perSecond / 1e6);
        // Far below what it does, so that a busy machine does not fail it.
        assertThat(perSecond).isGreaterThan(200_000);
    }

    /** Six fields for each processor, some of them with more digits than are easily read. */
    private static byte[] body(int processors) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < processors; i++) {
            body.append("cpu,cpu=cpu")
                    .append(i)
                    .append(",host=web-1 usage_user=0.5012531328320802,usage_system=1.25,")
                    .append("usage_idle=98.24561403508773,usage_steal=0,busy=false,switches=")
                    .append(123_456_789_012L + i)
                    .append("i 1772366400000000000\n");
        }
        return body.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void read(byte[] body) {
        reader.read(body, Precision.NANOSECONDS, NOON, eater, refusals);
    }

    /** Bytes of heap to read a body again, once all of it is known and compiled. */
    private long allocated(byte[] body) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            read(body);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
