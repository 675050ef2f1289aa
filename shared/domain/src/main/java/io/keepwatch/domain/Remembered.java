package io.keepwatch.domain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an execution environment remembers between calls, so as not to read it again: at most so
 * many entries, the least recently used going first, and none longer than a set time. Safe for use
 * by several threads.
 */
public final class Remembered<K, V> {

    private record Memory<V>(V value, Instant until) {}

    private final Duration kept;
    private final Clock clock;
    private final Map<K, Memory<V>> entries;

    public Remembered(Duration kept, int max, Clock clock) {
        this.kept = kept;
        this.clock = clock;
        this.entries =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, Memory<V>> eldest) {
                        return size() > max;
                    }
                };
    }

    public synchronized Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> clock.instant().isBefore(entry.until()))
                .map(Memory::value);
    }

    /** Remembers {@code value} from now on, in place of what was remembered before. */
    public synchronized void put(K key, V value) {
        entries.put(key, new Memory<>(value, clock.instant().plus(kept)));
    }
}
