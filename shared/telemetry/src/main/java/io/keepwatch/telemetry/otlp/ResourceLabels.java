package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.series.Label;
import java.util.List;
import java.util.Set;

/**
 * Which attributes of a resource become labels of its series. OpenTelemetry's own rule for
 * Prometheus ("Prometheus and OpenMetrics Compatibility", "Resource Attributes") makes labels of
 * the service's name and instance alone, and leaves all others to one series of their own. Here all
 * become labels, since people want to filter by them (deployment, container, team), but for
 *
 * <ul>
 *   <li>those of the host itself ({@code host.}, {@code os.}, {@code cloud.}), which say nothing
 *       about one of its series;
 *   <li>those of the sending library ({@code telemetry.});
 *   <li>those of the process ({@code process.}), which most SDKs send unasked. Command lines and
 *       environment variables carry secrets; paths, owners and titles name people; and much of it
 *       changes at each start, so that each start would make all series anew. None of it is stored.
 * </ul>
 *
 * Of the process stay {@code process.executable.name}, by which people find one among those that
 * the Collector measures, and, where there is no {@code service.instance.id}, {@code process.pid}:
 * else two processes of one host that send the same metric would be one series.
 */
final class ResourceLabels {

    private static final List<String> LEFT_OUT =
            List.of("host.", "os.", "cloud.", "telemetry.", "process.");

    private static final String PID = "process.pid";
    private static final Set<String> KEPT = Set.of("process.executable.name", PID);

    private static final String INSTANCE = "service.instance.id";

    private ResourceLabels() {}

    /** Whether an attribute of this name can be no label, whatever others there are. */
    static boolean leavesOut(String name) {
        return LEFT_OUT.stream().anyMatch(name::startsWith) && !KEPT.contains(name);
    }

    /** Those of a resource's attributes that are not left out by name, less what they make so. */
    static List<Label> of(List<Label> attributes) {
        boolean named = attributes.stream().anyMatch(label -> label.name().equals(INSTANCE));
        return attributes.stream().filter(label -> !named || !label.name().equals(PID)).toList();
    }
}
