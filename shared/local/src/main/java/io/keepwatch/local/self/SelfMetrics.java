package io.keepwatch.local.self;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Reports the machine that we run on to the door that all agents use: the OpenTelemetry SDK, by
 * real OTLP/HTTP with gzip.
 */
public final class SelfMetrics implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final SdkMeterProvider provider;

    private SelfMetrics(SdkMeterProvider provider) {
        this.provider = provider;
    }

    /**
     * Starts reporting; the first report goes out at once.
     *
     * @param url of the door, e.g. {@code http://127.0.0.1:8080}
     * @param clock that the samples' times come from
     */
    public static SelfMetrics start(
            URI url, String agentKey, Duration every, java.time.Clock clock) {
        OtlpHttpMetricExporter exporter =
                OtlpHttpMetricExporter.builder()
                        .setEndpoint(url.resolve("/v1/metrics").toString())
                        .addHeader("authorization", "Bearer " + agentKey)
                        .setCompression("gzip")
                        .setTimeout(TIMEOUT)
                        .build();
        SdkMeterProvider provider =
                SdkMeterProvider.builder()
                        .setClock(new SampleClock(clock))
                        .setResource(
                                Resource.empty().toBuilder()
                                        .put(AttributeKey.stringKey("host.name"), hostName())
                                        .build())
                        .registerMetricReader(
                                PeriodicMetricReader.builder(exporter).setInterval(every).build())
                        .build();
        new MachineMetrics(provider.get("io.keepwatch.self"));
        provider.forceFlush();
        return new SelfMetrics(provider);
    }

    /** Sends what there is now, and waits for the answer. {@code true} if it was stored. */
    public boolean report() {
        return provider.forceFlush().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).isSuccess();
    }

    @Override
    public void close() {
        provider.shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this-machine"; // a machine without a name still has metrics
        }
    }

    /** The SDK's clock, told by ours. Elapsed time it measures by itself. */
    private record SampleClock(java.time.Clock clock) implements Clock {

        @Override
        public long now() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }
}
