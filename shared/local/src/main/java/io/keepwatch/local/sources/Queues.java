package io.keepwatch.local.sources;

import io.keepwatch.local.DataDir;
import io.keepwatch.local.Log;
import io.keepwatch.local.QueueService;
import io.keepwatch.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;

/**
 * The queues of the template: the part of SQS that functions use, in this process, kept in the data
 * folder and driven by the local clock.
 *
 * <p>Why not ElasticMQ: tried in version 1.7.1, it took 3 s to start, 49 MB of jars and a Scala run
 * time, knew no retention period, and lost acknowledged messages when killed, since its H2 writes
 * late.
 */
public final class Queues implements QueueService {

    private final MessageStore store;
    private final SqsEndpoint endpoint;

    private Queues(MessageStore store, SqsEndpoint endpoint) {
        this.store = store;
        this.endpoint = endpoint;
    }

    /**
     * Opens the queues of {@code template} with all that was in them.
     *
     * @throws IOException if their folder cannot be used, or no port is free
     */
    public static Queues start(Template template, DataDir data, Clock clock, Log log)
            throws IOException {
        MessageStore store =
                new MessageStore(
                        template.queues(), data.folder("queues").resolve("journal"), clock);
        return new Queues(store, new SqsEndpoint(store, log));
    }

    @Override
    public URI endpoint() {
        return endpoint.uri();
    }

    @Override
    public void close() {
        endpoint.close();
        try {
            store.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the queues", e);
        }
    }

    MessageStore store() {
        return store;
    }
}
