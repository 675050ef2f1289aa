package io.keepwatch.telemetry.remotewrite;

import java.util.Map;

/** What answers to remote write have in common. Their bodies are plain text, or empty. */
public final class RemoteWriteAnswer {

    private RemoteWriteAnswer() {}

    /**
     * The headers that say how much was written (remote write 2.0, "Required Written Response
     * Headers"): for each answer to a body that was read, be it to 1.0 or 2.0, a success or not.
     * Written is what was accepted, whether or not it is stored.
     */
    public static Map<String, String> written(long samples, long histograms, long exemplars) {
        return Map.of(
                "X-Prometheus-Remote-Write-Samples-Written", Long.toString(samples),
                "X-Prometheus-Remote-Write-Histograms-Written", Long.toString(histograms),
                "X-Prometheus-Remote-Write-Exemplars-Written", Long.toString(exemplars));
    }
}
