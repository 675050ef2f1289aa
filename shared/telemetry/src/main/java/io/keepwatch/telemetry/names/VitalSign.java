package io.keepwatch.telemetry.names;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One vital sign of a host.
 *
 * @param value in the unit of {@code vital}; empty if the host's samples do not tell
 * @param detail what the value is of, where a host has several: the fullest mount point, the
 *     hottest sensor
 */
public record VitalSign(Vital vital, OptionalDouble value, Optional<String> detail) {

    static VitalSign of(Vital vital, double value) {
        return new VitalSign(vital, OptionalDouble.of(value), Optional.empty());
    }

    static VitalSign unknown(Vital vital) {
        return new VitalSign(vital, OptionalDouble.empty(), Optional.empty());
    }
}
