package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.support.BoundedHeap;
import io.keepwatch.telemetry.body.Body;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Eater;
import io.keepwatch.telemetry.push.Refusals;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostileWritesTest {

    @Test
    void theFirstVersionStaysWithinItsMemoryAndTime() throws Exception {
        BoundedHeap.start(First.class);
    }

    @Test
    void theSecondVersionStaysWithinItsMemoryAndTime() throws Exception {
        BoundedHeap.start(Second.class);
    }

    /** What runs in a Java of its own. */
    static final class First {

        private First() {}

        public static void main(String[] arguments) {
            BoundedHeap.run(new Bodies(RemoteWriteFormat.VERSION_1));
        }
    }

    /** What runs in another. */
    static final class Second {

        private Second() {}

        public static void main(String[] arguments) {
            BoundedHeap.run(new Bodies(RemoteWriteFormat.VERSION_2));
        }
    }

    private static final class Bodies implements BoundedHeap.Hostile {

        private final BodyReader bodies = new BodyReader();
        private final RemoteWriteReader reader = new RemoteWriteReader(CanonicalNames.standard());
        private final RemoteWriteFormat version;

        private Bodies(RemoteWriteFormat version) {
            this.version = version;
        }

        @Override
        public void warmUp() {
            // One sample without a name, and one byte that is nothing.
            read(new byte[] {4, 12, 0x0a, 2, 0x12, 0});
            read(new byte[] {1, 0, 7});
        }

        @Override
        public Map<String, byte[]> bodies() {
            return HostileWrites.all(version);
        }

        @Override
        public String read(byte[] sent) {
            return switch (bodies.readSnappy(sent)) {
                case Body.Refused(String reason) -> reason;
                case Body.Plain(byte[] plain) -> {
                    Refusals refusals = new Refusals();
                    yield switch (reader.read(version, plain, new Eater(), refusals)) {
                        case RemoteWriteOutcome.Malformed(String reason) -> reason;
                        case RemoteWriteOutcome.Read read -> read + " " + refusals.message();
                    };
                }
            };
        }
    }
}
