package io.keepwatch.telemetry.push;

/**
 * What series may be called at most. Lengths are in bytes of UTF-8, as on the wire. A point that
 * breaks one of these is refused alone; the rest of its push is stored.
 */
public final class SeriesLimits {

    /** As OpenTelemetry's instrument names (metrics API, "Instrument name syntax"). */
    public static final int NAME_BYTES_MAX = 255;

    /** As OpenTelemetry's instrument units (metrics API, "Instrument unit"). */
    public static final int UNIT_BYTES_MAX = 63;

    /** Those of the resource included. */
    public static final int LABELS_MAX = 64;

    public static final int LABEL_NAME_BYTES_MAX = 255;

    public static final int LABEL_VALUE_BYTES_MAX = 1024;

    /**
     * All names and values of a series together; OTLP's resource and point may have as much each.
     * Ten times what real ones have: a series is known by all of this, so that twenty thousand of
     * 80 KB each would take a function minutes.
     */
    public static final int LABELS_BYTES_MAX = 4096;

    /**
     * What one push may have of names, units and labels that have to be spelled out in its chunks:
     * known words of a host and words that come again cost nothing. Far above what hosts have that
     * are pushed for the first time; as much as can be computed in a few seconds.
     */
    public static final int NEW_TEXT_BYTES_MAX = 4 << 20;

    private SeriesLimits() {}
}
