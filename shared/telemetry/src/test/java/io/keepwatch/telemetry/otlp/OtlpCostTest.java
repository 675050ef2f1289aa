package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Eater;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What reading costs. */
class OtlpCostTest {

    private static final long NOON_NANOS = 1_772_366_400_000_000_000L;

    private final OtlpReader reader = new OtlpReader(CanonicalNames.standard());
    private final Refusals refusals = new Refusals();

    @Test
    void allocatesNothingForASampleOfAKnownSeries() {
        byte[] few = CollectorPush.of("web-1", 1, NOON_NANOS).toByteArray();
        byte[] many = CollectorPush.of("web-1", 200, NOON_NANOS).toByteArray();
        Eater eater = new Eater();

        long ofFew = allocated(few, eater);
        long ofMany = allocated(many, eater);

        assertThat(samples(many)).isEqualTo(samples(few) + 199 * 8);
        // The outcome itself, for each body.
        assertThat(ofFew).isLessThanOrEqualTo(32);
        assertThat(ofMany).isEqualTo(ofFew);
        assertThat(eater.eaten()).isNotZero();
    }

    @Test
    void allocatesNothingForHistogramsAndSummariesOfKnownSeries() {
        byte[] few = ServerPush.of("web-1", 1, NOON_NANOS).toByteArray();
        byte[] many = ServerPush.of("web-1", 20, NOON_NANOS).toByteArray();
        Eater eater = new Eater();

        long ofFew = allocated(few, eater);
        long ofMany = allocated(many, eater);

        assertThat(samples(many)).isEqualTo(20 * samples(few));
        assertThat(ofFew).isLessThanOrEqualTo(32);
        assertThat(ofMany).isEqualTo(ofFew);
    }

    @Test
    void allocatesForAWholeHistogramNotMuchMoreThanItself() {
        byte[] few = ServerPush.ofExponential("web-1", 1, NOON_NANOS).toByteArray();
        byte[] many = ServerPush.ofExponential("web-1", 21, NOON_NANOS).toByteArray();
        Eater eater = new Eater();

        long each = (allocated(many, eater) - allocated(few, eater)) / 20;

        System.out.printf("a whole histogram of 80 buckets: %d bytes allocated%n", each);
        // 80 buckets of 12 bytes, and as much again while they come in.
        assertThat(each).isLessThan(5_000);
    }

    @Test
    void readsManyBucketsASecond() {
        byte[] body = ServerPush.of("web-1", 20, NOON_NANOS).toByteArray();
        Eater eater = new Eater();
        long samples = samples(body);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                reader.read(OtlpFormat.PROTOBUF, body, eater, refusals);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        double perSecond = samples * 200 / (best / 1e9);
        System.out.printf(
                "OTLP histograms: %d samples in %d bytes, %.1f M samples/s%n",
                samples, body.length, perSecond / 1e6);
        assertThat(perSecond).isGreaterThan(500_000);
    }

    @Test
    void readsManySamplesASecond() {
        byte[] body = CollectorPush.of("web-1", 8, NOON_NANOS).toByteArray();
        Eater eater = new Eater();
        long samples = samples(body);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 500; i++) {
                reader.read(OtlpFormat.PROTOBUF, body, eater, refusals);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        double perSecond = samples * 500 / (best / 1e9);
        System.out.printf(
                "OTLP: %d samples in %d bytes, %.1f M samples/s%n",
                samples, body.length, perSecond / 1e6);
        // Far below what it does, so that a busy machine does not fail it.
        assertThat(perSecond).isGreaterThan(500_000);
    }

    private long samples(byte[] body) {
        OtlpOutcome outcome = reader.read(OtlpFormat.PROTOBUF, body, new Eater(), refusals);
        assertThat(refusals.isEmpty()).isTrue();
        return outcome instanceof OtlpOutcome.Read read ? read.samples() : -1;
    }

    /** Bytes of heap to read a body again, once all of it is known and compiled. */
    private long allocated(byte[] body, SampleSink sink) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 2_000; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            reader.read(OtlpFormat.PROTOBUF, body, sink, refusals);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
