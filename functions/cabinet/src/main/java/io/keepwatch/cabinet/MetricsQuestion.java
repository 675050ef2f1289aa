package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.series.Series;
import io.keepwatch.telemetry.query.Grid;
import io.keepwatch.telemetry.query.Matchers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code GET /v1/hosts/{id}/metrics} asks for. A later page asks for the range and the step
 * that the first one was answered with, though the clock has moved on.
 *
 * @param text the question as it was put; a cursor holds for this text only
 */
record MetricsQuestion(
        String name,
        Matchers matchers,
        Instant from,
        Instant until,
        StepWidth step,
        ListPosition start,
        String text) {

    /** Characters of a metric's name. */
    static final int NAME_LENGTH_MAX = 255;

    /** The longest range, the same as the time for which samples are kept. */
    static final Duration RANGE_MAX = Limits.RAW_KEPT;

    /** Points of one series in one answer. */
    static final int POINTS_PER_SERIES_MAX = 11_000;

    // From, to, step, position in the list.
    private static final Pattern POSITION =
            Pattern.compile("([0-9]{1,15})/([0-9]{1,15})/([a-z0-9]+)/([0-9a-f-]+)");

    private static final Duration RANGE_STANDARD = Duration.ofHours(1);

    static MetricsQuestion parse(APIGatewayV2HTTPEvent event, Instant now) throws BadParameter {
        Parameters parameters =
                Parameters.of(event, List.of("name", "match", "from", "to", "step", "cursor"));
        String name = parameters.required("name", NAME_LENGTH_MAX);
        Matchers matchers = matchers(parameters.text("match"));
        Instant until = time(parameters, "to", now);
        Instant from = time(parameters, "from", until.minus(RANGE_STANDARD));
        checkRange(from, until);
        Optional<String> stepText = parameters.text("step");
        StepWidth step =
                stepText.isEmpty() ? new StepWidth.Auto() : StepWidth.parse("step", stepText.get());
        checkPoints(from, until, step);
        String text = text(parameters);
        MetricsQuestion first =
                new MetricsQuestion(name, matchers, from, until, step, ListPosition.START, text);
        Optional<String> cursor = parameters.text("cursor");
        return cursor.isEmpty() ? first : first.continued(cursor.get());
    }

    boolean asksFor(Series series) {
        return series.name().equals(name) && matchers.test(series);
    }

    /** The same question in another step. */
    MetricsQuestion in(StepWidth other) {
        return new MetricsQuestion(name, matchers, from, until, other, start, text);
    }

    /** The cursor for the page that starts there, answered in the same range and step as this. */
    String cursor(StepWidth answered, ListPosition next) {
        String step =
                switch (answered) {
                    case StepWidth.Auto() ->
                            throw new IllegalArgumentException("not a step to answer with");
                    case StepWidth.Raw() -> "raw";
                    case StepWidth.Every(Duration length) -> StepWidth.text(length);
                };
        return Cursor.write(
                text,
                "%d/%d/%s/%s".formatted(from.toEpochMilli(), until.toEpochMilli(), step, next));
    }

    static Matchers matchers(Optional<String> match) throws BadParameter {
        return switch (Matchers.parse(match.orElse(""))) {
            case Matchers.Parsed.Valid(Matchers matchers) -> matchers;
            case Matchers.Parsed.Invalid(String reason) -> throw new BadParameter("match", reason);
        };
    }

    private MetricsQuestion continued(String cursor) throws BadParameter {
        Matcher parts = POSITION.matcher(Cursor.read(text, cursor).orElse(""));
        if (!parts.matches()) {
            throw Cursor.unreadable();
        }
        try {
            // Checked like a caller's own, since anyone can work out a checksum.
            Instant from = Instant.ofEpochMilli(Long.parseLong(parts.group(1)));
            Instant until = Instant.ofEpochMilli(Long.parseLong(parts.group(2)));
            StepWidth step = StepWidth.parse("step", parts.group(3));
            ListPosition start = ListPosition.parse(parts.group(4)).orElseThrow(Cursor::unreadable);
            checkRange(from, until);
            checkPoints(from, until, step);
            return new MetricsQuestion(name, matchers, from, until, step, start, text);
        } catch (BadParameter e) {
            throw Cursor.unreadable();
        }
    }

    private static String text(Parameters parameters) {
        StringBuilder text = new StringBuilder("metrics");
        for (String name : List.of("name", "match", "from", "to", "step")) {
            text.append('\n').append(parameters.text(name).orElse(""));
        }
        return text.toString();
    }

    private static Instant time(Parameters parameters, String field, Instant standard)
            throws BadParameter {
        Optional<String> text = parameters.text(field);
        return text.isEmpty() ? standard : Times.parse(field, text.get());
    }

    private static void checkRange(Instant from, Instant until) throws BadParameter {
        if (!from.isBefore(until)) {
            throw new BadParameter("from", "must be earlier than to");
        }
        if (Duration.between(from, until).compareTo(RANGE_MAX) > 0) {
            throw new BadParameter(
                    "from", "must be at most %d hours before to".formatted(RANGE_MAX.toHours()));
        }
    }

    private static void checkPoints(Instant from, Instant until, StepWidth step)
            throws BadParameter {
        if (step instanceof StepWidth.Every(Duration length)) {
            long points = Grid.count(from.toEpochMilli(), until.toEpochMilli(), length.toMillis());
            if (points > POINTS_PER_SERIES_MAX) {
                throw new BadParameter(
                        "step",
                        "would make %d points a series in this range; %d are allowed"
                                .formatted(points, POINTS_PER_SERIES_MAX));
            }
        }
    }
}
