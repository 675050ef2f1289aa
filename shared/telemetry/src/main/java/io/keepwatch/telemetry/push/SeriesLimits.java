package io.keepwatch.telemetry.push;

/**
 * What a series may be called at most. Lengths are in bytes of UTF-8, as on the wire. A point that
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

    private SeriesLimits() {}
}
