package io.keepwatch.domain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What an execution environment remembers between calls, so as not to read it again: at most so
 * much, the least recently used going first, and nothing longer than a set time. Safe for use by
 * several threads.
 */
public final class Remembered<K, V> {

    private record Memory<V>(V value, long weight, Instant until) {}

    private final Duration kept;
    private final long weightMax;
    private final ToLongFunction<V> weight;
    private final Clock clock;

    /** The least recently used first. */
    private final Map<K, Memory<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

    private long weightOfAll;

    /** As many as {@code max}. */
    public Remembered(Duration kept, int max, Clock clock) {
        this(kept, max, _ -> 1, clock);
    }

    /** As many as weigh {@code weightMax} together. */
    public Remembered(Duration kept, long weightMax, ToLongFunction<V> weight, Clock clock) {
        this.kept = kept;
        this.weightMax = weightMax;
        this.weight = weight;
        this.clock = clock;
    }

    public synchronized Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> clock.instant().isBefore(entry.until()))
                .map(Memory::value);
    }

    /** Remembers {@code value} from now on, in place of what was remembered before. */
    public synchronized void put(K key, V value) {
        forget(entries.remove(key));
        Memory<V> memory =
                new Memory<>(value, weight.applyAsLong(value), clock.instant().plus(kept));
        entries.put(key, memory);
        weightOfAll += memory.weight();
        Iterator<Memory<V>> eldest = entries.values().iterator();
        while (weightOfAll > weightMax) {
            forget(eldest.next());
            eldest.remove();
        }
    }

    private void forget(Memory<V> memory) {
        weightOfAll -= memory == null ? 0 : memory.weight();
    }
}
