package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** What a function failed on for good, as Lambda hands it to a failure destination. */
sealed interface GivenUp permits FailedBatch, FailedEvent {

    /** As Lambda writes moments into its records. */
    DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** What goes to a queue. */
    ObjectNode message();

    /** What goes to a bucket. */
    ObjectNode object();

    /** The key that it has in a bucket. */
    String key();

    /** What is lost if there is no destination, for people. */
    String description();

    /** The key that Lambda makes under a folder. */
    static String key(String folder, Instant at) {
        return "aws/lambda/%s/%s-%s".formatted(folder, Keys.MOMENT.format(at), UUID.randomUUID());
    }

    /** Formats of parts of a key. */
    final class Keys {

        private static final DateTimeFormatter MOMENT =
                DateTimeFormatter.ofPattern("uuuu/MM/dd/uuuu-MM-dd'T'HH.mm.ss")
                        .withZone(ZoneOffset.UTC);

        private Keys() {}
    }
}
