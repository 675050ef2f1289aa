package io.keepwatch.telemetry.names;

import io.keepwatch.domain.series.Kind;
import java.util.List;
import java.util.Map;

/**
 * What the name of a Prometheus series says of it (prometheus.io, "Metric and label naming" and
 * "Metric types"; OpenMetrics 1.0, "Suffixes"). A name never changes, so that what was read from it
 * does not either; the metadata that remote write 1.0 sends now and then, apart from samples, would
 * make two series of one.
 */
public final class PrometheusNames {

    /** The label that holds a series' name. */
    public static final String NAME_LABEL = "__name__";

    /** What a sender says of a metric; numbered as in prompb's types.proto. */
    public enum Type {
        UNKNOWN,
        COUNTER,
        GAUGE,
        HISTOGRAM,
        GAUGE_HISTOGRAM,
        SUMMARY,
        INFO,
        STATE_SET
    }

    private static final String TOTAL = "_total";
    private static final String SUM = "_sum";

    /** Of a histogram or summary: how often something was observed. */
    private static final List<String> COUNTS = List.of("_count", "_bucket");

    /** OpenMetrics' base units and a few more, as UCUM has them. */
    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("seconds", "s"),
                    Map.entry("milliseconds", "ms"),
                    Map.entry("bytes", "By"),
                    Map.entry("celsius", "Cel"),
                    Map.entry("ratio", "1"),
                    Map.entry("percent", "%"),
                    Map.entry("hertz", "Hz"),
                    Map.entry("volts", "V"),
                    Map.entry("amperes", "A"),
                    Map.entry("watts", "W"),
                    Map.entry("joules", "J"),
                    Map.entry("grams", "g"),
                    Map.entry("meters", "m"));

    private PrometheusNames() {}

    /** The kind of a series of numbers. */
    public static Kind kind(String name, Type type) {
        boolean observed = name.endsWith(SUM) || isCount(name);
        boolean grows =
                switch (type) {
                    case COUNTER -> true;
                    case GAUGE, GAUGE_HISTOGRAM, INFO, STATE_SET -> false;
                    // The quantiles of a summary bear the name alone.
                    case HISTOGRAM, SUMMARY -> observed;
                    case UNKNOWN -> observed || name.endsWith(TOTAL);
                };
        return grows ? Kind.COUNTER : Kind.GAUGE;
    }

    /**
     * The UCUM code of a series' unit; empty if there is none.
     *
     * @param said the unit by metadata, in OpenMetrics' words; empty if it says none
     */
    public static String unit(String name, String said) {
        if (isCount(name)) {
            return "";
        }
        if (!said.isEmpty()) {
            return UNITS.getOrDefault(said, said);
        }
        String base = without(SUM, without(TOTAL, name));
        return UNITS.getOrDefault(base.substring(base.lastIndexOf('_') + 1), "");
    }

    private static boolean isCount(String name) {
        return COUNTS.stream().anyMatch(name::endsWith);
    }

    private static String without(String suffix, String name) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }
}
