package io.keepwatch.local.gate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** How often each function called what, since the start. Safe for use by several threads. */
public final class Calls {

    /**
     * @param function logical id
     * @param resource table or queue by its logical id
     * @param operation such as {@code PutItem}; a batch or transaction counts once for each table
     * @param calls including those that failed
     * @param denied those that lacked a right
     * @param units consumed capacity as DynamoDB Local reports it, which for transactions is wrong
     */
    public record Count(
            String function,
            String resource,
            String operation,
            long calls,
            long denied,
            double units) {}

    private record Key(String function, String resource, String operation) {}

    private static final class Sum {

        private final LongAdder calls = new LongAdder();
        private final LongAdder denied = new LongAdder();
        private final DoubleAdder units = new DoubleAdder();
    }

    private final Map<Key, Sum> sums = new ConcurrentHashMap<>();

    void called(String function, String resource, String operation) {
        sum(function, resource, operation).calls.increment();
    }

    void denied(String function, String resource, String operation) {
        sum(function, resource, operation).denied.increment();
    }

    void consumed(String function, String resource, String operation, double units) {
        sum(function, resource, operation).units.add(units);
    }

    /** All counts, by function, resource and operation. */
    public List<Count> counts() {
        return sums.entrySet().stream()
                .map(
                        entry ->
                                new Count(
                                        entry.getKey().function(),
                                        entry.getKey().resource(),
                                        entry.getKey().operation(),
                                        entry.getValue().calls.sum(),
                                        entry.getValue().denied.sum(),
                                        entry.getValue().units.sum()))
                .sorted(
                        Comparator.comparing(Count::function)
                                .thenComparing(Count::resource)
                                .thenComparing(Count::operation))
                .toList();
    }

    private Sum sum(String function, String resource, String operation) {
        return sums.computeIfAbsent(new Key(function, resource, operation), key -> new Sum());
    }
}
