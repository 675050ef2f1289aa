package io.keepwatch.domain.series;

/** One series and samples of it, which are what its type says. */
public record SeriesPoints(Series series, Points points) {

    public SeriesPoints {
        boolean histograms =
                switch (points) {
                    case NumberPoints _ -> false;
                    case HistogramPoints _ -> true;
                };
        if (histograms != (series.type() == ValueType.HISTOGRAM)) {
            throw new IllegalArgumentException("samples of another type than their series");
        }
    }
}
