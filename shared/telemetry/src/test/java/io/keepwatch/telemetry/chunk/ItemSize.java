package io.keepwatch.telemetry.chunk;

import java.nio.charset.StandardCharsets;

/**
 * What DynamoDB bills for an item, by the rules in AWS's "DynamoDB item sizes and formats": the
 * UTF-8 of its attributes' names and texts, the octets of binaries, and for a number about one
 * octet for two digits and one more. A write unit is a KB, begun or full.
 */
final class ItemSize {

    private int bytes;

    /** A chunk's item in the table Raw. */
    static int unitsOfChunk(byte[] chunk, long firstTime, String hash) {
        return new ItemSize()
                .text("pk", "t-acme000000#h-0000000001")
                .text("sk", "%013d#%s".formatted(firstTime, hash))
                .binary("chunk", chunk)
                .number("arrivedAt", firstTime + 1234)
                .number("expiresAt", firstTime / 1000 + 86_400)
                .number("v", 1)
                .units();
    }

    /** A segment's item in the table Rollup. */
    static int unitsOfSegment(byte[] segment, int version, int start, long expiresAtSeconds) {
        return new ItemSize()
                .text("pk", "t-acme000000#h-0000000001")
                .text("sk", "dict#%08d".formatted(version))
                .number("start", start)
                .binary("series", segment)
                .number("expiresAt", expiresAtSeconds)
                .number("v", 1)
                .units();
    }

    private ItemSize text(String name, String value) {
        bytes += utf8(name) + utf8(value);
        return this;
    }

    private ItemSize binary(String name, byte[] value) {
        bytes += utf8(name) + value.length;
        return this;
    }

    private ItemSize number(String name, long value) {
        int digits = Long.toString(value).replaceAll("0+$", "").length();
        bytes += utf8(name) + (digits + 1) / 2 + 1;
        return this;
    }

    private int units() {
        return (bytes + 1023) / 1024;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
