package io.keepwatch.cabinet;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Moments in callers' texts: RFC 3339, or a number since 1970-01-01T00:00:00Z. */
final class Times {

    /** A number below this is seconds (until the year 5138), else milliseconds (from 1973 on). */
    private static final BigDecimal MILLIS_MIN = new BigDecimal("1e11");

    /** The end of the year 9999, the last that RFC 3339 can write. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final int LENGTH_MAX = 40;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?");

    private Times() {}

    /** The moment that {@code text} says, to the millisecond. */
    static Instant parse(String field, String text) throws BadParameter {
        try {
            Instant time = NUMBER.matcher(text).matches() ? number(text) : dateAndTime(text);
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // Falls through to the one answer for all that is no time.
        }
        throw new BadParameter(
                field,
                "must be a time from 1970 to 9999: RFC 3339 (2026-03-01T12:00:00Z; a + for an"
                        + " offset is written %2B) or seconds or milliseconds since 1970");
    }

    private static Instant number(String text) {
        BigDecimal number = new BigDecimal(text);
        BigDecimal millis = number.compareTo(MILLIS_MIN) < 0 ? number.movePointRight(3) : number;
        return Instant.ofEpochMilli(millis.longValue());
    }

    private static Instant dateAndTime(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new DateTimeException("too long");
        }
        return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                .toInstant()
                .truncatedTo(ChronoUnit.MILLIS);
    }
}
