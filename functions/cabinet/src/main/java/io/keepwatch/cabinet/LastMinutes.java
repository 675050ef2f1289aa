package io.keepwatch.cabinet;

import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.Malformed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The chunks that tell how a host is now: those that start in the last {@link #SPAN} up to its
 * newest data, whoever pushed them and however they were cut.
 *
 * @param chunks the newest first
 * @param from what is older does not count, epoch milliseconds
 * @param missing why they are not enough to judge by, if they are not
 */
record LastMinutes(List<StoredChunk> chunks, long from, Optional<VitalsMissing> missing) {

    /** What several agents of a host push at intervals of their own, each of them twice. */
    static final Duration SPAN = Duration.ofMinutes(5);

    /** Two pushes at the advised 60 s, the second of them late: there are rates in that. */
    static final Duration SPAN_MIN = Duration.ofSeconds(150);

    /** Few bytes can be many samples, and it is samples that take memory. */
    static final int SAMPLES_MAX = 1_000_000;

    /** What one push a minute makes in {@link #SPAN}, and a little more. */
    private static final int FIRST_PAGE = 8;

    /**
     * Costs a read unit for each 8 KB: one for a host of 461 series that pushes once a minute, two
     * or three if others push beside it or if its pushes are cut into eight.
     *
     * @param bytesMax of chunks; the newest one is read in any case, but if there is no time
     */
    static LastMinutes read(HostData data, Instant now, long bytesMax, TimeLeft time) {
        List<StoredChunk> read = new ArrayList<>();
        long newest = 0;
        long bytes = 0;
        long samples = 0;
        Iterator<List<StoredChunk>> pages = data.backwards(FIRST_PAGE).iterator();
        while (pages.hasNext()) {
            if (time.isScarce()) {
                return cut(read, newest, VitalsMissing.OUT_OF_TIME);
            }
            for (StoredChunk each : pages.next()) {
                long first = each.chunk().firstTime();
                bytes += each.chunk().bytes().length;
                samples += samples(each);
                if (read.isEmpty()) {
                    // A clock that is ahead shall not push out of sight what others measure now.
                    newest = Math.min(first, now.toEpochMilli());
                } else if (first < newest - SPAN.toMillis()) {
                    return whole(read, newest);
                } else if (bytes > bytesMax || samples > SAMPLES_MAX) {
                    return cut(read, newest, VitalsMissing.TOO_MUCH_DATA);
                }
                read.add(each);
            }
        }
        return whole(read, newest);
    }

    private static LastMinutes whole(List<StoredChunk> read, long newest) {
        return new LastMinutes(read, newest - SPAN.toMillis(), Optional.empty());
    }

    private static LastMinutes cut(List<StoredChunk> read, long newest, VitalsMissing reason) {
        boolean enough =
                !read.isEmpty()
                        && newest - read.getLast().chunk().firstTime() >= SPAN_MIN.toMillis();
        return new LastMinutes(
                read, newest - SPAN.toMillis(), enough ? Optional.empty() : Optional.of(reason));
    }

    private static int samples(StoredChunk chunk) {
        try {
            return ChunkCodec.header(chunk.chunk().bytes()).sampleCount();
        } catch (Malformed e) {
            return 0; // who decodes it will notice, and say so
        }
    }

    /** When the last of these chunks arrived. */
    Optional<Instant> arrivedAt() {
        return chunks.stream().map(StoredChunk::arrivedAt).max(Instant::compareTo);
    }
}
