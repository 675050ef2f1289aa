package io.keepwatch.local.sources;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A record of a table's stream, as a function gets it.
 *
 * @param json the record, as Lambda shapes it
 * @param sequence its number in the stream
 * @param item the keys of the item that it is about: AWS keeps the order of an item's records
 * @param createdAt by the local clock, as well as can be known
 */
record StreamRecord(byte[] json, String sequence, String item, Instant createdAt) {

    private static final byte[] START = "{\"Records\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    /** The event that hands a function these records. */
    static byte[] event(List<StreamRecord> records) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(START);
        for (int i = 0; i < records.size(); i++) {
            if (i > 0) {
                event.write(',');
            }
            event.writeBytes(records.get(i).json());
        }
        event.writeBytes(END);
        return event.toByteArray();
    }
}
