package io.keepwatch.telemetry.push;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.telemetry.names.Canonical;
import io.keepwatch.telemetry.wire.Known;
import java.util.Optional;

/**
 * What a series that is named on the wire was found to be. Found again by the bytes that name it.
 */
public abstract sealed class KnownSeries extends Known.Entry {

    /** Its samples are stored. */
    public static final class Stored extends KnownSeries {

        /** Two strings with their arrays, beyond their characters. */
        private static final int LABEL_WEIGHT = 120;

        private final Optional<HostName> host;
        private final Canonical canonical;
        private final ValueType sent;

        /**
         * @param sent how the values' bits are to be read before they are made canonical
         */
        public Stored(Optional<HostName> host, Canonical canonical, ValueType sent) {
            this.host = host;
            this.canonical = canonical;
            this.sent = sent;
        }

        /** The host that the series is about, by its labels. */
        public Optional<HostName> host() {
            return host;
        }

        public Canonical canonical() {
            return canonical;
        }

        /** The bits to store for a value as sent. */
        public long bits(long sentBits) {
            return canonical.bits(sent, sentBits);
        }

        @Override
        protected int weight() {
            int weight = 0;
            for (Label label : canonical.series().labels()) {
                // Up to two bytes a character.
                weight += LABEL_WEIGHT + 2 * (label.name().length() + label.value().length());
            }
            return weight;
        }
    }

    /** Its samples are not stored, whatever their values and times. */
    public static final class NotStored extends KnownSeries {

        private final LabelList.Refused refused;

        public NotStored(LabelList.Refused refused) {
            this.refused = refused;
        }

        public LabelList.Refused refused() {
            return refused;
        }

        @Override
        protected int weight() {
            return 2 * refused.example().length();
        }
    }
}
