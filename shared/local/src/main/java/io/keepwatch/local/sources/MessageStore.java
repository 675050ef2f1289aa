package io.keepwatch.local.sources;

import io.keepwatch.local.sources.Journal.Entry;
import io.keepwatch.local.template.Queue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * All queues, kept in a journal: what SQS does, without its protocol. Time is the given clock's, so
 * delays and visibility end when that is moved. Safe for use by several threads.
 */
final class MessageStore implements AutoCloseable {

    /** SQS's own limit of a message, and of the messages of one batch together. */
    static final int MESSAGE_BYTES_MAX = 1024 * 1024;

    static final int ATTRIBUTES_MAX = 10;
    static final Duration DELAY_MAX = Duration.ofMinutes(15);
    static final Duration VISIBILITY_MAX = Duration.ofHours(12);

    /** A clock that is moved wakes nobody here, so who waits looks at it this often. */
    private static final Duration LOOK = Duration.ofMillis(50);

    /** What SQS carries: XML 1.0's characters. */
    private static final Pattern CONTENTS =
            Pattern.compile(
                    "[\\x09\\x0A\\x0D\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]*");

    /** A message to be sent. */
    record Outgoing(
            String body,
            SortedMap<String, Message.Attribute> attributes,
            Optional<Duration> delay,
            Optional<String> group,
            Optional<String> deduplication) {

        static Outgoing text(String body) {
            return new Outgoing(
                    body,
                    Collections.emptySortedMap(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** A message that was sent, now or, as a FIFO queue knows, a moment ago. */
    record Sent(String id, long sequence) {}

    /** How many messages are in which state. */
    record Counts(long visible, long inFlight, long delayed) {}

    private final Clock clock;
    private final Map<String, MessageQueue> queues = new LinkedHashMap<>();
    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long sequence;

    /**
     * Opens the queues with all that was in them.
     *
     * @throws IOException if the journal cannot be read
     */
    MessageStore(List<Queue> settings, Path journalFile, Clock clock) throws IOException {
        this.clock = clock;
        for (Queue queue : settings) {
            queues.put(queue.name(), new MessageQueue(queue));
        }
        this.journal = Journal.open(journalFile, this::replay);
        rewrite();
    }

    /** Names of the queues. */
    List<String> names() {
        return List.copyOf(queues.keySet());
    }

    Queue settings(String queue) {
        return find(queue).settings();
    }

    /** The queue in which dead letters of that policy lie. */
    Queue deadLetters(Queue.Redrive redrive) {
        return queues.values().stream()
                .map(MessageQueue::settings)
                .filter(queue -> queue.logicalId().equals(redrive.deadLetterQueue()))
                .findFirst()
                .orElseThrow();
    }

    Sent send(String name, Outgoing outgoing) {
        lock.lock();
        try {
            MessageQueue queue = find(name);
            check(queue.settings(), outgoing);
            long now = clock.millis();
            Optional<String> deduplication = deduplication(queue.settings(), outgoing);
            Optional<Entry.Said> before = deduplication.flatMap(id -> queue.saidBefore(id, now));
            if (before.isPresent()) {
                return new Sent(before.get().id(), before.get().sequence());
            }
            Message message =
                    new Message(
                            UUID.randomUUID().toString(),
                            outgoing.body(),
                            outgoing.attributes(),
                            outgoing.group(),
                            deduplication,
                            ++sequence,
                            now,
                            now + outgoing.delay().orElse(queue.settings().delay()).toMillis(),
                            0,
                            0,
                            Optional.empty());
            record(new Entry.Put(name, message));
            return new Sent(message.id(), message.sequence());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Up to {@code max} messages, waiting for the first of them for at most {@code wait} of real
     * time. They are invisible to others for {@code invisible} by the clock.
     *
     * @param bytesMax how large they may be together, unless one alone is larger
     */
    List<Message> receive(
            String name, int max, long bytesMax, Optional<Duration> invisible, Duration wait)
            throws InterruptedException {
        return receive(name, max, bytesMax, invisible, wait, () -> {});
    }

    /**
     * @param received run before anybody else sees that the messages are no longer receivable
     */
    List<Message> receive(
            String name,
            int max,
            long bytesMax,
            Optional<Duration> invisible,
            Duration wait,
            Runnable received)
            throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        lock.lockInterruptibly();
        try {
            MessageQueue queue = find(name);
            Duration hidden = invisible.orElse(queue.settings().visibilityTimeout());
            while (true) {
                List<Message> messages = take(queue, max, bytesMax, hidden);
                long left = deadline - System.nanoTime();
                if (!messages.isEmpty()) {
                    received.run();
                    return messages;
                }
                if (left <= 0) {
                    return messages;
                }
                changed.await(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Deletes the message, unless it was received again since: then nothing happens. */
    void delete(String name, String handle) {
        lock.lock();
        try {
            MessageQueue queue = find(name);
            ReceiptHandle receipt = parse(handle);
            if (queue.find(receipt.messageId())
                    .filter(message -> message.receives() == receipt.receipt())
                    .isPresent()) {
                record(new Entry.Gone(name, receipt.messageId()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes a message that was received visible {@code after} now. */
    void changeVisibility(String name, String handle, Duration after) {
        require(
                !after.isNegative() && after.compareTo(VISIBILITY_MAX) <= 0,
                "VisibilityTimeout must be from 0 to %d seconds"
                        .formatted(VISIBILITY_MAX.toSeconds()));
        lock.lock();
        try {
            MessageQueue queue = find(name);
            ReceiptHandle receipt = parse(handle);
            long now = clock.millis();
            Message message =
                    queue.find(receipt.messageId())
                            .filter(m -> m.receives() == receipt.receipt() && m.visibleAt() > now)
                            .orElseThrow(SqsFault::notInFlight);
            record(shown(name, message.visibleFrom(now + after.toMillis())));
        } finally {
            lock.unlock();
        }
    }

    void purge(String name) {
        lock.lock();
        try {
            for (Message message : find(name).messages()) {
                record(new Entry.Gone(name, message.id()));
            }
        } finally {
            lock.unlock();
        }
    }

    Counts counts(String name) {
        lock.lock();
        try {
            MessageQueue queue = find(name);
            long now = clock.millis();
            expire(queue, now);
            return new Counts(queue.visible(now), queue.inFlight(now), queue.delayed(now));
        } finally {
            lock.unlock();
        }
    }

    /** Whether a receiver would be given a message now. */
    boolean hasReceivable(String name) {
        lock.lock();
        try {
            MessageQueue queue = find(name);
            long now = clock.millis();
            expire(queue, now);
            return queue.hasReceivable(now);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            journal.close();
        } finally {
            lock.unlock();
        }
    }

    private List<Message> take(MessageQueue queue, int max, long bytesMax, Duration invisible) {
        long now = clock.millis();
        String name = queue.settings().name();
        expire(queue, now);
        MessageQueue.Taken taken = queue.take(max, bytesMax, now, invisible);
        for (Message failed : taken.failed()) {
            // What cannot be moved would have stayed: only a queue with a redrive policy has any.
            String target = deadLetters(queue.settings().redrive().orElseThrow()).name();
            record(
                    new Entry.Moved(
                            name, target, failed.deadFrom(queue.settings().arn(), ++sequence)));
        }
        for (Message message : taken.received()) {
            record(shown(name, message));
        }
        return taken.received();
    }

    private void expire(MessageQueue queue, long now) {
        for (Message message : queue.expire(now)) {
            record(new Entry.Gone(queue.settings().name(), message.id()));
        }
    }

    private static Entry.Shown shown(String queue, Message message) {
        return new Entry.Shown(
                queue,
                message.id(),
                message.visibleAt(),
                message.receives(),
                message.firstReceivedAt());
    }

    /** First on disk, then in memory: what was never written was never answered. */
    private void record(Entry entry) {
        journal.add(entry);
        apply(entry);
        if (journal.isWorthRewriting()) {
            rewrite();
        }
        changed.signalAll();
    }

    private void rewrite() {
        long now = clock.millis();
        journal.rewrite(queues.values().stream().flatMap(q -> q.entries(now).stream()).toList());
    }

    private void replay(Entry entry) {
        if (entry instanceof Entry.Put(var _, var message)) {
            sequence = Math.max(sequence, message.sequence());
        }
        if (entry instanceof Entry.Moved(var _, var _, var message)) {
            sequence = Math.max(sequence, message.sequence());
        }
        apply(entry);
    }

    /** Entries of a queue that the template no longer has do nothing, and so are forgotten. */
    private void apply(Entry entry) {
        switch (entry) {
            case Entry.Put(var name, var message) ->
                    existing(name)
                            .ifPresent(
                                    queue -> {
                                        queue.put(message);
                                        remember(queue, message);
                                    });
            case Entry.Shown(var name, var id, var visibleAt, var receives, var first) ->
                    existing(name)
                            .flatMap(queue -> queue.find(id))
                            .ifPresent(
                                    message ->
                                            find(name)
                                                    .put(
                                                            message.shown(
                                                                    visibleAt, receives, first)));
            case Entry.Gone(var name, var id) -> existing(name).ifPresent(q -> q.remove(id));
            case Entry.Moved(var from, var to, var message) -> {
                existing(from).ifPresent(queue -> queue.remove(message.id()));
                existing(to).ifPresent(queue -> queue.put(message));
            }
            case Entry.Said said -> existing(said.queue()).ifPresent(q -> q.remember(said));
        }
    }

    private static void remember(MessageQueue queue, Message message) {
        message.deduplication()
                .filter(id -> message.deadLetterSource().isEmpty())
                .ifPresent(
                        id ->
                                queue.remember(
                                        new Entry.Said(
                                                queue.settings().name(),
                                                id,
                                                message.id(),
                                                message.sequence(),
                                                message.sentAt())));
    }

    private Optional<MessageQueue> existing(String name) {
        return Optional.ofNullable(queues.get(name));
    }

    private MessageQueue find(String name) {
        return existing(name).orElseThrow(SqsFault::noSuchQueue);
    }

    private static ReceiptHandle parse(String handle) {
        return ReceiptHandle.parse(handle).orElseThrow(() -> SqsFault.badReceiptHandle(handle));
    }

    private static Optional<String> deduplication(Queue settings, Outgoing outgoing) {
        if (!settings.fifo() || outgoing.deduplication().isPresent()) {
            return outgoing.deduplication();
        }
        return Optional.of(
                HexFormat.of().formatHex(Digests.sha256().digest(Message.utf8(outgoing.body()))));
    }

    private static void check(Queue settings, Outgoing outgoing) {
        require(!outgoing.body().isEmpty(), "MessageBody must not be empty");
        if (!CONTENTS.matcher(outgoing.body()).matches()) {
            throw SqsFault.invalidContents();
        }
        require(
                outgoing.attributes().size() <= ATTRIBUTES_MAX,
                "A message has at most %d attributes".formatted(ATTRIBUTES_MAX));
        require(
                size(outgoing) <= MESSAGE_BYTES_MAX,
                "A message has at most %d bytes".formatted(MESSAGE_BYTES_MAX));
        require(
                outgoing.delay()
                        .map(d -> !d.isNegative() && d.compareTo(DELAY_MAX) <= 0)
                        .orElse(true),
                "DelaySeconds must be from 0 to %d".formatted(DELAY_MAX.toSeconds()));
        if (settings.fifo()) {
            require(outgoing.delay().isEmpty(), "A FIFO queue delays no single message");
            if (outgoing.group().isEmpty()) {
                throw SqsFault.missingParameter("MessageGroupId");
            }
            require(
                    outgoing.deduplication().isPresent() || settings.contentBasedDeduplication(),
                    "The queue should either have ContentBasedDeduplication enabled or"
                            + " MessageDeduplicationId provided explicitly");
        } else {
            require(
                    outgoing.deduplication().isEmpty(),
                    "MessageDeduplicationId is for FIFO queues only");
        }
    }

    static int size(Outgoing outgoing) {
        return Message.utf8(outgoing.body()).length
                + outgoing.attributes().entrySet().stream()
                        .mapToInt(a -> Message.utf8(a.getKey()).length + a.getValue().size())
                        .sum();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw SqsFault.invalidParameter(message);
        }
    }
}
