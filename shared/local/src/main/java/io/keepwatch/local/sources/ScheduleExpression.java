package io.keepwatch.local.sources;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a schedule fires, in EventBridge's three forms: {@code rate(5 minutes)}, {@code cron(5 * * *
 * ? *)} and {@code at(2026-03-01T12:00:00)}.
 */
sealed interface ScheduleExpression {

    /** The first moment after {@code after} at which it fires, if there is one. */
    Optional<Instant> next(Instant after);

    /**
     * Every so often, counted from the moment at which the schedule came to be.
     *
     * @param start when that was
     */
    record Rate(Duration period, Instant start) implements ScheduleExpression {

        @Override
        public Optional<Instant> next(Instant after) {
            long periods =
                    after.isBefore(start)
                            ? 0
                            : Duration.between(start, after).dividedBy(period) + 1;
            return Optional.of(start.plus(period.multipliedBy(periods)));
        }
    }

    /** At the times of a calendar in a zone. */
    record Cron(CronCalendar calendar, ZoneId zone) implements ScheduleExpression {

        /**
         * Local times that a zone skips in spring are skipped; those that it has twice in autumn
         * fire the first time only.
         */
        @Override
        public Optional<Instant> next(Instant after) {
            LocalDateTime from = LocalDateTime.ofInstant(after, zone);
            for (Optional<LocalDateTime> candidate = calendar.next(from);
                    candidate.isPresent();
                    candidate = calendar.next(candidate.get())) {
                Optional<Instant> moment = moment(candidate.get(), zone);
                if (moment.isPresent() && moment.get().isAfter(after)) {
                    return moment;
                }
            }
            return Optional.empty();
        }
    }

    /** Once. */
    record At(LocalDateTime time, ZoneId zone) implements ScheduleExpression {

        @Override
        public Optional<Instant> next(Instant after) {
            return moment(time, zone).filter(moment -> moment.isAfter(after));
        }
    }

    /**
     * @param start from when on a rate counts
     * @throws IllegalArgumentException saying what is wrong with the expression
     */
    static ScheduleExpression parse(String expression, ZoneId zone, Instant start) {
        Matcher parts = Pattern.compile("(rate|cron|at)\\((.*)\\)").matcher(expression.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "a schedule is rate(…), cron(…) or at(…), not " + expression);
        }
        String inner = parts.group(2).strip();
        return switch (parts.group(1)) {
            case "rate" -> new Rate(period(inner), start);
            case "cron" -> new Cron(CronCalendar.parse(inner), zone);
            default -> new At(time(inner), zone);
        };
    }

    private static Duration period(String rate) {
        Matcher parts = Pattern.compile("([1-9]\\d{0,6}) (minute|hour|day)(s?)").matcher(rate);
        if (!parts.matches() || parts.group(1).equals("1") != parts.group(3).isEmpty()) {
            throw new IllegalArgumentException(
                    "a rate is 1 minute, 2 minutes, 1 hour, 2 hours, 1 day, 2 days …, not " + rate);
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "minute" -> Duration.ofMinutes(count);
            case "hour" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static LocalDateTime time(String at) {
        try {
            return LocalDateTime.parse(at);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("at() names a time such as 2026-03-01T12:00:00", e);
        }
    }

    private static Optional<Instant> moment(LocalDateTime time, ZoneId zone) {
        return zone.getRules().getValidOffsets(time).stream().findFirst().map(time::toInstant);
    }
}
