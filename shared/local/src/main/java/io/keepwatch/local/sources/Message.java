package io.keepwatch.local.sources;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A message in a queue. Immutable; its JSON form is a line of the {@link Journal}. Times are epoch
 * milliseconds, as SQS itself says them.
 *
 * @param sequence counts the messages of all queues, so that a FIFO queue knows its order
 * @param visibleAt from when on it may be received
 * @param receives how often it was received
 * @param firstReceivedAt 0 while it never was
 * @param deadLetterSource ARN of the queue that it failed in, if it is a dead letter
 */
record Message(
        String id,
        String body,
        SortedMap<String, Attribute> attributes,
        Optional<String> group,
        Optional<String> deduplication,
        long sequence,
        long sentAt,
        long visibleAt,
        int receives,
        long firstReceivedAt,
        Optional<String> deadLetterSource) {

    /**
     * What a sender adds to a body. {@code type} starts with String, Number or Binary; one of the
     * others is there.
     */
    record Attribute(String type, Optional<String> text, Optional<byte[]> binary) {

        int size() {
            return utf8(type).length
                    + text.map(t -> utf8(t).length).orElse(0)
                    + binary.map(b -> b.length).orElse(0);
        }
    }

    Message {
        attributes = new TreeMap<>(attributes);
    }

    /** The handle of the newest receipt: an older one no longer deletes. */
    @JsonIgnore
    String receiptHandle() {
        return new ReceiptHandle(id, receives).toString();
    }

    @JsonIgnore
    String bodyMd5() {
        return md5(utf8(body));
    }

    /** As SQS counts: body, and name, type and value of each attribute, in bytes. */
    @JsonIgnore
    int size() {
        return utf8(body).length
                + attributes.entrySet().stream()
                        .mapToInt(a -> utf8(a.getKey()).length + a.getValue().size())
                        .sum();
    }

    Message received(long now, long visibleAgainAt) {
        return shown(visibleAgainAt, receives + 1, receives == 0 ? now : firstReceivedAt);
    }

    Message visibleFrom(long moment) {
        return shown(moment, receives, firstReceivedAt);
    }

    Message shown(long visibleFrom, int timesReceived, long firstReceived) {
        return new Message(
                id,
                body,
                attributes,
                group,
                deduplication,
                sequence,
                sentAt,
                visibleFrom,
                timesReceived,
                firstReceived,
                deadLetterSource);
    }

    /**
     * As it lies among the dead letters. It keeps the time at which it was sent, as in SQS: a dead
     * letter is not kept longer for having failed.
     */
    Message deadFrom(String queueArn, long newSequence) {
        return new Message(
                id,
                body,
                attributes,
                group,
                deduplication,
                newSequence,
                sentAt,
                0,
                0,
                0,
                Optional.of(queueArn));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String md5(byte[] bytes) {
        return HexFormat.of().formatHex(Digests.md5().digest(bytes));
    }
}
