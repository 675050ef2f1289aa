package io.keepwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.support.Cast;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Logs by OTLP, which are off. */
class LogsDoorTest {

    private final Rig rig = new Rig();

    @Test
    void saysThatLogsAreOffInTheFormatOfTheRequestAndTouchesNoStorage() {
        byte[] nonsense = "not even logs".getBytes(StandardCharsets.UTF_8);
        for (String type : new String[] {"application/json", "application/x-protobuf"}) {
            APIGatewayV2HTTPResponse answer =
                    rig.push(Cast.ACME_AGENT_KEY, "POST /v1/logs", type, nonsense);

            assertThat(answer.getStatusCode()).isEqualTo(403);
            assertThat(answer.getHeaders()).containsEntry("content-type", type);
            assertThat(Rig.text(answer)).contains("logs are off");
        }
        assertThat(rig.watched.calls()).isEmpty();
    }

    @Test
    void tellsAStrangerOnlyThatItIsOne() {
        APIGatewayV2HTTPResponse answer =
                rig.push(
                        Cast.UNKNOWN_AGENT_KEY,
                        "POST /v1/logs",
                        "application/json",
                        "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.getStatusCode()).isEqualTo(401);
        assertThat(Rig.text(answer)).contains("\"code\":16").doesNotContain("logs");
    }
}
