package io.keepwatch.cabinet;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.StoredChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chunks that tell how a host is now: those that start in the last {@link #SPAN} up to its
 * newest data, whoever pushed them and however they were cut.
 *
 * @param chunks the newest first
 * @param from what is older does not count, epoch milliseconds
 * @param tell whether they are enough to judge by; they are not if the host pushes so much that
 *     even {@link #SPAN_MIN} of it is more than is read
 */
record LastMinutes(List<StoredChunk> chunks, long from, boolean tell) {

    /** What several agents of a host push at intervals of their own, each of them twice. */
    static final Duration SPAN = Duration.ofMinutes(5);

    /** Two pushes at the advised 60 s, the second of them late: there are rates in that. */
    static final Duration SPAN_MIN = Duration.ofSeconds(150);

    /** What one push a minute makes in {@link #SPAN}, and a little more. */
    private static final int FIRST_PAGE = 8;

    /**
     * Costs a read unit for each 8 KB: one for a host of 461 series that pushes once a minute, two
     * or three if others push beside it or if its pushes are cut into eight.
     *
     * @param bytesMax of chunks; the newest one is read in any case
     */
    static LastMinutes read(Chunks stored, HostId host, Instant now, long bytesMax) {
        List<StoredChunk> read = new ArrayList<>();
        long newest = 0;
        long bytes = 0;
        for (List<StoredChunk> page : stored.backwards(host, FIRST_PAGE)) {
            for (StoredChunk each : page) {
                long time = each.chunk().firstTime();
                bytes += each.chunk().bytes().length;
                if (read.isEmpty()) {
                    // A clock that is ahead shall not push out of sight what others measure now.
                    newest = Math.min(time, now.toEpochMilli());
                } else if (time < newest - SPAN.toMillis()) {
                    return new LastMinutes(read, newest - SPAN.toMillis(), true);
                } else if (bytes > bytesMax) {
                    long oldest = read.getLast().chunk().firstTime();
                    boolean tell = newest - oldest >= SPAN_MIN.toMillis();
                    return new LastMinutes(read, newest - SPAN.toMillis(), tell);
                }
                read.add(each);
            }
        }
        return new LastMinutes(read, newest - SPAN.toMillis(), true);
    }

    /** When the last of these chunks arrived. */
    Optional<Instant> arrivedAt() {
        return chunks.stream().map(StoredChunk::arrivedAt).max(Instant::compareTo);
    }
}
