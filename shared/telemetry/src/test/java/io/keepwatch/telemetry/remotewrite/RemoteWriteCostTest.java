package io.keepwatch.telemetry.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keepwatch.telemetry.chunk.Recorded;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Eater;
import io.keepwatch.telemetry.push.Refusals;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What reading costs. */
class RemoteWriteCostTest {

    private final RemoteWriteReader reader = new RemoteWriteReader(CanonicalNames.standard());
    private final Refusals refusals = new Refusals();
    private final Eater eater = new Eater();

    @ParameterizedTest
    @EnumSource
    void allocatesNothingForASampleOfAKnownSeries(RemoteWriteFormat version) {
        byte[] few = ScrapePush.of(version, Recorded.nodeExporter().hostOnly(10), 0);
        byte[] many = ScrapePush.of(version, Recorded.nodeExporter(), 0);

        long ofFew = allocated(version, few);
        long ofMany = allocated(version, many);

        assertThat(samples(version, few)).isEqualTo(10);
        assertThat(samples(version, many)).isEqualTo(507);
        // The outcome itself, for each body.
        assertThat(ofFew).isLessThanOrEqualTo(64);
        assertThat(ofMany).isEqualTo(ofFew);
        assertThat(eater.eaten()).isNotZero();
    }

    @ParameterizedTest
    @EnumSource
    void readsManySamplesASecond(RemoteWriteFormat version) {
        byte[] body = ScrapePush.of(version, Recorded.nodeExporter(), 0);
        long samples = samples(version, body);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                reader.read(version, body, eater, refusals);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        double perSecond = samples * 100 / (best / 1e9);
        System.out.printf(
                "%s: %d samples in %d bytes, %.1f M samples/s%n",
                version, samples, body.length, perSecond / 1e6);
        // Far below what it does, so that a busy machine does not fail it.
        assertThat(perSecond).isGreaterThan(500_000);
    }

    private long samples(RemoteWriteFormat version, byte[] body) {
        RemoteWriteOutcome outcome = reader.read(version, body, eater, refusals);
        assertThat(refusals.isEmpty()).isTrue();
        return outcome instanceof RemoteWriteOutcome.Read read ? read.samples() : -1;
    }

    /** Bytes of heap to read a body again, once all of it is known and compiled. */
    private long allocated(RemoteWriteFormat version, byte[] body) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            reader.read(version, body, eater, refusals);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
