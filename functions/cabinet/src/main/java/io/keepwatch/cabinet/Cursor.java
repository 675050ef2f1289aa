package io.keepwatch.cabinet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Where the next page starts, as text that callers hand back unread. A checksum over the position
 * and the question that it belongs to finds what was cut, changed or used for another question. It
 * is no secret: a position that someone makes up shows only what is theirs anyway.
 */
final class Cursor {

    private static final int LENGTH_MAX = 200;

    private Cursor() {}

    /** The text for a position in the answer to a question. */
    static String write(String question, String position) {
        byte[] bytes = position.getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        ByteBuffer.allocate(Integer.BYTES + bytes.length)
                                .putInt(checksum(question, bytes))
                                .put(bytes)
                                .array());
    }

    /** The position in a text that {@link #write} made for that question. */
    static Optional<String> read(String question, String text) {
        byte[] bytes = decoded(text);
        if (bytes.length < Integer.BYTES) {
            return Optional.empty();
        }
        ByteBuffer cursor = ByteBuffer.wrap(bytes);
        int checksum = cursor.getInt();
        byte[] position = new byte[cursor.remaining()];
        cursor.get(position);
        String read = new String(position, StandardCharsets.UTF_8);
        // Written again, since Base64 has several texts for some bytes.
        return checksum == checksum(question, position) && write(question, read).equals(text)
                ? Optional.of(read)
                : Optional.empty();
    }

    static BadParameter unreadable() {
        return new BadParameter(
                "cursor",
                "must be the cursor of an earlier answer to the same question, unchanged; leave it"
                        + " out to start anew");
    }

    private static byte[] decoded(String text) {
        try {
            return text.length() > LENGTH_MAX ? new byte[0] : Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static int checksum(String question, byte[] position) {
        CRC32 crc = new CRC32();
        crc.update(question.getBytes(StandardCharsets.UTF_8));
        crc.update(0);
        crc.update(position);
        return (int) crc.getValue();
    }
}
