package io.keepwatch.cabinet;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An agent that we hand out a configuration for: a file in the folder {@code setup} of the jar,
 * which the README shows too. Another agent is another file and another line here.
 */
enum SetupAgent {
    COLLECTOR("collector", "OpenTelemetry Collector", "collector.yaml"),
    PROMETHEUS("prometheus", "Prometheus", "prometheus.yaml"),
    VMAGENT("vmagent", "vmagent", "vmagent.sh"),
    ALLOY("alloy", "Grafana Alloy", "alloy.alloy"),
    TELEGRAF("telegraf", "Telegraf", "telegraf.conf"),
    SDK("sdk", "OpenTelemetry SDK", "sdk.env");

    private final String id;
    private final String title;
    private final String file;

    SetupAgent(String id, String title, String file) {
        this.id = id;
        this.title = title;
        this.file = file;
    }

    /** What it is asked for by. */
    String id() {
        return id;
    }

    /** What people call it. */
    String title() {
        return title;
    }

    /** The name of its configuration in the folder {@code setup}. */
    String file() {
        return file;
    }

    static Optional<SetupAgent> ofId(String id) {
        return Arrays.stream(values()).filter(agent -> agent.id.equals(id)).findFirst();
    }

    /** All ids, as a sentence lists them. */
    static String ids() {
        return Arrays.stream(values()).map(SetupAgent::id).collect(Collectors.joining(", "));
    }
}
