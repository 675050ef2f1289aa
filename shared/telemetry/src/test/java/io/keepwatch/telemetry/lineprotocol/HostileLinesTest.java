package io.keepwatch.telemetry.lineprotocol;

import io.keepwatch.support.BoundedHeap;
import io.keepwatch.support.GzipBomb;
import io.keepwatch.telemetry.body.Body;
import io.keepwatch.telemetry.body.BodyReader;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Eater;
import io.keepwatch.telemetry.push.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class HostileLinesTest {

    @Test
    void staysWithinItsMemoryAndTime() throws Exception {
        BoundedHeap.start(Program.class);
    }

    /** What runs in a Java of its own. */
    static final class Program implements BoundedHeap.Hostile {

        private static final int MAX = BodyReader.INFLATED_BYTES_MAX;

        private final BodyReader bodies = new BodyReader();
        private final LineProtocolReader reader = new LineProtocolReader(CanonicalNames.standard());

        public static void main(String[] arguments) {
            BoundedHeap.run(new Program());
        }

        @Override
        public void warmUp() {
            read(
                    "a,host=b f=1.123456789012345678,g=\"\" 1772366400000000000\nx"
                            .getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Map<String, byte[]> bodies() {
            Map<String, byte[]> bodies = new LinkedHashMap<>();
            bodies.put("a gibibyte of zeros", GzipBomb.ofZeros(1024));
            put(bodies, "one measurement as long as can be", "", i -> "m", " f=1");
            put(bodies, "one tag as long as can be", "m,t=", i -> "v", " f=1");
            put(bodies, "one tag's key as long as can be", "m,", i -> "t", "=v f=1");
            put(bodies, "one tag of escapes", "m,t=", i -> "\\ ", " f=1");
            put(bodies, "a million tags", "m", i -> ",t" + i + "=v", " f=1");
            put(bodies, "a million fields", "m f=1", i -> ",f" + i + "=1", "");
            put(bodies, "one field's key as long as can be", "m ", i -> "f", "=1");
            put(bodies, "one number as long as can be", "m f=", i -> "1", "");
            put(bodies, "one text as long as can be", "m f=\"", i -> "x", "\"");
            put(bodies, "one text without its end", "m f=\"", i -> "x", "");
            put(bodies, "a text of backslashes", "m f=\"", i -> "\\", "");
            put(bodies, "texts that start and never end", "", i -> "m f=\"\\\" \n", "");
            put(bodies, "new series", "", i -> "m,t=" + i + " f=1 1772366400000000000\n", "");
            put(bodies, "new series that are refused", "", i -> "m,t=" + i + ",t=2 f=1\n", "");
            put(bodies, "lines of nothing", "", i -> "x\n", "");
            put(bodies, "tags without values", "", i -> "m,t f=1\n", "");
            put(bodies, "empty lines", "", i -> "\n", "");
            put(bodies, "comments", "", i -> "#\n", "");
            put(bodies, "spaces", "", i -> " ", "");
            put(bodies, "quotes in the rest of wrong lines", "m f=x", i -> ",f=\"", "");
            put(bodies, "backslashes", "", i -> "\\", " f=1");
            return bodies;
        }

        private static void put(
                Map<String, byte[]> bodies,
                String name,
                String start,
                IntFunction<String> part,
                String end) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(MAX);
            byte[] next = start.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; out.size() + next.length + end.length() <= MAX; i++) {
                out.writeBytes(next);
                next = part.apply(i).getBytes(StandardCharsets.UTF_8);
            }
            out.writeBytes(end.getBytes(StandardCharsets.UTF_8));
            bodies.put(name, gzip(out.toByteArray()));
        }

        private static byte[] gzip(byte[] bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }

        @Override
        public String read(byte[] sent) {
            return switch (bodies.read(sent)) {
                case Body.Refused(String reason) -> reason;
                case Body.Plain(byte[] plain) -> {
                    Refusals refusals = new Refusals();
                    LineProtocolOutcome outcome =
                            reader.read(
                                    plain,
                                    Precision.NANOSECONDS,
                                    Instant.EPOCH.plusSeconds(1),
                                    new Eater(),
                                    refusals);
                    yield switch (outcome) {
                        case LineProtocolOutcome.Malformed(String reason) -> reason;
                        case LineProtocolOutcome.Read read -> read + " " + refusals.message();
                    };
                }
            };
        }
    }
}
