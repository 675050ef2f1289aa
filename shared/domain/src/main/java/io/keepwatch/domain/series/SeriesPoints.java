package io.keepwatch.domain.series;

/** One series and samples of it. */
public record SeriesPoints(Series series, Points points) {}
