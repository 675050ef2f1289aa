package io.keepwatch.telemetry.lineprotocol;

import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.KnownSeries;
import io.keepwatch.telemetry.push.LabelList;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads InfluxDB's line protocol (InfluxDB 2, "Line protocol"), and hands each value over under its
 * canonical name. A series that was read before costs no memory, so one reader is kept for each
 * execution environment. Not thread safe.
 *
 * <ul>
 *   <li>a field is a series called {@code measurement_field}, as Telegraf's own Prometheus outputs
 *       call it, so that the table of names needs no second line; the field {@code value} adds
 *       nothing to its measurement
 *   <li>tags are labels; the host is what {@link io.keepwatch.telemetry.push.HostRule} finds in
 *       them, for Telegraf the tag {@code host}
 *   <li>integers and booleans (1 and 0) are integers, and all other numbers doubles. The format
 *       knows no kinds and units: both come from the table of names, and else are a gauge of none
 *   <li>text is refused, as is a series that breaks a limit of {@link
 *       io.keepwatch.telemetry.push.SeriesLimits}; the other fields of its line are stored
 *   <li>a line that cannot be read is left out as a whole and told of by its number; the others are
 *       stored, as InfluxDB does it
 * </ul>
 */
public final class LineProtocolReader {

    /** Fields of one request. More than any agent batches. */
    public static final int VALUES_MAX = 50_000;

    /** Of the wrong lines those that are told of. */
    private static final int ERRORS_MAX = 5;

    /** Where sinks' times end: nanoseconds in 64 bits, as OTLP has them, in milliseconds. */
    private static final long TIME_MAX = Long.divideUnsigned(-1L, 1_000_000);

    private final Meanings meanings;
    private final Line line = new Line();

    private byte[] body = Span.EMPTY.bytes();
    private Precision precision = Precision.NANOSECONDS;
    private long now;
    private SampleSink sink;
    private Refusals refusals;
    private int values;
    private long samples;
    private long wrongLines;
    private List<String> errors = List.of();

    public LineProtocolReader(CanonicalNames names) {
        meanings = new Meanings(names);
    }

    /**
     * Reads a plain body (see {@link io.keepwatch.telemetry.body.BodyReader}).
     *
     * @param precision the unit of its times
     * @param arrival the time of lines that have none
     * @param to given each sample as it is met; if the outcome is malformed, none of them counts
     * @param refused given each value that is refused
     */
    public LineProtocolOutcome read(
            byte[] body, Precision precision, Instant arrival, SampleSink to, Refusals refused) {
        this.body = body;
        this.precision = precision;
        now = arrival.toEpochMilli();
        sink = to;
        refusals = refused;
        values = 0;
        samples = wrongLines = 0;
        errors = List.of();
        try {
            readLines();
            return new LineProtocolOutcome.Read(samples, wrongLines, errors);
        } catch (MalformedBody malformed) {
            return new LineProtocolOutcome.Malformed(malformed.getMessage());
        } finally {
            // The body may be large.
            this.body = Span.EMPTY.bytes();
            line.start(this.body);
            sink = null;
            refusals = null;
        }
    }

    private void readLines() throws MalformedBody {
        line.start(body);
        while (line.position < body.length) {
            int from = line.position;
            if (isRead(from)) {
                store(from);
            }
        }
    }

    /** Whether there is something on the line. */
    private boolean isRead(int from) throws MalformedBody {
        try {
            return line.read();
        } catch (WrongLine wrong) {
            tell(wrong, from);
            line.skipRest();
            return false;
        }
    }

    static MalformedBody tooMany() {
        return new MalformedBody("more than %d values; send smaller batches".formatted(VALUES_MAX));
    }

    private void store(int from) throws MalformedBody {
        try {
            store(meanings.head(body, line.headFrom, line.headTo));
        } catch (WrongLine wrong) {
            tell(wrong, from);
        }
    }

    private void store(Meanings.Head head) throws MalformedBody {
        values += line.fields;
        if (values > VALUES_MAX) {
            throw tooMany();
        }
        long time = line.hasTime ? precision.toMillis(line.time) : now;
        for (int field = 0; field < line.fields; field++) {
            KnownSeries series =
                    meanings.field(
                            head, line.type(field), body, line.keyFrom(field), line.keyTo(field));
            switch (series) {
                case KnownSeries.NotStored notStored -> {
                    LabelList.Refused refused = notStored.refused();
                    refusals.add(refused.reason(), refused.example());
                }
                case KnownSeries.Stored stored -> hand(stored, time, line.bits(field));
            }
        }
    }

    private void hand(KnownSeries.Stored series, long time, long bits) {
        if (time <= 0) {
            refusals.add(Refusal.TOO_OLD, series.canonical().series().name());
        } else if (time > TIME_MAX) {
            refusals.add(Refusal.IN_FUTURE, series.canonical().series().name());
        } else {
            samples++;
            sink.sample(series.host(), series.canonical().series(), time, series.bits(bits));
        }
    }

    private void tell(WrongLine wrong, int from) {
        wrongLines++;
        if (errors.isEmpty()) {
            errors = new ArrayList<>();
        }
        if (errors.size() < ERRORS_MAX) {
            errors.add("line %d: %s".formatted(number(from), wrong.getMessage()));
        }
    }

    /** From 1, as an editor counts them. */
    private int number(int position) {
        int number = 1;
        for (int at = 0; at < position; at++) {
            number += body[at] == '\n' ? 1 : 0;
        }
        return number;
    }
}
