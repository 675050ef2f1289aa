package io.keepwatch.telemetry.push;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Series;
import java.util.Optional;

/**
 * Where a reader hands each sample as it meets it. What comes before a body turns out malformed is
 * handed over as well: an implementation keeps all of it aside until the reader's outcome is known.
 */
public interface SampleSink {

    /**
     * One sample. Known senders' host names and series are the same objects each time, but equal
     * ones may also come as distinct objects. Nothing is checked against the clock yet, and one
     * (host, series, time) may come twice; then the later one is meant.
     *
     * @param host what the sender says that this is about; empty: it names no host, and the
     *     credential's name stands in
     * @param time epoch milliseconds, from 0 up to the year 2554
     * @param bits the value, a number to be read by {@code series.type()}
     * @return whether it is taken; if not, the sink has said why among the refusals
     */
    boolean sample(Optional<HostName> host, Series series, long time, long bits);

    /**
     * One whole histogram, as a sample of a series whose type is {@link
     * io.keepwatch.domain.series.ValueType#HISTOGRAM}; all else is as for {@link #sample}. Its
     * count, sum, least and greatest are to be handed over as samples of their own as well.
     *
     * @return whether it is taken; if not, neither would those be
     */
    boolean histogram(Optional<HostName> host, Series series, long time, Histogram histogram);
}
