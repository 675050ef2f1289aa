package io.keepwatch.local;

import java.net.URI;

/**
 * The queues of the template, spoken to as one speaks to SQS. They are started before the
 * functions, which are told {@link #endpoint}, and closed after them.
 */
public interface QueueService extends AutoCloseable {

    /** Where the SQS protocol is answered, on loopback. */
    URI endpoint();

    @Override
    void close();
}
