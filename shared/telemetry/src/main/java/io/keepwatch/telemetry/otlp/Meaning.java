package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
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
