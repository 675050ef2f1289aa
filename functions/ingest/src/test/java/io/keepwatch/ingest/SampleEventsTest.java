package io.keepwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.support.Cast;
import io.keepwatch.support.EventFiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of {@code events/ingest}: what an agent's push looks like when it arrives. */
class SampleEventsTest {

    private final Rig rig = new Rig();

    static List<String> names() {
        return EventFiles.names("ingest");
    }

    /** But those of logs, which are off. */
    static List<String> stored() {
        return names().stream().filter(name -> !name.equals("ingest/logs")).toList();
    }

    @ParameterizedTest
    @MethodSource("stored")
    void isStoredForOneWriteAndNoOtherCallOnceItsHostAndSeriesAreKnown(String name) {
        assertThat(rig.push(event(name)).getStatusCode()).isIn(200, 204);
        assertThat(rig.hosts()).extracting(host -> host.name()).containsExactly(Cast.WEB_1);
        rig.watched.calls();

        assertThat(rig.push(event(name)).getStatusCode()).isIn(200, 204);
        assertThat(rig.watched.calls()).isEqualTo(Map.of("Chunks.put", 1));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isTurnedAwayWithoutAKey(String name) {
        APIGatewayV2HTTPEvent event = event(name);
        event.getHeaders().remove("authorization");

        assertThat(rig.push(event).getStatusCode()).isEqualTo(401);
        assertThat(rig.watched.calls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("stored")
    void isAskedForAgainWhateverGoesWrongWithUs(String name) {
        rig.watched.before(
                call -> {
                    throw new IllegalStateException("broken by a test");
                });

        assertThat(rig.push(event(name)).getStatusCode()).isEqualTo(503);
        assertThat(rig.push(event(name)).getHeaders()).containsKey("retry-after");
    }

    private static APIGatewayV2HTTPEvent event(String name) {
        return Rig.sample(name);
    }
}
