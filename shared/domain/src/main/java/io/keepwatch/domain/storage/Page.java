package io.keepwatch.domain.storage;

import java.util.List;

/** Part of a longer list, and whether there is more after its last item. */
public record Page<T>(List<T> items, boolean more) {

    public Page {
        items = List.copyOf(items);
    }
}
