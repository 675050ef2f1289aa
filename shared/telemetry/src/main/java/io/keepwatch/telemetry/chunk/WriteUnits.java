package io.keepwatch.telemetry.chunk;

/**
 * What a stored item costs. DynamoDB bills one write unit for each KB, begun or full, of an item's
 * size: the UTF-8 lengths of its attributes' names and values (AWS, "DynamoDB item sizes and
 * formats").
 */
final class WriteUnits {

    private static final int UNIT_BYTES = 1024;

    /**
     * All of a chunk's item but the chunk: keys of 25 and 26 characters, two times, a version, and
     * the names of these.
     */
    private static final int CHUNK_ITEM_BYTES = 95;

    /** All of a segment's item but the segment. */
    private static final int SEGMENT_ITEM_BYTES = 75;

    private WriteUnits() {}

    static int ofChunk(int bytes) {
        return units(CHUNK_ITEM_BYTES + bytes);
    }

    static int ofSegment(int bytes) {
        return units(SEGMENT_ITEM_BYTES + bytes);
    }

    private static int units(int bytes) {
        return (bytes + UNIT_BYTES - 1) / UNIT_BYTES;
    }
}
