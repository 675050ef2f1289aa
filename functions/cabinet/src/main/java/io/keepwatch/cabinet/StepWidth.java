package io.keepwatch.cabinet;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a caller wants samples folded. */
sealed interface StepWidth {

    Duration MAX = Duration.ofDays(1);

    /** As we see fit for a chart. */
    record Auto() implements StepWidth {}

    /** Not at all: each sample as it was sent. */
    record Raw() implements StepWidth {}

    /** In steps of that length: whole seconds up to a day. */
    record Every(Duration length) implements StepWidth {}

    Pattern SHORT = Pattern.compile("([0-9]{1,9})([smhd])");
    int LENGTH_MAX = 20;

    /** The width that {@code text} says. */
    static StepWidth parse(String field, String text) throws BadParameter {
        return switch (text) {
            case "auto" -> new Auto();
            case "raw" -> new Raw();
            default -> new Every(duration(field, text));
        };
    }

    /** The shortest text that {@link #parse} reads as this length. */
    static String text(Duration length) {
        long seconds = length.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Duration duration(String field, String text) throws BadParameter {
        try {
            Matcher parts = SHORT.matcher(text);
            Duration length = parts.matches() ? shortForm(parts) : iso(text);
            if (length.isPositive() && length.getNano() == 0 && length.compareTo(MAX) <= 0) {
                return length;
            }
        } catch (DateTimeException e) {
            // Falls through to the one answer for all that is no step.
        }
        throw new BadParameter(
                field, "must be auto, raw or whole seconds up to a day, such as 60s, 5m or PT1M");
    }

    private static Duration shortForm(Matcher parts) {
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw new IllegalStateException("the pattern has no other unit");
        };
    }

    private static Duration iso(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new DateTimeException("too long");
        }
        return Duration.parse(text);
    }
}
