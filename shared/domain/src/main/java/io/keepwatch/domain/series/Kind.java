package io.keepwatch.domain.series;

/**
 * What a series counts, in OpenTelemetry's terms (metrics data model, "Metric points"): the two
 * temporalities of a sum and whether it only grows.
 */
public enum Kind {
    /** A value that stands for itself. */
    GAUGE,
    /** A monotonic cumulative sum: grows until it restarts from zero. Queries show its rate. */
    COUNTER,
    /** A cumulative sum that may fall, such as memory in use. Queries show it as it is. */
    UP_DOWN_COUNTER,
    /** A monotonic sum of what happened since the sample before. Queries show its rate. */
    DELTA_COUNTER,
    /** A sum of changes since the sample before, which may be negative. Queries show its rate. */
    DELTA_UP_DOWN_COUNTER;

    /** Whether queries show change per second rather than the value. */
    public boolean isRate() {
        return switch (this) {
            case COUNTER, DELTA_COUNTER, DELTA_UP_DOWN_COUNTER -> true;
            case GAUGE, UP_DOWN_COUNTER -> false;
        };
    }
}
