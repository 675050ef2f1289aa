package io.keepwatch.aws.dynamo;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StoredChunk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;

/**
 * Table Raw.
 *
 * <pre>
 * pk         t-acme000000#h-0000000001      tenant, host
 * sk         1772366400000#q83vEjRWeJ0      first sample (epoch ms, 13 digits), hash of content
 * chunk      (binary)
 * arrivedAt  1772366403123                  epoch ms
 * expiresAt  1772452800                     epoch seconds: first sample + Limits.RAW_KEPT
 * v          1
 * </pre>
 *
 * {@link ChunkRecord} reads the same from the table's stream.
 *
 * <p>A put is one PutItem and nothing else: it is what every push pays for, and the only thing
 * between a push and its answer. Putting the same content again replaces a row by itself. {@link
 * #newest} reads consistently, since it is asked on the heels of a put; {@link #between} and {@link
 * #backwards} do not, at half the price.
 */
final class DynamoChunks implements Chunks {

    static final int VERSION = 1;
    static final String CHUNK = "chunk";

    private static final int TIME_DIGITS = 13;
    private static final long TIME_MAX = 9_999_999_999_999L; // the largest of that many digits

    private final TenantTable table;
    private final Clock clock;
    private final long readBytesMax;

    DynamoChunks(TenantTable table, Clock clock, long readBytesMax) {
        this.table = table;
        this.clock = clock;
        this.readBytesMax = readBytesMax;
    }

    @Override
    public void put(HostId host, EncodedChunk chunk, Instant arrivedAt) {
        table.put(toRow(host, chunk, arrivedAt));
    }

    @Override
    public List<StoredChunk> between(HostId host, Instant from, Instant until) {
        long first = Math.max(millis(from), oldestShown());
        long end = millis(until);
        List<StoredChunk> chunks = new ArrayList<>();
        if (first >= end) {
            return chunks;
        }
        long bytes = 0;
        for (List<EnhancedDocument> page :
                table.between(host.value(), time(first), time(end)).pages()) {
            for (EnhancedDocument row : page) {
                if (Row.isLive(row, clock)) {
                    StoredChunk chunk = fromRow(row);
                    chunks.add(chunk);
                    bytes += chunk.chunk().bytes().length;
                }
            }
            if (bytes > readBytesMax) {
                throw new RangeTooLarge();
            }
        }
        return chunks;
    }

    @Override
    public List<StoredChunk> newest(HostId host, int max) {
        return table
                .after(host.value(), time(oldestShown()))
                .descending()
                .consistently()
                .first(max, row -> Row.isLive(row, clock))
                .stream()
                .map(DynamoChunks::fromRow)
                .toList();
    }

    @Override
    public Iterable<List<StoredChunk>> backwards(HostId host, int first) {
        Iterable<List<EnhancedDocument>> pages =
                table.after(host.value(), time(oldestShown())).descending().growingPages(first);
        return () -> {
            Iterator<List<EnhancedDocument>> rows = pages.iterator();
            return new Iterator<>() {

                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public List<StoredChunk> next() {
                    return rows.next().stream()
                            .filter(row -> Row.isLive(row, clock))
                            .map(DynamoChunks::fromRow)
                            .toList();
                }
            };
        };
    }

    private EnhancedDocument toRow(HostId host, EncodedChunk chunk, Instant arrivedAt) {
        Instant first = Instant.ofEpochMilli(chunk.firstTime());
        return table.row(
                host.value(),
                sortKey(chunk),
                attributes ->
                        attributes
                                .putBytes(CHUNK, SdkBytes.fromByteArrayUnsafe(chunk.bytes()))
                                .putNumber("arrivedAt", arrivedAt.toEpochMilli())
                                .putNumber(
                                        Row.EXPIRES_AT,
                                        first.plus(Limits.RAW_KEPT).getEpochSecond())
                                .putNumber(Row.VERSION, VERSION));
    }

    static StoredChunk fromRow(EnhancedDocument row) {
        int version = Row.version(row);
        if (version != VERSION) {
            throw Row.unknownVersion("chunk", version);
        }
        String sortKey = row.getString(Row.SORT_KEY);
        return new StoredChunk(
                new EncodedChunk(
                        Long.parseLong(sortKey.substring(0, TIME_DIGITS)),
                        sortKey.substring(TIME_DIGITS + 1),
                        row.getBytes(CHUNK).asByteArrayUnsafe()),
                Row.time(row, "arrivedAt"));
    }

    private static String sortKey(EncodedChunk chunk) {
        if (chunk.firstTime() < 0 || chunk.firstTime() > TIME_MAX) {
            throw new IllegalArgumentException("a chunk of a time beyond what keys can sort");
        }
        return time(chunk.firstTime()) + "#" + chunk.hash();
    }

    // Fixed width, so that text sorts as time does.
    private static String time(long millis) {
        String digits = Long.toString(millis);
        return "0".repeat(TIME_DIGITS - digits.length()) + digits;
    }

    /** Chunks before this have expired: they need not even be read. */
    private long oldestShown() {
        return millis(clock.instant().minus(Limits.RAW_KEPT));
    }

    /** The first millisecond that is not before {@code instant}, within what keys can sort. */
    private static long millis(Instant instant) {
        if (instant.isBefore(Instant.EPOCH)) {
            return 0;
        }
        if (!instant.isBefore(Instant.ofEpochMilli(TIME_MAX))) {
            return TIME_MAX;
        }
        return instant.plus(Duration.ofNanos(999_999)).toEpochMilli();
    }
}
