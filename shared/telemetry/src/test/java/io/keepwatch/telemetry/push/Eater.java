package io.keepwatch.telemetry.push;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Series;
import java.util.Optional;

/** Looks at all it is given, and keeps nothing. */
public final class Eater implements SampleSink {

    private long eaten;

    /** Not 0 once anything was eaten. */
    public long eaten() {
        return eaten;
    }

    @Override
    public boolean sample(Optional<HostName> host, Series series, long time, long bits) {
        eaten += time + bits + series.name().length() + (host.isPresent() ? 1 : 0);
        return true;
    }

    @Override
    public boolean histogram(
            Optional<HostName> host, Series series, long time, Histogram histogram) {
        eaten += time + histogram.count() + series.name().length() + (host.isPresent() ? 1 : 0);
        return true;
    }
}
