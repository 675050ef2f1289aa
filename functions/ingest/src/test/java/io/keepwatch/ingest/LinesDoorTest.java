package io.keepwatch.ingest;

import static io.keepwatch.ingest.Rig.NOON;
import static io.keepwatch.ingest.Rig.T;
import static io.keepwatch.support.Cast.ACME_AGENT_KEY;
import static io.keepwatch.support.Cast.DB_1;
import static io.keepwatch.support.Cast.UNKNOWN_AGENT_KEY;
import static io.keepwatch.support.Cast.WEB_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.SeriesPoints;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** InfluxDB's line protocol at the routes of its versions 2 and 1. */
class LinesDoorTest {

    private static final String V2 = "POST /api/v2/write";
    private static final String V1 = "POST /write";

    private final Rig rig = new Rig();

    @ParameterizedTest
    @ValueSource(strings = {V2, V1})
    void storesFieldsAndAnswersWithNothing(String route) throws Exception {
        APIGatewayV2HTTPResponse answer =
                push(route, "x,host=web-1 a=1.5,b=9007199254740993i " + T + "000000");

        assertThat(answer.getStatusCode()).isEqualTo(204);
        assertThat(answer.getBody()).isEmpty();
        assertThat(rig.only(WEB_1))
                .extracting(SeriesPoints::points)
                .contains(
                        new NumberPoints(
                                new long[] {T}, new long[] {Double.doubleToRawLongBits(1.5)}),
                        new NumberPoints(new long[] {T}, new long[] {9007199254740993L}));
    }

    @ParameterizedTest
    @ValueSource(strings = {V2, V1})
    void takesTheUnitOfTimesFromTheAddressAndNowWhereThereIsNone(String route) throws Exception {
        push(ACME_AGENT_KEY, route, "precision=s", "x,host=web-1 a=1 " + (T / 1000 - 60));
        push(route, "y,host=db-1 a=1");

        assertThat(rig.only(WEB_1).getFirst().points().time(0)).isEqualTo(T - 60_000);
        assertThat(rig.only(DB_1).getFirst().points().time(0)).isEqualTo(T);
        assertRejected(push(ACME_AGENT_KEY, route, "precision=fortnight", "x a=1"), "precision");
    }

    @ParameterizedTest
    @ValueSource(strings = {V2, V1})
    void storesTheRestWhereALineOrAFieldIsWrong(String route) throws Exception {
        long old = NOON.minus(Limits.AGE_MAX).toEpochMilli() - 1;

        APIGatewayV2HTTPResponse answer =
                push(
                        route,
                        "good,host=web-1 a=1,text=\"t\" "
                                + T
                                + "000000\nno fields\nold,host=web-1 a=1 "
                                + old
                                + "000000");

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(Rig.text(answer))
                .contains("\"code\":\"invalid\"", "\"message\":\"partial write: ", "\"error\":")
                .contains("line 2", "22 hours", "a text");
        assertThat(rig.only(WEB_1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {V2, V1})
    void refusesWhatIsTooMuchAtOnceAndStoresNothing(String route) {
        String many =
                IntStream.range(0, 100_000)
                        .mapToObj(i -> "m" + i + ",host=web-1 a=1")
                        .collect(Collectors.joining("\n"));

        assertRejected(push(route, many), "send smaller batches");
        assertThat(rig.hosts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {V2, V1})
    void turnsStrangersAwayAndAsksToComeAgainWhenBusy(String route) throws Exception {
        APIGatewayV2HTTPResponse stranger = push(UNKNOWN_AGENT_KEY, route, "", "x a=1");
        assertThat(stranger.getStatusCode()).isEqualTo(401);
        assertThat(Rig.text(stranger)).contains("\"code\":\"unauthorized\"", "kwi_");

        rig.tenancy.turnBusy(true);
        APIGatewayV2HTTPResponse busy = push(route, "x,host=web-1 a=1");
        assertThat(busy.getStatusCode()).isEqualTo(503);
        assertThat(busy.getHeaders()).containsKey("retry-after");
        assertThat(Rig.text(busy)).contains("\"code\":\"unavailable\"");

        rig.tenancy.turnBusy(false);
        assertThat(push(route, "x,host=web-1 a=1").getStatusCode()).isEqualTo(204);
        assertThat(rig.only(WEB_1)).hasSize(1);
    }

    private APIGatewayV2HTTPResponse push(String route, String lines) {
        return push(ACME_AGENT_KEY, route, "", lines);
    }

    private APIGatewayV2HTTPResponse push(Key key, String route, String query, String lines) {
        APIGatewayV2HTTPEvent event = Rig.sample("ingest/lines-2");
        Map<String, String> headers = new HashMap<>(event.getHeaders());
        headers.put("authorization", "Token " + key.reveal());
        event.setHeaders(headers);
        event.setRouteKey(route);
        event.setRawQueryString(query);
        byte[] body = lines.getBytes(StandardCharsets.UTF_8);
        event.setBody(Base64.getEncoder().encodeToString(body));
        return rig.push(event);
    }

    private static void assertRejected(APIGatewayV2HTTPResponse answer, String reason) {
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(Rig.text(answer)).contains("\"code\":\"invalid\"", reason);
    }
}
