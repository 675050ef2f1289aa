package io.keepwatch.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostName;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.telemetry.names.CanonicalNames;
import io.keepwatch.telemetry.names.Vital;
import io.keepwatch.telemetry.names.VitalSign;
import io.keepwatch.telemetry.names.VitalSigns;
import io.keepwatch.telemetry.push.Recorder;
import io.keepwatch.telemetry.push.Refusals;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** From what the Collector sends to what people see. */
class CollectorTest {

    private static final long NOON_NANOS = 1_772_366_400_000_000_000L;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final OtlpReader reader = new OtlpReader(CanonicalNames.standard());
    private final Recorder recorder = new Recorder();

    @Test
    void findsAHostsVitalSignsInWhatTheCollectorSends() {
        push(NOON_NANOS);
        push(NOON_NANOS + MINUTE_NANOS);

        assertThat(recorder.samples)
                .allSatisfy(sample -> assertThat(sample.host()).contains(new HostName("web-1")));
        Map<Vital, VitalSign> signs =
                VitalSigns.of(bySeries()).stream()
                        .collect(Collectors.toMap(VitalSign::vital, sign -> sign));
        assertThat(signs.get(Vital.MEMORY).value()).hasValue(0.25);
        assertThat(signs.get(Vital.LOAD).value()).hasValue(0.5);
        assertThat(signs.get(Vital.NETWORK).value()).hasValue(0);
        // Two pushes of the same numbers: no time has passed for its processors.
        assertThat(signs.get(Vital.CPU).value()).isEmpty();
        assertThat(signs.get(Vital.TEMPERATURE).value()).isEmpty();
    }

    private void push(long timeNanos) {
        Refusals refusals = new Refusals();
        byte[] body = CollectorPush.of("web-1", 2, timeNanos).toByteArray();
        assertThat(reader.read(OtlpFormat.PROTOBUF, body, recorder, refusals))
                .isInstanceOf(OtlpOutcome.Read.class);
        assertThat(refusals.message()).isEmpty();
    }

    private List<SeriesPoints> bySeries() {
        Map<Series, List<Recorder.Sample>> grouped =
                recorder.samples.stream().collect(Collectors.groupingBy(Recorder.Sample::series));
        return grouped.entrySet().stream()
                .map(
                        entry ->
                                new SeriesPoints(
                                        entry.getKey(),
                                        new NumberPoints(
                                                entry.getValue().stream()
                                                        .mapToLong(Recorder.Sample::time)
                                                        .toArray(),
                                                entry.getValue().stream()
                                                        .mapToLong(Recorder.Sample::bits)
                                                        .toArray())))
                .toList();
    }
}
