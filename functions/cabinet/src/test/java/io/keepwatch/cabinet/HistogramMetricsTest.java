package io.keepwatch.cabinet;

import static io.keepwatch.cabinet.Fleet.at;
import static io.keepwatch.cabinet.Fleet.gauge;
import static io.keepwatch.cabinet.Fleet.histogram;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.series.Histogram;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole histograms in the API. */
class HistogramMetricsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Series LATENCY = histogram("latency", "route", "/");

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy tenancy = new InMemoryTenancy(clock);
    private final CabinetHandler handler = new CabinetHandler(Cast.DOOR, tenancy, clock);
    private final Fleet acme = new Fleet(tenancy);
    private final Host host = acme.host("web-1");

    @Test
    void listsThemAsSeriesOfTheirType() throws Exception {
        push(60, counted(1));

        JsonNode answer = ok(Events.of("series", host.id()));

        assertThat(answer.at("/series/0").toString())
                .isEqualTo(
                        "{\"name\":\"latency\",\"labels\":{\"route\":\"/\"},\"kind\":\"counter\","
                                + "\"type\":\"histogram\",\"unit\":\"s\"}");
        acme.list(host, NOON);
        assertThat(ok(Events.of("series", host.id()))).isEqualTo(answer);
    }

    @Test
    void showsThemAsTheyWereSentInTheFormOfPrometheus() throws Exception {
        push(
                60,
                Histogram.at(0, ValueType.LONG)
                        .count((1L << 53) + 1)
                        .sum(bits(0.1))
                        .min(bits(-5))
                        .max(bits(1e22))
                        .zeroThreshold(1e-9)
                        .zeroCount(3)
                        .negative(3, 2)
                        .positive(-1, 4)
                        .positive(1024, (1L << 53) + 1));
        push(
                30,
                Histogram.at(Histogram.CUSTOM_BUCKETS, ValueType.DOUBLE)
                        .count(bits(1.5))
                        .bounds(0.005, 10)
                        .positive(0, bits(0.5))
                        .positive(2, bits(1)));

        JsonNode series = metrics("raw").at("/series/0");

        assertThat(series.at("/type").asText()).isEqualTo("histogram");
        assertThat(series.at("/unit").asText()).isEqualTo("s");
        assertThat(series.at("/times").size()).isEqualTo(2);
        assertThat(series.at("/values/0").toString())
                .isEqualTo(
                        "{\"count\":\"9007199254740993\",\"sum\":\"0.1\",\"min\":\"-5\",\"max\":\"1E+22\","
                                + "\"buckets\":[[1,\"-8\",\"-4\",\"2\"],[3,\"-1E-9\",\"1E-9\",\"3\"],"
                                + "[0,\"0.25\",\"0.5\",\"4\"],"
                                + "[0,\"8.98846567431158E+307\",\"1.7976931348623157E+308\",\"9007199254740993\"]]}");
        assertThat(series.at("/values/1").toString())
                .isEqualTo(
                        "{\"count\":\"1.5\",\"buckets\":[[3,\"-Inf\",\"0.005\",\"0.5\"],[0,\"10\",\"+Inf\",\"1\"]]}");
    }

    @Test
    void showsRatesInStepsAndGapsAsGaps() throws Exception {
        push(180, counted(10));
        push(120, counted(70));

        JsonNode answer = metrics("60s");

        JsonNode series = answer.at("/series/0");
        assertThat(series.at("/rate").asBoolean()).isTrue();
        assertThat(series.at("/unit").asText()).isEqualTo("s");
        assertThat(series.at("/values").size()).isEqualTo(answer.at("/times").size());
        List<String> values = new ArrayList<>();
        series.at("/values").forEach(value -> values.add(value.toString()));
        assertThat(values.subList(57, 60))
                .containsExactly(
                        "{\"count\":\"1\",\"sum\":\"0\",\"buckets\":[[0,\"0.5\",\"1\",\"1\"]]}",
                        "null",
                        "null");
    }

    @Test
    void showsThemBesideNumbersOfTheSameName() throws Exception {
        Instant time = NOON.minusSeconds(60);
        acme.push(host, NOON, at(LATENCY, time, counted(3)), at(gauge("latency"), time, 2.5));

        JsonNode answer = metrics("raw");

        assertThat(answer.at("/series/0/values/0").isNumber()).isTrue();
        assertThat(answer.at("/series/1/values/0/count").asText()).isEqualTo("3");
    }

    @Test
    void showsTheLaterArrivalOfTwo() throws Exception {
        Instant time = NOON.minusSeconds(60);
        acme.push(host, NOON.plusMillis(2), at(LATENCY, time, counted(2)));
        acme.push(host, NOON.plusMillis(1), at(LATENCY, time, counted(1)));

        assertThat(metrics("raw").at("/series/0/values/0/count").asText()).isEqualTo("2");
    }

    @Test
    void takesEachBucketForAPointOfAPage() throws Exception {
        for (int series = 0; series < 40; series++) {
            acme.push(
                    host,
                    NOON,
                    at(histogram("wide", "i", "" + series), NOON.minusSeconds(60), wide(2_000)));
        }

        int seen = 0;
        int pages = 0;
        String cursor = "";
        do {
            String[] query =
                    cursor.isEmpty()
                            ? new String[] {"name", "wide", "step", "raw"}
                            : new String[] {"name", "wide", "step", "raw", "cursor", cursor};
            JsonNode answer = ok(Events.of("metrics", host.id(), query));
            seen += answer.at("/series").size();
            pages++;
            cursor = answer.path("cursor").asText("");
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(40);
        assertThat(pages).isEqualTo(2);
    }

    @Test
    void saysSoWhenOneSeriesHasTooManyBucketsForAnAnswer() throws Exception {
        SeriesPoints[] many = new SeriesPoints[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = at(LATENCY, NOON.minusSeconds(60 + i), wide(2_000));
            acme.push(host, NOON, many[i]);
        }

        APIGatewayV2HTTPResponse answer = call(question("raw"));

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(body(answer)).contains("\"field\":\"step\"", "too many buckets");
        // In steps, neighbours are made one until they fit.
        assertThat(metrics("1s").at("/series/0/values").size()).isEqualTo(3_600);
    }

    private void push(int secondsAgo, Histogram.Builder histogram) {
        Instant time = NOON.minusSeconds(secondsAgo);
        acme.push(host, time, at(LATENCY, time, histogram));
    }

    private static Histogram.Builder counted(long count) {
        return Histogram.at(0, ValueType.LONG).count(count).sum(bits(0)).positive(0, count);
    }

    private static Histogram.Builder wide(int buckets) {
        Histogram.Builder histogram = Histogram.at(8, ValueType.LONG).count(buckets);
        for (int i = 0; i < buckets; i++) {
            histogram.positive(i, 1);
        }
        return histogram;
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private APIGatewayV2HTTPEvent question(String step) {
        return Events.of("metrics", host.id(), "name", "latency", "step", step);
    }

    private JsonNode metrics(String step) throws Exception {
        return ok(question(step));
    }

    private JsonNode ok(APIGatewayV2HTTPEvent event) throws Exception {
        APIGatewayV2HTTPResponse answer = call(event);
        assertThat(answer.getStatusCode()).as(body(answer)).isEqualTo(200);
        return OpenApi.json(body(answer));
    }

    private APIGatewayV2HTTPResponse call(APIGatewayV2HTTPEvent event) {
        return handler.handleRequest(event, Invocation.IN_TIME);
    }

    private static String body(APIGatewayV2HTTPResponse answer) {
        return new String(Responses.body(answer), StandardCharsets.UTF_8);
    }
}
