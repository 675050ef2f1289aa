package io.keepwatch.aws;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * The settings that a function was deployed with, and the time. The one place that reads either, so
 * that {@code shared/local} can give each function its own and move its clock. Immutable.
 *
 * <p>On Lambda these are the process environment and the machine's clock. On one machine, {@code
 * shared/local} calls {@link #use} in each function's class loader before it makes the handler.
 */
public final class Environment {

    private static Environment current;

    private final Map<String, String> settings;
    private final Clock clock;

    public Environment(Map<String, String> settings, Clock clock) {
        this.settings = Map.copyOf(settings);
        this.clock = clock;
    }

    /**
     * Settings and clock for all code of this class loader, in place of the process environment.
     * Saying the same again changes nothing.
     *
     * @throws IllegalStateException if other settings or another clock are in use already: part of
     *     the code would keep the old ones
     */
    public static synchronized void use(Map<String, String> settings, Clock clock) {
        if (current != null && !current.equals(settings, clock)) {
            throw new IllegalStateException(
                    "other settings are in use already: call this once, before the handler is made");
        }
        current = new Environment(settings, clock);
    }

    /** What was given to {@link #use}, else the process environment and the machine's clock. */
    public static synchronized Environment current() {
        if (current == null) {
            current = new Environment(System.getenv(), Clock.systemUTC());
        }
        return current;
    }

    /**
     * The value of a setting.
     *
     * @throws IllegalStateException naming the setting, if it is missing or empty
     */
    public String required(String name) {
        return optional(name)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "the setting %s is missing: give it to the function under Environment in template.yaml"
                                                .formatted(name)));
    }

    /** The value of a setting; an empty one counts as missing, as it does in a shell. */
    public Optional<String> optional(String name) {
        return Optional.ofNullable(settings.get(name)).filter(value -> !value.isEmpty());
    }

    /** The only clock of all production code. */
    public Clock clock() {
        return clock;
    }

    private boolean equals(Map<String, String> otherSettings, Clock otherClock) {
        return settings.equals(otherSettings) && clock.equals(otherClock);
    }
}
