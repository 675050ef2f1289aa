package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.push.Refusals;
import io.keepwatch.telemetry.push.SampleSink;
import io.keepwatch.telemetry.wire.MalformedBody;

/**
 * Reads a Prometheus remote write request, 1.0 or 2.0, and hands each sample over under its
 * canonical name. A series that was read before costs no memory, whichever version it comes in, so
 * one reader is kept for each execution environment. Not thread safe.
 *
 * <ul>
 *   <li>The metric's name is the label {@code __name__}. A label without a value is none, as in
 *       Prometheus. Labels may come in any order: it means nothing, and vmagent sends them as it
 *       scraped them. A series that breaks another rule of "Labels", or a limit of {@link
 *       io.keepwatch.telemetry.push.SeriesLimits}, is refused; the others are stored
 *   <li>kind and unit are what the series' own metadata says (2.0), and else what its name says by
 *       Prometheus' conventions. The metadata of 1.0 is accepted and not looked at: it comes apart
 *       from samples, often after them, and a series would change its identity when it does
 *   <li>values are kept bit by bit; those that mark the end of a series are counted besides
 *   <li>native histograms are handed over whole, and their count and sum as samples of {@code
 *       ..._count} and {@code ..._sum}
 *   <li>exemplars and start times (2.0) are accepted and counted. A start time is not made into a
 *       sample of 0: the specification leaves that to receivers, and a rate does not need it here
 * </ul>
 *
 * <p>Anything that is not well-formed, and any number or length beyond what a sane sender makes,
 * makes the whole body malformed.
 */
public final class RemoteWriteReader {

    /** Samples and histograms of one request. More than any agent batches. */
    public static final int SAMPLES_MAX = 50_000;

    private final Version1 version1;
    private final Version2 version2;

    public RemoteWriteReader(CanonicalNames names) {
        Meanings meanings = new Meanings(names);
        version1 = new Version1(meanings);
        version2 = new Version2(meanings);
    }

    /**
     * Reads a plain body (see {@link io.keepwatch.telemetry.body.BodyReader#readSnappy}).
     *
     * @param sink given each sample as it is met; if the outcome is malformed, none of them counts
     * @param refusals given each sample and histogram that is refused
     */
    public RemoteWriteOutcome read(
            RemoteWriteFormat format, byte[] body, SampleSink sink, Refusals refusals) {
        SeriesReader reader =
                switch (format) {
                    case VERSION_1 -> version1;
                    case VERSION_2 -> version2;
                };
        try {
            return reader.read(body, sink, refusals);
        } catch (MalformedBody malformed) {
            return new RemoteWriteOutcome.Malformed(malformed.getMessage());
        }
    }
}
