package io.keepwatch.aws.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {

    private final APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();

    @Test
    void readsABodyHandedOverAsTextOrAsBase64() {
        assertThat(Requests.body(event)).isEmpty();

        event.setBody("hé");
        assertThat(Requests.body(event)).isEqualTo("hé".getBytes(StandardCharsets.UTF_8));

        byte[] gzip = {0x1f, (byte) 0x8b, 0, -1};
        event.setBody(Base64.getEncoder().encodeToString(gzip));
        event.setIsBase64Encoded(true);
        assertThat(Requests.body(event)).isEqualTo(gzip);
    }

    @Test
    void findsAHeaderWhateverItsCase() {
        assertThat(Requests.header(event, "content-type")).isEmpty();

        event.setHeaders(Map.of("Content-Type", "a/b"));

        assertThat(Requests.header(event, "content-type")).contains("a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer kwi_1",
                "bearer kwi_1",
                "BEARER  kwi_1 ",
                "Token kwi_1",
                "Basic YWdlbnQ6a3dpXzE=", // agent:kwi_1
                "basic Omt3aV8x", // :kwi_1
            })
    void findsTheKeyOfEachScheme(String authorization) {
        event.setHeaders(Map.of("authorization", authorization));

        assertThat(Requests.key(event)).contains("kwi_1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Bearer",
                "Token",
                "kwi_1",
                "Digest kwi_1",
                "Basic ?",
                "Basic YWdlbnQ="
            })
    void findsNoKeyInAnythingElse(String authorization) {
        event.setHeaders(Map.of("authorization", authorization));

        assertThat(Requests.key(event)).isEmpty();
    }

    @Test
    void decodesQueryParametersAndKeepsSeveralApart() {
        assertThat(Requests.query(event, "name")).isEmpty();

        event.setRawQueryString("match=a%3D1%2C2&m%61tch=b+c&flag&empty=&broken=%zz&&=x");

        assertThat(Requests.queries(event, "match")).containsExactly("a=1,2", "b c");
        assertThat(Requests.query(event, "match")).contains("a=1,2");
        assertThat(Requests.query(event, "flag")).contains("");
        assertThat(Requests.query(event, "empty")).contains("");
        assertThat(Requests.query(event, "broken")).contains("%zz");
        assertThat(Requests.query(event, "other")).isEmpty();
    }

    @Test
    void findsPartsOfThePath() {
        assertThat(Requests.path(event, "id")).isEmpty();

        event.setPathParameters(Map.of("id", "h-1"));

        assertThat(Requests.path(event, "id")).contains("h-1");
    }
}
