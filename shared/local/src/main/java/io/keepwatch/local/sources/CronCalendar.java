package io.keepwatch.local.sources;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * EventBridge's cron: minutes, hours, day of month, month, day of week, year. Lists, ranges, steps,
 * names (JAN, MON), {@code ?} in exactly one of the two fields for days; {@code L}, {@code 15W} and
 * {@code LW} for days of a month, {@code L}, {@code 6L} and {@code 3#2} for days of a week, where 1
 * is Sunday. Immutable.
 */
final class CronCalendar {

    private static final int YEAR_MIN = 1970;
    private static final int YEAR_MAX = 2199;
    private static final List<String> MONTHS =
            List.of(
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC");
    private static final List<String> DAYS =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /** On which days of a given month. */
    @FunctionalInterface
    private interface Days {

        IntStream of(YearMonth month);
    }

    private final NavigableSet<Integer> minutes;
    private final NavigableSet<Integer> hours;
    private final Days days;
    private final NavigableSet<Integer> months;
    private final NavigableSet<Integer> years;

    private CronCalendar(
            NavigableSet<Integer> minutes,
            NavigableSet<Integer> hours,
            Days days,
            NavigableSet<Integer> months,
            NavigableSet<Integer> years) {
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.months = months;
        this.years = years;
    }

    /**
     * @throws IllegalArgumentException saying what is wrong with the expression
     */
    static CronCalendar parse(String expression) {
        String[] fields = expression.strip().split("\\s+");
        if (fields.length != 6) {
            throw new IllegalArgumentException(
                    "cron has six fields (minutes, hours, day of month, month, day of week, year): "
                            + expression);
        }
        if (fields[2].equals("?") == fields[4].equals("?")) {
            throw new IllegalArgumentException(
                    "exactly one of day of month and day of week is ?: " + expression);
        }
        return new CronCalendar(
                new Field("minutes", 0, 59, List.of()).parse(fields[0]),
                new Field("hours", 0, 23, List.of()).parse(fields[1]),
                fields[2].equals("?") ? daysOfWeek(fields[4]) : daysOfMonth(fields[2]),
                new Field("month", 1, 12, MONTHS).parse(fields[3]),
                new Field("year", YEAR_MIN, YEAR_MAX, List.of()).parse(fields[5]));
    }

    /** The first time of this calendar after {@code after}, if there is one until 2199. */
    Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime from = after.withSecond(0).withNano(0).plusMinutes(1);
        for (int year : years.tailSet(from.getYear())) {
            for (int month : months) {
                YearMonth candidate = YearMonth.of(year, month);
                if (!candidate.isBefore(YearMonth.from(from))) {
                    Optional<LocalDateTime> found = next(candidate, from);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<LocalDateTime> next(YearMonth month, LocalDateTime from) {
        for (int day : days.of(month).sorted().distinct().toArray()) {
            LocalDate date = month.atDay(day);
            if (date.isAfter(from.toLocalDate())) {
                return Optional.of(date.atTime(hours.first(), minutes.first()));
            }
            if (date.equals(from.toLocalDate())) {
                Optional<LocalTime> time = next(from.toLocalTime());
                if (time.isPresent()) {
                    return time.map(date::atTime);
                }
            }
        }
        return Optional.empty();
    }

    /** The first time of a day that is not before {@code from}. */
    private Optional<LocalTime> next(LocalTime from) {
        for (int hour : hours.tailSet(from.getHour())) {
            Integer minute =
                    hour > from.getHour() ? minutes.first() : minutes.ceiling(from.getMinute());
            if (minute != null) {
                return Optional.of(LocalTime.of(hour, minute));
            }
        }
        return Optional.empty();
    }

    private static Days daysOfMonth(String text) {
        if (text.equals("L")) {
            return month -> IntStream.of(month.lengthOfMonth());
        }
        if (text.equals("LW")) {
            return month -> IntStream.of(nearestWeekday(month, month.lengthOfMonth()));
        }
        Matcher weekday = Pattern.compile("(\\d{1,2})W").matcher(text);
        if (weekday.matches()) {
            int day = Integer.parseInt(weekday.group(1));
            if (day < 1 || day > 31) {
                throw new IllegalArgumentException("no day of a month: " + text);
            }
            return month ->
                    day > month.lengthOfMonth()
                            ? IntStream.empty()
                            : IntStream.of(nearestWeekday(month, day));
        }
        NavigableSet<Integer> all = new Field("day of month", 1, 31, List.of()).parse(text);
        return month ->
                all.headSet(month.lengthOfMonth(), true).stream().mapToInt(Integer::intValue);
    }

    /** Within the month: a Saturday that is the 1st goes to Monday the 3rd. */
    private static int nearestWeekday(YearMonth month, int day) {
        return switch (month.atDay(day).getDayOfWeek()) {
            case SATURDAY -> day == 1 ? 3 : day - 1;
            case SUNDAY -> day == month.lengthOfMonth() ? day - 2 : day + 1;
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> day;
        };
    }

    private static Days daysOfWeek(String text) {
        Field field = new Field("day of week", 1, 7, DAYS);
        if (text.equals("L")) {
            return weekly(new TreeSet<>(List.of(7)));
        }
        Matcher last = Pattern.compile("(\\w{1,3})L").matcher(text);
        if (last.matches()) {
            DayOfWeek day = dayOfWeek(field.value(last.group(1)));
            return month ->
                    IntStream.of(
                            month.atDay(1)
                                    .with(TemporalAdjusters.lastInMonth(day))
                                    .getDayOfMonth());
        }
        Matcher nth = Pattern.compile("(\\w{1,3})#([1-5])").matcher(text);
        if (nth.matches()) {
            DayOfWeek day = dayOfWeek(field.value(nth.group(1)));
            int which = Integer.parseInt(nth.group(2));
            return month ->
                    IntStream.of(
                                    month.atDay(1)
                                                    .with(TemporalAdjusters.firstInMonth(day))
                                                    .getDayOfMonth()
                                            + 7 * (which - 1))
                            .filter(found -> found <= month.lengthOfMonth());
        }
        return weekly(field.parse(text));
    }

    private static Days weekly(NavigableSet<Integer> days) {
        return month ->
                IntStream.rangeClosed(1, month.lengthOfMonth())
                        .filter(
                                day ->
                                        days.contains(
                                                month.atDay(day).getDayOfWeek().getValue() % 7
                                                        + 1));
    }

    /** EventBridge counts from Sunday = 1, Java from Monday = 1. */
    private static DayOfWeek dayOfWeek(int day) {
        return DayOfWeek.of(day == 1 ? 7 : day - 1);
    }

    /** One field: what it is called, what it may hold. */
    private record Field(String name, int min, int max, List<String> names) {

        private static final Pattern PART =
                Pattern.compile("(\\*|\\w{1,4})(?:-(\\w{1,4}))?(?:/(\\d{1,4}))?");

        NavigableSet<Integer> parse(String text) {
            NavigableSet<Integer> values = new TreeSet<>();
            for (String part : text.split(",", -1)) {
                add(part, values);
            }
            return values;
        }

        private void add(String text, NavigableSet<Integer> values) {
            Matcher part = PART.matcher(text);
            if (!part.matches() || part.group(1).equals("*") && part.group(2) != null) {
                throw wrong(text);
            }
            boolean all = part.group(1).equals("*");
            int from = all ? min : value(part.group(1));
            int step = part.group(3) == null ? 1 : Integer.parseInt(part.group(3));
            int to = from;
            if (part.group(2) != null) {
                to = value(part.group(2));
            } else if (all || part.group(3) != null) {
                to = max;
            }
            if (step < 1) {
                throw wrong(text);
            }
            // A range such as FRI-MON or 22-2 goes around.
            int end = to < from ? to + max - min + 1 : to;
            for (int value = from; value <= end; value += step) {
                values.add(value > max ? value - (max - min + 1) : value);
            }
        }

        private int value(String text) {
            int named = names.indexOf(text.toUpperCase(Locale.ROOT));
            if (named >= 0) {
                return named + min;
            }
            if (!text.matches("\\d+")) {
                throw wrong(text);
            }
            int value = Integer.parseInt(text);
            if (value < min || value > max) {
                throw wrong(text);
            }
            return value;
        }

        private IllegalArgumentException wrong(String text) {
            return new IllegalArgumentException(
                    "%s is not what cron takes for %s (%d to %d)".formatted(text, name, min, max));
        }
    }
}
