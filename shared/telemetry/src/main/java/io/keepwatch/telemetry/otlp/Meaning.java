package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.wire.Known;
import java.util.List;
import java.util.Optional;

/** What bytes that senders repeat were found to mean. */
abstract sealed class Meaning extends Known.Entry {

    /** A {@code Resource}. Many hosts' resources differ in nothing but the host. */
    static final class Resource extends Meaning {

        final Optional<HostName> host;
        final Optional<Attributes.Refused> refused;
        final Labels labels;

        Resource(Optional<HostName> host, Optional<Attributes.Refused> refused, Labels labels) {
            this.host = host;
            this.refused = refused;
            this.labels = labels;
        }

        @Override
        protected int weight() {
            return 0;
        }
    }

    /** The labels that a resource gives to all its series. */
    static final class Labels extends Meaning {

        final List<Label> labels;

        Labels(List<Label> labels) {
            this.labels = labels;
        }

        @Override
        protected int weight() {
            return weightOf(labels);
        }
    }

    /** A metric's name, unit and kind under a resource's labels: all but its points. */
    static final class Metric extends Meaning {

        final Labels labels;
        final String name;
        final String unit;
        final Kind kind;

        Metric(Labels labels, String name, String unit, Kind kind) {
            this.labels = labels;
            this.name = name;
            this.unit = unit;
            this.kind = kind;
        }

        @Override
        protected int weight() {
            return 2 * (name.length() + unit.length());
        }
    }

    /** Data points that are stored, as samples of one series. */
    static final class Stored extends Meaning {

        /** The host by the series' labels, for a resource that names none. */
        final Optional<HostName> host;

        final Canonical canonical;
        final ValueType sent;

        Stored(Optional<HostName> host, Canonical canonical, ValueType sent) {
            this.host = host;
            this.canonical = canonical;
            this.sent = sent;
        }

        @Override
        protected int weight() {
            return weightOf(canonical.series().labels());
        }
    }

    /** Data points that say what many observations were: the series they have in any case. */
    static final class Parts extends Meaning {

        /** What a few series without their labels weigh. */
        private static final int SERIES_WEIGHT = 800;

        /** The host by the series' labels, for a resource that names none. */
        final Optional<HostName> host;

        final Metric metric;

        /** But for the one that tells buckets or quantiles apart. */
        final List<Label> labels;

        /** Of the histograms themselves, if they are kept whole. */
        final Series whole;

        final Canonical count;
        final Canonical sum;
        final Canonical min;
        final Canonical max;

        Parts(Optional<HostName> host, Metric metric, List<Label> labels, CanonicalNames names) {
            this.host = host;
            this.metric = metric;
            this.labels = labels;
            // No name in the table is one of histograms.
            whole = new Series(metric.name, labels, metric.kind, ValueType.HISTOGRAM, metric.unit);
            String name = metric.name;
            String unit = metric.unit;
            Kind kind = metric.kind;
            count = names.of(name + Observed.COUNT, labels, kind, ValueType.LONG, "");
            sum = names.of(name + Observed.SUM, labels, kind, ValueType.DOUBLE, unit);
            min = names.of(name + Observed.MIN, labels, Kind.GAUGE, ValueType.DOUBLE, unit);
            max = names.of(name + Observed.MAX, labels, Kind.GAUGE, ValueType.DOUBLE, unit);
        }

        @Override
        protected int weight() {
            return SERIES_WEIGHT + weightOf(labels);
        }
    }

    /** A series for each bucket or quantile of such points. */
    static final class Buckets extends Meaning {

        /** A series, its own label, and a list of all its labels but for these. */
        private static final int SERIES_WEIGHT = 320;

        private static final int LABEL_WEIGHT = 8;

        final Canonical[] series;

        Buckets(Canonical[] series) {
            this.series = series;
        }

        @Override
        protected int weight() {
            int weight = 0;
            for (Canonical each : series) {
                weight += SERIES_WEIGHT + LABEL_WEIGHT * each.series().labels().size();
            }
            return weight;
        }
    }

    /** Data points that are not stored, whatever their values and times. */
    static final class NotStored extends Meaning {

        final Attributes.Refused refused;

        NotStored(Attributes.Refused refused) {
            this.refused = refused;
        }

        @Override
        protected int weight() {
            return 2 * refused.example().length();
        }
    }

    /** Two strings with their arrays, and up to two bytes a character. */
    private static int weightOf(List<Label> labels) {
        int weight = 0;
        for (Label label : labels) {
            weight += 120 + 2 * (label.name().length() + label.value().length());
        }
        return weight;
    }
}
