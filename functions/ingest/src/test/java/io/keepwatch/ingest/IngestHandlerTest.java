package io.keepwatch.ingest;

import static io.keepwatch.support.Cast.ACME_AGENT;
import static io.keepwatch.support.Cast.ACME_AGENT_KEY;
import static io.keepwatch.support.Cast.ACME_AGENT_NAME;
import static io.keepwatch.support.Cast.ACME_READER_KEY;
import static io.keepwatch.support.Cast.ACME_WEB_1_KEY;
import static io.keepwatch.support.Cast.DB_1;
import static io.keepwatch.support.Cast.RIVAL_AGENT;
import static io.keepwatch.support.Cast.UNKNOWN_AGENT_KEY;
import static io.keepwatch.support.Cast.WEB_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.domain.series.ValueType;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.Cast;
import io.keepwatch.support.EventFiles;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import io.keepwatch.telemetry.chunk.ChunkCodec;
import io.keepwatch.telemetry.chunk.DictionaryHistory;
import io.keepwatch.telemetry.chunk.Folding;
import io.keepwatch.telemetry.chunk.Malformed;
import io.keepwatch.telemetry.push.SeriesLimits;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestHandlerTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int CAP = 2;

    private final MovableClock clock = new MovableClock(NOON);
    private final InMemoryTenancy tenancy = new InMemoryTenancy(clock);
    private final TenantScope acme = tenancy.enter(ACME_AGENT);
    private final IngestHandler handler =
            new IngestHandler(Cast.door(clock), tenancy, new KnownHosts(clock, CAP), clock);

    @Test
    void storesWhatAnAgentSendsBitByBit() throws Exception {
        double odd = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);

        assertThat(push(ACME_AGENT_KEY, gauge("web-1", "x", odd, NOON)).getStatusCode())
                .isEqualTo(200);

        SeriesPoints stored = only(stored(WEB_1));
        assertThat(stored.series().name()).isEqualTo("x");
        assertThat(stored.points())
                .isEqualTo(
                        new NumberPoints(
                                new long[] {NOON.toEpochMilli()},
                                new long[] {0x7ff8_0000_dead_beefL}));
    }

    @Test
    void answersWithAnEmptySuccessInTheFormatOfTheRequest() throws Exception {
        APIGatewayV2HTTPResponse answer = push(ACME_AGENT_KEY, gauge("web-1", "x", 1, NOON));

        assertThat(answer.getHeaders()).containsEntry("content-type", "application/x-protobuf");
        assertThat(response(answer)).isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());
    }

    @Test
    void storesTheSameForJsonAndForGzipAndForTextHandedOverAsText() throws Exception {
        String json =
                """
                {"resourceMetrics":[{"resource":{"attributes":[
                  {"key":"host.name","value":{"stringValue":"web-1"}}]},
                 "scopeMetrics":[{"metrics":[{"name":"x","gauge":{"dataPoints":[
                  {"timeUnixNano":"%d","asInt":"9007199254740993"}]}}]}]}]}
                """
                        .formatted(TimeUnit.MILLISECONDS.toNanos(NOON.toEpochMilli()));
        byte[] plain = json.getBytes(StandardCharsets.UTF_8);
        APIGatewayV2HTTPEvent text = event(ACME_AGENT_KEY.reveal(), plain, "application/json");
        text.setIsBase64Encoded(false);
        text.setBody(json);

        for (APIGatewayV2HTTPEvent each :
                List.of(
                        text,
                        event(ACME_AGENT_KEY.reveal(), plain, "application/json"),
                        event(ACME_AGENT_KEY.reveal(), gzip(plain), "application/json"))) {
            APIGatewayV2HTTPResponse answer = handler.handleRequest(each, TimeLeft.PLENTY);
            assertThat(answer.getStatusCode()).isEqualTo(200);
            assertThat(Responses.body(answer)).asString().isEqualTo("{}");
        }

        assertThat(onlyBits(stored(WEB_1))).isEqualTo(9007199254740993L);
    }

    @Test
    void storesTheSampleEvents() throws Exception {
        assertThat(response(handler.handleRequest(sample("protobuf"), TimeLeft.PLENTY)))
                .isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());
        assertThat(stored(WEB_1)).hasSize(8);

        APIGatewayV2HTTPResponse answer =
                handler.handleRequest(sample("json-as-text"), TimeLeft.PLENTY);

        assertThat(Responses.body(answer)).asString().isEqualTo("{}");
        assertThat(stored(WEB_1)).hasSize(8 + 4);
    }

    @Test
    void storesAPushThatComesAgainOnce() throws Exception {
        byte[] body = gauge("web-1", "x", 1, NOON);

        push(ACME_AGENT_KEY, body);
        clock.move(Duration.ofSeconds(30));
        push(ACME_AGENT_KEY, body);

        assertThat(chunks(WEB_1)).hasSize(1);
    }

    @Test
    void keepsTheLaterOfTwoSamplesOfOneMoment() throws Exception {
        byte[] body =
                request(
                                resource("web-1"),
                                metric("x", point(NOON, 1), point(NOON, 2), point(NOON, 3)))
                        .toByteArray();

        push(ACME_AGENT_KEY, body);

        assertThat(onlyBits(stored(WEB_1))).isEqualTo(Double.doubleToRawLongBits(3));
    }

    @Test
    void cutsAPushThatSpansHours() throws Exception {
        List<NumberDataPoint> points = new ArrayList<>();
        for (int minute = 0; minute < 120; minute += 10) {
            points.add(point(NOON.minusSeconds(60L * minute), minute));
        }
        byte[] body =
                request(resource("web-1"), metric("x", points.toArray(NumberDataPoint[]::new)))
                        .toByteArray();

        push(ACME_AGENT_KEY, body);

        assertThat(stored(WEB_1)).hasSize(12);
    }

    @Test
    void putsEachHostOfAPushInAChunkOfItsOwn() throws Exception {
        ExportMetricsServiceRequest both =
                request(resource("web-1"), metric("x", point(NOON, 1))).toBuilder()
                        .mergeFrom(request(resource("db-1"), metric("x", point(NOON, 2))))
                        .build();

        push(ACME_AGENT_KEY, both.toByteArray());

        assertThat(onlyBits(stored(WEB_1))).isEqualTo(Double.doubleToRawLongBits(1));
        assertThat(onlyBits(stored(DB_1))).isEqualTo(Double.doubleToRawLongBits(2));
    }

    @Test
    void takesTheCredentialsHostBeforeTheNamedOneAndItsNameWhereNoneIsNamed() throws Exception {
        push(ACME_WEB_1_KEY, gauge("something-else", "x", 1, NOON));
        push(
                ACME_AGENT_KEY,
                request(Resource.getDefaultInstance(), metric("x", point(NOON, 1))).toByteArray());

        assertThat(stored(WEB_1)).hasSize(1);
        assertThat(stored(ACME_AGENT_NAME)).hasSize(1);
        assertThat(acme.hosts().find(new HostName("something-else"))).isEmpty();
    }

    @Test
    void turnsAwayWhoHasNoGoodKeyAndStoresNothing() throws Exception {
        byte[] body = gauge("web-1", "x", 1, NOON);
        for (String key :
                List.of(
                        "",
                        "guessed",
                        UNKNOWN_AGENT_KEY.reveal(),
                        ACME_READER_KEY.reveal(),
                        ACME_AGENT_KEY.reveal() + "x")) {
            APIGatewayV2HTTPResponse answer =
                    handler.handleRequest(
                            event(key, body, "application/x-protobuf"), TimeLeft.PLENTY);

            assertThat(answer.getStatusCode()).as(key).isEqualTo(401);
            assertThat(answer.getHeaders()).containsKey("www-authenticate");
        }
        APIGatewayV2HTTPEvent without = event("", body, "application/x-protobuf");
        without.setHeaders(Map.of());
        assertThat(handler.handleRequest(without, TimeLeft.PLENTY).getStatusCode()).isEqualTo(401);

        assertThat(acme.hosts().page(Optional.empty(), 10).items()).isEmpty();
    }

    @Test
    void showsOneTenantsHostsToNoOther() throws Exception {
        push(ACME_AGENT_KEY, gauge("web-1", "x", 1, NOON));

        assertThat(tenancy.enter(RIVAL_AGENT).hosts().find(WEB_1)).isEmpty();
    }

    @Test
    void namesTheHostThatIsOverTheCapAndTellsTheOwnerOnce() throws Exception {
        push(ACME_AGENT_KEY, gauge("web-1", "x", 1, NOON));
        push(ACME_AGENT_KEY, gauge("web-2", "x", 1, NOON));

        for (int i = 0; i < 3; i++) {
            APIGatewayV2HTTPResponse answer = push(ACME_AGENT_KEY, gauge("web-3", "x", 1, NOON));
            assertThat(answer.getStatusCode()).isEqualTo(400);
            assertThat(Responses.body(answer)).asString().contains("web-3");
        }

        assertThat(acme.hosts().find(new HostName("web-3"))).isEmpty();
        assertThat(acme.notices().standing()).hasSize(1);
        assertThat(acme.notices().standing().getFirst().text()).contains("web-3");
        assertThat(push(ACME_AGENT_KEY, gauge("web-1", "x", 2, NOON)).getStatusCode())
                .as("known hosts go on")
                .isEqualTo(200);
    }

    @Test
    void storesThoseHostsOfAPushThatAreUnderTheCap() throws Exception {
        push(ACME_AGENT_KEY, gauge("web-1", "x", 1, NOON));
        push(ACME_AGENT_KEY, gauge("web-2", "x", 1, NOON));
        ExportMetricsServiceRequest both =
                request(resource("web-1"), metric("y", point(NOON, 1))).toBuilder()
                        .mergeFrom(request(resource("web-3"), metric("y", point(NOON, 2))))
                        .build();

        APIGatewayV2HTTPResponse answer = push(ACME_AGENT_KEY, both.toByteArray());

        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(response(answer).getPartialSuccess().getRejectedDataPoints()).isEqualTo(1);
        assertThat(response(answer).getPartialSuccess().getErrorMessage()).contains("web-3");
        assertThat(stored(WEB_1)).hasSize(2);
    }

    @Test
    void refusesSamplesWhoseTimeCannotBeTrueAndStoresTheRest() throws Exception {
        Instant old = NOON.minus(Limits.AGE_MAX).minusMillis(1);
        Instant ahead = NOON.plus(Limits.FUTURE_MAX).plusMillis(1);
        byte[] body =
                request(
                                resource("web-1"),
                                metric("old", point(old, 1)),
                                metric("ahead", point(ahead, 1)),
                                metric("x", point(NOON, 1)))
                        .toByteArray();

        ExportMetricsServiceResponse answer = response(push(ACME_AGENT_KEY, body));

        assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isEqualTo(2);
        assertThat(answer.getPartialSuccess().getErrorMessage()).contains("old", "ahead");
        assertThat(only(stored(WEB_1)).series().name()).isEqualTo("x");
    }

    @Test
    void storesSamplesAtBothEndsOfTheTimeThatIsTaken() throws Exception {
        byte[] body =
                request(
                                resource("web-1"),
                                metric("x", point(NOON.minus(Limits.AGE_MAX), 1)),
                                metric("y", point(NOON.plus(Limits.FUTURE_MAX), 1)))
                        .toByteArray();

        assertThat(response(push(ACME_AGENT_KEY, body)).hasPartialSuccess()).isFalse();
        assertThat(stored(WEB_1)).hasSize(2);
    }

    @Test
    void countsWhatItDoesNotStoreToTheSender() throws Exception {
        Metric histogram =
                Metric.newBuilder()
                        .setName("h")
                        .setHistogram(
                                Histogram.newBuilder()
                                        .addDataPoints(
                                                HistogramDataPoint.newBuilder()
                                                        .setTimeUnixNano(nanos(NOON))))
                        .build();

        ExportMetricsServiceResponse answer =
                response(push(ACME_AGENT_KEY, request(resource("web-1"), histogram).toByteArray()));

        assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isEqualTo(1);
        assertThat(answer.getPartialSuccess().getErrorMessage()).contains("temporality (first: h)");
        assertThat(acme.hosts().page(Optional.empty(), 10).items()).isEmpty();
    }

    @Test
    void storesHistogramsAsSeriesAndExponentialOnesWhole() throws Exception {
        byte[] body =
                request(resource("web-1"), histogram(NOON), exponential(NOON, 3)).toByteArray();

        assertThat(response(push(ACME_AGENT_KEY, body)).hasPartialSuccess()).isFalse();

        assertThat(stored(WEB_1))
                .extracting(each -> each.series().name())
                .containsExactlyInAnyOrder(
                        "h_bucket", "h_bucket", "h_count", "h_sum", "e", "e_count", "e_sum");
        assertThat(wholeHistograms())
                .singleElement()
                .satisfies(
                        whole -> {
                            assertThat(whole.size()).isEqualTo(1);
                            assertThat(whole.histogram(0).count()).isEqualTo(3);
                            assertThat(whole.histogram(0).positive().size()).isEqualTo(2);
                        });
    }

    @Test
    void keepsTheLaterOfTwoHistogramsAtOneTime() throws Exception {
        byte[] body =
                request(
                                resource("web-1"),
                                exponential(NOON.plusSeconds(1), 5),
                                exponential(NOON, 3),
                                exponential(NOON, 4))
                        .toByteArray();

        push(ACME_AGENT_KEY, body);

        HistogramPoints points = wholeHistograms().getFirst();
        assertThat(points.size()).isEqualTo(2);
        assertThat(points.histogram(0).count()).isEqualTo(4);
        assertThat(points.histogram(1).count()).isEqualTo(5);
    }

    @Test
    void countsARefusedHistogramAsTheOnePointThatItIs() throws Exception {
        Instant old = NOON.minus(Limits.AGE_MAX).minusMillis(1);
        byte[] body =
                request(resource("web-1"), histogram(old), exponential(old, 3), histogram(NOON))
                        .toByteArray();

        ExportMetricsServiceResponse answer = response(push(ACME_AGENT_KEY, body));

        assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isEqualTo(2);
        assertThat(stored(WEB_1)).hasSize(4);
    }

    private List<HistogramPoints> wholeHistograms() throws Exception {
        List<HistogramPoints> all = new ArrayList<>();
        for (SeriesPoints each : stored(WEB_1)) {
            if (each.points() instanceof HistogramPoints whole) {
                all.add(whole);
            }
        }
        return all;
    }

    private static Metric histogram(Instant time) {
        return Metric.newBuilder()
                .setName("h")
                .setHistogram(
                        Histogram.newBuilder()
                                .setAggregationTemporality(
                                        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                                .addDataPoints(
                                        HistogramDataPoint.newBuilder()
                                                .setTimeUnixNano(nanos(time))
                                                .setCount(3)
                                                .setSum(2.5)
                                                .addExplicitBounds(1)
                                                .addBucketCounts(1)
                                                .addBucketCounts(2)))
                .build();
    }

    private static Metric exponential(Instant time, long count) {
        return Metric.newBuilder()
                .setName("e")
                .setExponentialHistogram(
                        ExponentialHistogram.newBuilder()
                                .setAggregationTemporality(
                                        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                                .addDataPoints(
                                        ExponentialHistogramDataPoint.newBuilder()
                                                .setTimeUnixNano(nanos(time))
                                                .setCount(count)
                                                .setSum(2.5)
                                                .setPositive(
                                                        ExponentialHistogramDataPoint.Buckets
                                                                .newBuilder()
                                                                .addBucketCounts(1)
                                                                .addBucketCounts(count - 1))))
                .build();
    }

    @Test
    void refusesSeriesBeyondAHostsCapAndNamesTheFirst() throws Exception {
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i <= Limits.SERIES_PER_HOST_MAX; i++) {
            metrics.add(metric("m" + i, point(NOON, i)));
        }

        ExportMetricsServiceResponse answer =
                response(
                        push(
                                ACME_AGENT_KEY,
                                request(resource("web-1"), metrics.toArray(Metric[]::new))
                                        .toByteArray()));

        assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isEqualTo(1);
        assertThat(answer.getPartialSuccess().getErrorMessage())
                .contains("m" + Limits.SERIES_PER_HOST_MAX);
        assertThat(stored(WEB_1)).hasSize(Limits.SERIES_PER_HOST_MAX);
    }

    @Test
    void refusesSeriesWithMoreNewTextThanAPushMayHaveAndNamesTheFirst() throws Exception {
        int textOfOne = 3 * 1_000;
        int most = SeriesLimits.NEW_TEXT_BYTES_MAX / textOfOne;
        ExportMetricsServiceRequest.Builder push = ExportMetricsServiceRequest.newBuilder();
        for (int i = 0; i <= most; i++) {
            Resource.Builder resource = resource("web-1").toBuilder();
            for (int j = 0; j < 3; j++) {
                String value = "%d.%d.".formatted(i, j) + "x".repeat(1_000);
                resource.addAttributes(
                        KeyValue.newBuilder()
                                .setKey("k" + j)
                                .setValue(AnyValue.newBuilder().setStringValue(value)));
            }
            push.mergeFrom(request(resource.build(), metric("m" + i, point(NOON, i))));
        }

        ExportMetricsServiceResponse answer =
                response(push(ACME_AGENT_KEY, push.build().toByteArray()));

        assertThat(answer.getPartialSuccess().getErrorMessage())
                .contains("bytes of new names and labels")
                .contains("k0");
        assertThat(stored(WEB_1).size() + answer.getPartialSuccess().getRejectedDataPoints())
                .isEqualTo(most + 1);
        assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isBetween(1L, 20L);
    }

    @Test
    void findsTheRoomOfAListThatWasTidiedWithinAMinute() throws Exception {
        push(ACME_AGENT_KEY, gauge("web-1", "x", 1, NOON));
        list(1, Limits.SERIES_PER_HOST_MAX);
        clock.move(Duration.ofMinutes(1));
        assertThat(rejected("new")).isOne();

        list(2, 100);

        assertThat(rejected("new")).isOne();
        clock.move(Duration.ofMinutes(1));
        assertThat(rejected("new")).isZero();
        assertThat(stored(WEB_1)).hasSize(2);
    }

    private long rejected(String name) throws IOException {
        return response(push(ACME_AGENT_KEY, gauge("web-1", name, 1, clock.instant())))
                .getPartialSuccess()
                .getRejectedDataPoints();
    }

    /** A list of web-1 of that many series that it no longer has. */
    private void list(int version, int count) throws Malformed {
        List<SeriesPoints> gone = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Series series = new Series("gone" + i, List.of(), Kind.GAUGE, ValueType.DOUBLE, "1");
            gone.add(new SeriesPoints(series, new NumberPoints(new long[1], new long[1])));
        }
        Instant until = NOON.plus(Limits.DICTIONARY_KEPT);
        byte[] bytes =
                Folding.next(DictionaryHistory.none(), List.of(gone), NOON, until)
                        .orElseThrow()
                        .bytes();
        HostId host = acme.hosts().find(WEB_1).orElseThrow().id();
        acme.dictionaries().add(host, new DictionarySegment(version, 0, bytes, until));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "{", "nonsense", "\n\u0005"})
    void refusesWhatItCannotReadAndStoresNothing(String body) throws Exception {
        APIGatewayV2HTTPResponse answer =
                push(ACME_AGENT_KEY, body.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(Responses.body(answer)).asString().isNotBlank().doesNotContain("io.keepwatch");
        assertThat(acme.hosts().page(Optional.empty(), 10).items()).isEmpty();
    }

    @Test
    void storesNothingOfABodyThatIsCutShort() throws Exception {
        byte[] body =
                request(resource("web-1"), metric("x", point(NOON, 1)), metric("y", point(NOON, 1)))
                        .toByteArray();
        for (int length = 1; length < body.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(body, length);

            assertThat(push(ACME_AGENT_KEY, cut).getStatusCode()).as("%d", length).isEqualTo(400);
        }
        assertThat(acme.hosts().page(Optional.empty(), 10).items()).isEmpty();
    }

    @Test
    void refusesAGzipBombWithAReason() throws Exception {
        byte[] bomb = gzip(new byte[64 << 20]);

        for (byte[] body : List.of(bomb, gzip(bomb))) {
            APIGatewayV2HTTPResponse answer = push(ACME_AGENT_KEY, body);
            assertThat(answer.getStatusCode()).isEqualTo(400);
            assertThat(Responses.body(answer)).asString().contains("the body");
        }
    }

    @Test
    void asksToComeAgainWhenStorageIsBusy() throws Exception {
        byte[] body = gauge("web-1", "x", 1, NOON);
        tenancy.turnBusy(true);

        APIGatewayV2HTTPResponse answer = push(ACME_AGENT_KEY, body);

        assertThat(answer.getStatusCode()).isEqualTo(503);
        assertThat(answer.getHeaders()).containsKey("retry-after");

        tenancy.turnBusy(false);
        assertThat(push(ACME_AGENT_KEY, body).getStatusCode()).isEqualTo(200);
        assertThat(stored(WEB_1)).hasSize(1);
    }

    private APIGatewayV2HTTPResponse push(Key key, byte[] body) {
        return handler.handleRequest(
                event(key.reveal(), body, "application/x-protobuf"), TimeLeft.PLENTY);
    }

    private static APIGatewayV2HTTPEvent event(String key, byte[] body, String contentType) {
        APIGatewayV2HTTPEvent event = sample("protobuf");
        event.setHeaders(Map.of("authorization", "Bearer " + key, "content-type", contentType));
        event.setBody(Base64.getEncoder().encodeToString(body));
        event.setIsBase64Encoded(true);
        return event;
    }

    private static APIGatewayV2HTTPEvent sample(String name) {
        return EventFiles.load("ingest/" + name, APIGatewayV2HTTPEvent.class);
    }

    private static ExportMetricsServiceResponse response(APIGatewayV2HTTPResponse answer)
            throws InvalidProtocolBufferException {
        assertThat(answer.getStatusCode()).isEqualTo(200);
        return ExportMetricsServiceResponse.parseFrom(Responses.body(answer));
    }

    private List<StoredChunk> chunks(HostName name) {
        Host host = acme.hosts().find(name).orElseThrow();
        return acme.chunks()
                .between(host.id(), NOON.minus(Duration.ofDays(1)), NOON.plusSeconds(3600));
    }

    private List<SeriesPoints> stored(HostName name) throws Malformed {
        Host host = acme.hosts().find(name).orElseThrow();
        DictionaryHistory history = DictionaryHistory.of(acme.dictionaries().segments(host.id()));
        List<SeriesPoints> stored = new ArrayList<>();
        for (StoredChunk each : chunks(name)) {
            EncodedChunk chunk = each.chunk();
            stored.addAll(ChunkCodec.decode(chunk.bytes(), history::version));
        }
        return stored;
    }

    private static long onlyBits(List<SeriesPoints> points) {
        return switch (only(points).points()) {
            case NumberPoints numbers -> numbers.bits(0);
            case HistogramPoints _ -> throw new AssertionError("histograms");
        };
    }

    private static SeriesPoints only(List<SeriesPoints> stored) {
        assertThat(stored).hasSize(1);
        return stored.getFirst();
    }

    private static byte[] gauge(String host, String name, double value, Instant at) {
        return request(resource(host), metric(name, point(at, value))).toByteArray();
    }

    private static ExportMetricsServiceRequest request(Resource resource, Metric... metrics) {
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(
                        ResourceMetrics.newBuilder()
                                .setResource(resource)
                                .addScopeMetrics(
                                        ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
                .build();
    }

    private static Resource resource(String host) {
        return Resource.newBuilder()
                .addAttributes(
                        KeyValue.newBuilder()
                                .setKey("host.name")
                                .setValue(AnyValue.newBuilder().setStringValue(host)))
                .build();
    }

    private static Metric metric(String name, NumberDataPoint... points) {
        return Metric.newBuilder()
                .setName(name)
                .setGauge(Gauge.newBuilder().addAllDataPoints(List.of(points)))
                .build();
    }

    private static NumberDataPoint point(Instant at, double value) {
        return NumberDataPoint.newBuilder().setTimeUnixNano(nanos(at)).setAsDouble(value).build();
    }

    private static long nanos(Instant at) {
        return TimeUnit.MILLISECONDS.toNanos(at.toEpochMilli());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
