package io.keepwatch.aws.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponsesTest {

    @Test
    void saysWhatIsWrongInTheFormOfRfc9457() {
        var response = Responses.problem(400, "Bad parameter", "step is at least 1s", "step");

        assertThat(response.getStatusCode()).isEqualTo(400);
        assertThat(response.getHeaders()).containsEntry("content-type", "application/problem+json");
        assertThat(response.getBody())
                .isEqualTo(
                        """
                        {"title":"Bad parameter","status":400,"detail":"step is at least 1s","field":"step"}""");
        assertThat(Responses.problem(404, "Not found", "no such host").getBody())
                .doesNotContain("field");
    }

    @Test
    void givesAnIdAndNoDetailForAFaultOfOurs() {
        assertThat(Responses.fault("f-1").getStatusCode()).isEqualTo(500);
        assertThat(Responses.fault("f-1").getBody()).contains("\"id\":\"f-1\"");
    }

    @Test
    void saysWhenToComeBackInSecondsAndAtLeastOne() {
        var response = Responses.busy(Duration.ofMillis(20));

        assertThat(response.getStatusCode()).isEqualTo(503);
        assertThat(response.getHeaders()).containsEntry("retry-after", "1");
    }

    @Test
    void sendsBytesAsTheyAre() {
        byte[] body = {0, -1, 10};
        var response = Responses.bytes(200, "application/x-protobuf", body);

        assertThat(response.getIsBase64Encoded()).isTrue();
        assertThat(Responses.body(response)).isEqualTo(body);
        assertThat(response.getHeaders()).containsEntry("content-type", "application/x-protobuf");
    }

    @Test
    void keepsBrowsersFromGuessingAndCachingUnlessAPageSaysOtherwise() {
        for (var response :
                List.of(
                        Responses.json(200, Map.of()),
                        Responses.problem(400, "a", "b"),
                        Responses.text(200, "text/plain", "a"),
                        Responses.bytes(200, "image/png", new byte[1]),
                        Responses.empty(204))) {
            assertThat(response.getHeaders())
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("cache-control", "no-store")
                    .containsEntry("referrer-policy", "no-referrer");
        }

        var page =
                Responses.withHeader(
                        Responses.text(200, "text/html", ""), "cache-control", "max-age=60");
        assertThat(page.getHeaders())
                .containsEntry("cache-control", "max-age=60")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("content-type", "text/html; charset=utf-8");
    }
}
