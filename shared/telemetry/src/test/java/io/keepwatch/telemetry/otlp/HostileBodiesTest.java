package io.keepwatch.telemetry.otlp;

import io.keepwatch.support.BoundedHeap;
import io.keepwatch.telemetry.body.Body;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Eater;
import io.keepwatch.telemetry.push.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostileBodiesTest {

    @Test
    void staysWithinItsMemoryAndTime() throws Exception {
        BoundedHeap.start(Program.class);
    }

    /** What runs in a Java of its own. */
    static final class Program implements BoundedHeap.Hostile {

        private final BodyReader bodies = new BodyReader();
        private final OtlpReader reader = new OtlpReader(CanonicalNames.standard());

        public static void main(String[] arguments) {
            BoundedHeap.run(new Program());
        }

        @Override
        public void warmUp() {
            read(CollectorPush.of("web-1", 2, 1).toByteArray());
            read("{\"resourceMetrics\":[1.5e3]}".getBytes(StandardCharsets.UTF_8));
            read(new byte[] {1});
        }

        @Override
        public Map<String, byte[]> bodies() {
            return HostileBodies.all();
        }

        @Override
        public String read(byte[] sent) {
            return switch (bodies.read(sent)) {
                case Body.Refused(String reason) -> reason;
                case Body.Plain(byte[] plain) -> {
                    OtlpFormat format = OtlpFormat.of(Optional.empty(), plain);
                    Refusals refusals = new Refusals();
                    OtlpOutcome outcome = reader.read(format, plain, new Eater(), refusals);
                    yield switch (outcome) {
                        case OtlpOutcome.Malformed(String reason) -> reason;
                        case OtlpOutcome.Read read -> read + " " + refusals.message();
                    };
                }
            };
        }
    }
}
