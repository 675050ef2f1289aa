package io.keepwatch.domain.series;

/**
 * The samples of one series at strictly ascending times (epoch milliseconds); never empty. Arrays
 * rather than objects, because this is the bulk of all data. Immutable as long as nobody keeps the
 * arrays they were made from.
 */
public sealed interface Points permits NumberPoints, HistogramPoints {

    int size();

    long time(int index);

    /** The samples from one place up to, not including, another; at least one. */
    Points slice(int from, int end);

    default long firstTime() {
        return time(0);
    }

    default long lastTime() {
        return time(size() - 1);
    }

    /**
     * @throws IllegalArgumentException if these are no times of that many values
     */
    static void check(long[] times, int values) {
        if (times.length == 0 || times.length != values) {
            throw new IllegalArgumentException("not one value a time, or none at all");
        }
        for (int i = 1; i < times.length; i++) {
            if (times[i] <= times[i - 1]) {
                throw new IllegalArgumentException("times do not ascend");
            }
        }
    }
}
