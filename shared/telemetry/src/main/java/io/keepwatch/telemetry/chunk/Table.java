package io.keepwatch.telemetry.chunk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Distinct things in the order in which they were first named, so that a small number can stand for
 * each. It may continue another table from a certain size on; that one may have grown since.
 */
final class Table<T> {

    private final Table<T> base;
    private final int baseSize;
    private final List<T> added = new ArrayList<>();
    private final Map<T, Integer> index = new HashMap<>();

    private Table(Table<T> base, int baseSize) {
        this.base = base;
        this.baseSize = baseSize;
    }

    static <T> Table<T> empty() {
        return new Table<>(null, 0);
    }

    /** A table that starts with the first {@code size} of this one. */
    Table<T> continuedFrom(int size) {
        return new Table<>(this, size);
    }

    int size() {
        return baseSize + added.size();
    }

    T get(int position) {
        return position < baseSize ? base.get(position) : added.get(position - baseSize);
    }

    /** The position among the first {@code limit}, or -1. */
    int indexOf(T item, int limit) {
        Integer own = index.get(item);
        if (own != null) {
            return own < limit ? own : -1;
        }
        return base == null ? -1 : base.indexOf(item, Math.min(baseSize, limit));
    }

    int indexOf(T item) {
        return indexOf(item, size());
    }

    /** Adds what is not there yet. */
    void add(T item) {
        index.put(item, size());
        added.add(item);
    }

    /** Takes over what a continuation of this table at its present size added. */
    void addAll(Table<T> continuation) {
        continuation.added.forEach(this::add);
    }
}
