package io.keepwatch.telemetry.push;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what a reader hands over. */
public final class Recorder implements SampleSink {

    public record Sample(Optional<HostName> host, Series series, long time, long bits) {}

    public record Whole(Optional<HostName> host, Series series, long time, Histogram histogram) {}

    public final List<Sample> samples = new ArrayList<>();
    public final List<Whole> histograms = new ArrayList<>();

    @Override
    public boolean sample(Optional<HostName> host, Series series, long time, long bits) {
        samples.add(new Sample(host, series, time, bits));
        return true;
    }

    @Override
    public boolean histogram(
            Optional<HostName> host, Series series, long time, Histogram histogram) {
        histograms.add(new Whole(host, series, time, histogram));
        return true;
    }
}
