package io.keepwatch.telemetry.wire;

/**
 * Bytes on the wire that belong together though they may lie apart: protobuf lets a field's
 * occurrences stand anywhere among the others. As long as they are adjacent, which is how all
 * senders write them, they stay where they are; else they are copied together. Used again and
 * again, so that none of this allocates.
 */
public final class Pieces {

    /** Of what has to be copied together. No sender needs any of it; this only bounds the harm. */
    public static final int COPIED_BYTES_MAX = 64 * 1024;

    private byte[] copy = {};

    private byte[] bytes = copy;
    private int from;
    private int to;

    public void clear() {
        bytes = copy;
        from = 0;
        to = 0;
    }

    public void add(byte[] source, int start, int end) throws MalformedBody {
        if (to == from) {
            bytes = source;
            from = start;
            to = end;
        } else if (bytes == source && to == start) {
            to = end;
        } else if (start < end) {
            append(source, start, end);
        }
    }

    private void append(byte[] source, int start, int end) throws MalformedBody {
        int length = to - from;
        int longer = length + end - start;
        if (longer > COPIED_BYTES_MAX) {
            throw MalformedBody.at(start, "a message in too many pieces");
        }
        byte[] before = bytes;
        int beforeFrom = from;
        boolean copied = bytes == copy;
        if (copy.length < longer) {
            // Twice as much each time, so that many small pieces cost no more than their sum.
            copy = new byte[Math.max(longer, 2 * copy.length)];
            copied = false;
        }
        if (!copied) {
            System.arraycopy(before, beforeFrom, copy, 0, length);
        }
        System.arraycopy(source, start, copy, length, end - start);
        bytes = copy;
        from = 0;
        to = longer;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public Span span() {
        return new Span(bytes, from, to);
    }
}
