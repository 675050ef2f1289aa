package io.keepwatch.local.sources;

import io.keepwatch.local.sources.Journal.Entry;
import io.keepwatch.local.template.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The messages of one queue and the rules by which SQS hands them out. Not safe for several
 * threads: {@link MessageStore} holds its lock around each call and writes the journal.
 */
final class MessageQueue {

    /** For how long a FIFO queue takes a deduplication id for the same message. */
    static final Duration DEDUPLICATION = Duration.ofMinutes(5);

    /** What {@link #take} found. */
    record Taken(List<Message> received, List<Message> failed) {}

    private final Queue settings;
    private final Map<String, Message> messages = new LinkedHashMap<>();
    private final Map<String, Entry.Said> said = new LinkedHashMap<>();

    MessageQueue(Queue settings) {
        this.settings = settings;
    }

    Queue settings() {
        return settings;
    }

    void put(Message message) {
        messages.put(message.id(), message);
    }

    void remove(String id) {
        messages.remove(id);
    }

    Optional<Message> find(String id) {
        return Optional.ofNullable(messages.get(id));
    }

    void remember(Entry.Said id) {
        // Removed first, so that the order stays that of time.
        said.remove(id.deduplication());
        said.put(id.deduplication(), id);
    }

    /** What was said under this deduplication id within the last minutes, if anything. */
    Optional<Entry.Said> saidBefore(String deduplication, long now) {
        said.values().removeIf(entry -> entry.sentAt() + DEDUPLICATION.toMillis() <= now);
        return Optional.ofNullable(said.get(deduplication));
    }

    /** Takes away what has been kept for as long as the queue keeps anything. */
    List<Message> expire(long now) {
        List<Message> expired = new ArrayList<>();
        for (Iterator<Message> all = messages.values().iterator(); all.hasNext(); ) {
            Message message = all.next();
            if (message.sentAt() + settings.kept().toMillis() <= now) {
                all.remove();
                expired.add(message);
            }
        }
        return expired;
    }

    /**
     * Receives up to {@code max} visible messages of up to {@code bytesMax} together, at least one
     * if there is one; those that were received too often already leave the queue as failed.
     *
     * <p>Of a FIFO queue's group, nothing is handed out while an earlier message is invisible.
     */
    Taken take(int max, long bytesMax, long now, Duration invisible) {
        List<Message> received = new ArrayList<>();
        List<Message> failed = new ArrayList<>();
        Set<String> held = new HashSet<>();
        long bytes = 0;
        for (Message message : List.copyOf(messages.values())) {
            if (group(message).map(held::contains).orElse(false)) {
                continue;
            }
            if (message.visibleAt() > now) {
                group(message).ifPresent(held::add);
            } else if (hasFailed(message)) {
                messages.remove(message.id());
                failed.add(message);
            } else {
                bytes += message.size();
                if (received.size() == max || !received.isEmpty() && bytes > bytesMax) {
                    break;
                }
                Message shown = message.received(now, now + invisible.toMillis());
                messages.put(shown.id(), shown);
                received.add(shown);
            }
        }
        return new Taken(received, failed);
    }

    /** The group within which order counts: in a standard queue a group is about fairness only. */
    private Optional<String> group(Message message) {
        return message.group().filter(group -> settings.fifo());
    }

    private boolean hasFailed(Message message) {
        return settings.redrive()
                .map(redrive -> message.receives() >= redrive.maxReceiveCount())
                .orElse(false);
    }

    /** Whether {@link #take} would find anything. */
    boolean hasReceivable(long now) {
        Set<String> held = new HashSet<>();
        for (Message message : messages.values()) {
            if (group(message).map(held::contains).orElse(false)) {
                continue;
            }
            if (message.visibleAt() <= now) {
                return true;
            }
            group(message).ifPresent(held::add);
        }
        return false;
    }

    /** How many messages could be received now, as far as visibility goes. */
    long visible(long now) {
        return messages.values().stream().filter(m -> m.visibleAt() <= now).count();
    }

    /** How many were received and may yet be deleted. */
    long inFlight(long now) {
        return messages.values().stream()
                .filter(m -> m.visibleAt() > now && m.receives() > 0)
                .count();
    }

    /** How many were sent for later. */
    long delayed(long now) {
        return messages.values().stream()
                .filter(m -> m.visibleAt() > now && m.receives() == 0)
                .count();
    }

    /** Everything a journal needs to make this queue again. */
    List<Entry> entries(long now) {
        List<Entry> entries = new ArrayList<>();
        for (Message message : messages.values()) {
            entries.add(new Entry.Put(settings.name(), message));
        }
        said.values().stream()
                .filter(entry -> entry.sentAt() + DEDUPLICATION.toMillis() > now)
                .forEach(entries::add);
        return entries;
    }

    List<Message> messages() {
        return List.copyOf(messages.values());
    }
}
