package io.keepwatch.telemetry.lineprotocol;

import java.util.List;
import java.util.Optional;

/** The unit of a body's times (InfluxDB's API, parameter {@code precision} of {@code /write}). */
public enum Precision {
    NANOSECONDS(0, "ns", "n"),
    MICROSECONDS(0, "us", "u", "µ"),
    MILLISECONDS(1, "ms"),
    SECONDS(1_000, "s"),
    MINUTES(60_000, "m"),
    HOURS(3_600_000, "h");

    private final long millis;
    private final List<String> names;

    /**
     * @param millis of one unit; 0 if that is less than one
     */
    Precision(long millis, String... names) {
        this.millis = millis;
        this.names = List.of(names);
    }

    /**
     * By the request's parameter, in the words of either version of the API; nanoseconds without
     * one.
     *
     * @return empty if it is none of those words
     */
    public static Optional<Precision> of(Optional<String> parameter) {
        String name = parameter.filter(text -> !text.isEmpty()).orElse("ns");
        for (Precision precision : values()) {
            if (precision.names.contains(name)) {
                return Optional.of(precision);
            }
        }
        return Optional.empty();
    }

    /** A time in milliseconds; the nearest there is if it is beyond 64 bits. */
    long toMillis(long time) {
        return switch (this) {
            case NANOSECONDS -> Math.floorDiv(time, 1_000_000);
            case MICROSECONDS -> Math.floorDiv(time, 1_000);
            case MILLISECONDS, SECONDS, MINUTES, HOURS -> {
                boolean fits = Math.abs(time / 2) < Long.MAX_VALUE / 2 / millis;
                yield fits ? time * millis : time < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
        };
    }
}
