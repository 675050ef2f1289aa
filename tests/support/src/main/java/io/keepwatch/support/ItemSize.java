package io.keepwatch.support;

import io.keepwatch.domain.storage.EncodedChunk;
import java.nio.charset.StandardCharsets;

/**
 * How large DynamoDB counts an item and what a put of it costs, by the rules of its developer guide
 * ("DynamoDB item sizes and formats"): our own figures, to hold those of the database against.
 */
public final class ItemSize {

    /** What one write unit pays for. */
    public static final int WRITE_UNIT_BYTES = 1024;

    private static final int ID_LENGTH = 12;

    private final int bytes;

    private ItemSize(int bytes) {
        this.bytes = bytes;
    }

    /** An item without attributes. */
    public static ItemSize empty() {
        return new ItemSize(0);
    }

    /** The row of table Raw that holds a chunk; keys and all. */
    public static ItemSize ofChunk(EncodedChunk chunk) {
        int partitionKey = ID_LENGTH + 1 + ID_LENGTH;
        int sortKey = 13 + 1 + utf8(chunk.hash());
        return empty().bytes("pk", partitionKey)
                .bytes("sk", sortKey)
                .bytes("chunk", chunk.bytes().length)
                .longestNumber("arrivedAt", 13)
                .longestNumber("expiresAt", 10)
                .number("v", 1);
    }

    /** The same item with a string. */
    public ItemSize text(String name, String value) {
        return bytes(name, utf8(value));
    }

    /** The same item with a binary value, or another that counts as that many bytes. */
    public ItemSize bytes(String name, int length) {
        return new ItemSize(bytes + utf8(name) + length);
    }

    /** The same item with a number: one byte for two significant digits, and one more. */
    public ItemSize number(String name, long value) {
        String digits = Long.toString(Math.abs(value)).replaceFirst("0+$", "");
        int sign = value < 0 ? 1 : 0;
        return longestNumber(name, digits.length() + 2 * sign);
    }

    public int bytes() {
        return bytes;
    }

    /** What a put costs, in write units. */
    public int writeUnits() {
        return Math.ceilDiv(bytes, WRITE_UNIT_BYTES);
    }

    private ItemSize longestNumber(String name, int digits) {
        return bytes(name, Math.ceilDiv(digits, 2) + 1);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
