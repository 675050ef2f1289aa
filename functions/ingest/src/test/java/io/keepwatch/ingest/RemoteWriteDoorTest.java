package io.keepwatch.ingest;

import static io.keepwatch.ingest.Rig.NOON;
import static io.keepwatch.ingest.Rig.T;
import static io.keepwatch.support.Cast.ACME_AGENT_KEY;
import static io.keepwatch.support.Cast.ACME_READER_KEY;
import static io.keepwatch.support.Cast.ACME_WEB_1_KEY;
import static io.keepwatch.support.Cast.DB_1;
import static io.keepwatch.support.Cast.UNKNOWN_AGENT_KEY;
import static io.keepwatch.support.Cast.WEB_1;
import static io.keepwatch.support.RemoteWrite.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.series.HistogramPoints;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.NumberPoints;
import io.keepwatch.domain.series.SeriesPoints;
import io.keepwatch.support.RemoteWrite;
import io.keepwatch.support.RemoteWrite.Sample;
import io.keepwatch.support.RemoteWrite.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prometheus remote write, from the request to what is stored and answered. */
class RemoteWriteDoorTest {

    private final Rig rig = new Rig();

    @ParameterizedTest
    @EnumSource
    void storesSamplesBitByBitAndSaysHowMany(Version version) throws Exception {
        double odd = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);

        APIGatewayV2HTTPResponse answer =
                rig.push(
                        new RemoteWrite(version)
                                .series(of("web-1", "a"), new Sample(T - 15_000, odd))
                                .series(
                                        of("web-1", "b"),
                                        new Sample(T - 15_000, 1),
                                        new Sample(T, RemoteWrite.STALE)));

        assertThat(answer.getStatusCode()).isEqualTo(204);
        assertThat(answer.getBody()).isEmpty();
        assertWritten(answer, 3, 0, 0);
        assertThat(rig.only(WEB_1))
                .extracting(each -> each.series().name(), SeriesPoints::points)
                .containsExactlyInAnyOrder(
                        tuple(
                                "a",
                                new NumberPoints(
                                        new long[] {T - 15_000},
                                        new long[] {0x7ff8_0000_dead_beefL})),
                        tuple(
                                "b",
                                new NumberPoints(
                                        new long[] {T - 15_000, T},
                                        new long[] {
                                            Double.doubleToRawLongBits(1), 0x7ff0000000000002L
                                        })));
    }

    @ParameterizedTest
    @EnumSource
    void storesNativeHistogramsWholeAndCountsThemAsWhatTheyAre(Version version) throws Exception {
        long old = NOON.minus(Limits.AGE_MAX).toEpochMilli() - 1;

        APIGatewayV2HTTPResponse answer =
                rig.push(
                        new RemoteWrite(version)
                                .histogram(of("web-1", "h"), T)
                                .histogram(of("web-1", "h"), old));

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(Rig.text(answer)).contains("1 point", "22 hours", "(first: h)");
        assertWritten(answer, 0, 1, 2);
        assertThat(rig.only(WEB_1))
                .extracting(each -> each.series().name())
                .containsExactlyInAnyOrder("h", "h_count", "h_sum");
        assertThat(rig.only(WEB_1)).anyMatch(each -> each.points() instanceof HistogramPoints);
    }

    @ParameterizedTest
    @EnumSource
    void putsEachHostOfAPushInAChunkOfItsOwn(Version version) throws Exception {
        RemoteWrite push = new RemoteWrite(version);
        for (int i = 0; i < 10; i++) {
            push.series(of(i % 2 == 0 ? "web-1" : "db-1", "m" + i), new Sample(T, i));
        }

        assertThat(rig.push(push).getStatusCode()).isEqualTo(204);

        assertThat(rig.only(WEB_1)).hasSize(5);
        assertThat(rig.only(DB_1)).hasSize(5);
    }

    @ParameterizedTest
    @EnumSource
    void storesTheRestWhereSomeAreRefusedAndSaysHowManyWereWritten(Version version)
            throws Exception {
        long old = NOON.minus(Limits.AGE_MAX).toEpochMilli() - 1;
        long ahead = NOON.plus(Limits.FUTURE_MAX).toEpochMilli() + 1;

        APIGatewayV2HTTPResponse answer =
                rig.push(
                        new RemoteWrite(version)
                                .series(of("web-1", "x"), new Sample(old, 1), new Sample(T, 2))
                                .series(of("web-1", "y"), new Sample(T, 3), new Sample(ahead, 4))
                                .series(labels("nameless", "true"), new Sample(T, 5)));

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(answer.getHeaders()).containsEntry("content-type", "text/plain; charset=utf-8");
        assertThat(Rig.text(answer))
                .contains("older than 22 hours (first: x)", "in the future (first: y)", "a name");
        assertWritten(answer, 2, 0, 0);
        assertThat(rig.only(WEB_1)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void countsSeriesBeyondAHostsCapAsNotWritten(Version version) throws Exception {
        RemoteWrite push = new RemoteWrite(version);
        for (int i = 0; i < Limits.SERIES_PER_HOST_MAX + 3; i++) {
            push.series(of("web-1", "m" + i), new Sample(T, i));
        }

        APIGatewayV2HTTPResponse answer = rig.push(push);

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(Rig.text(answer)).contains("3 points", "20000 series");
        assertWritten(answer, Limits.SERIES_PER_HOST_MAX, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void refuses100000SeriesInOnePushAndSaysToSendLess(Version version) {
        RemoteWrite push = new RemoteWrite(version);
        for (int i = 0; i < 100_000; i++) {
            push.series(labels("__name__", "m" + i), new Sample(T, i));
        }

        assertRejected(rig.push(push), "; send smaller batches");
    }

    @ParameterizedTest
    @EnumSource
    void refusesASeriesOfAMillionLabelsAloneAndNamesIt(Version version) throws Exception {
        // Short ones, or there would be no room for them in a body.
        Label[] many = new Label[version == Version.V1 ? 400_000 : 1_000_000];
        Arrays.setAll(many, i -> new Label(Integer.toString(i % 1000, 36), "x"));

        APIGatewayV2HTTPResponse answer =
                rig.push(
                        new RemoteWrite(version)
                                .series(of("web-1", "x"), new Sample(T, 1))
                                .series(List.of(many), new Sample(T, 1)));

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(Rig.text(answer)).contains("1 point: more than 64 labels");
        assertWritten(answer, 1, 0, 0);
        assertThat(rig.only(WEB_1)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatItCannotReadAndStoresNothing(Version version) throws Exception {
        byte[] body = new RemoteWrite(version).series(of("web-1", "x"), new Sample(T, 1)).body();
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertRejected(push(ACME_AGENT_KEY, version.contentType(), cut), "snappy");
        }
        assertRejected(
                push(ACME_AGENT_KEY, version.contentType(), RemoteWrite.snappy(new byte[] {7})),
                "");
        assertRejected(push(ACME_AGENT_KEY, version.contentType(), gzip(body)), "gzip");
        byte[] fourGibibytes = {-1, -1, -1, -1, 15, 0};
        assertRejected(push(ACME_AGENT_KEY, version.contentType(), fourGibibytes), "6000000");
    }

    @Test
    void tellsVmagentByAStatusThatItUnderstandsToLeaveItsOwnCompression() {
        byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0};

        assertRejected(push(ACME_AGENT_KEY, Version.V1.contentType(), zstd), "zstd");
    }

    @Test
    void answersAContentTypeThatIsNotKnownSoThatTheSenderMayChooseAnother() {
        for (String type : List.of("text/plain", "application/x-protobuf;proto=prometheus.V3")) {
            APIGatewayV2HTTPResponse answer = push(ACME_AGENT_KEY, type, new byte[0]);

            assertThat(answer.getStatusCode()).isEqualTo(415);
            assertThat(Rig.text(answer)).contains("io.prometheus.write.v2.Request");
            assertWritten(answer, 0, 0, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void turnsAwayWhoHasNoGoodKey(Version version) {
        for (Key key : List.of(UNKNOWN_AGENT_KEY, ACME_READER_KEY)) {
            APIGatewayV2HTTPResponse answer = rig.push(key, one(version, "web-1", T, 1));

            assertThat(answer.getStatusCode()).isEqualTo(401);
            assertThat(answer.getHeaders()).containsKey("www-authenticate");
            assertThat(Rig.text(answer)).contains("kwi_");
            assertWritten(answer, 0, 0, 0);
        }
        assertThat(rig.hosts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void asksToComeAgainWhenStorageIsBusyAndThenStoresItOnce(Version version) throws Exception {
        rig.tenancy.turnBusy(true);

        APIGatewayV2HTTPResponse answer = rig.push(one(version, "web-1", T, 1));

        assertThat(answer.getStatusCode()).isEqualTo(503);
        assertThat(answer.getHeaders()).containsKey("retry-after");
        assertWritten(answer, 0, 0, 0);

        rig.tenancy.turnBusy(false);
        for (int i = 0; i < 2; i++) {
            assertThat(rig.push(one(version, "web-1", T, 1)).getStatusCode()).isEqualTo(204);
        }
        assertThat(rig.only(WEB_1)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void takesAPushWithoutSamplesWithoutATouchOfStorage(Version version) {
        APIGatewayV2HTTPResponse answer = rig.push(new RemoteWrite(version));

        assertThat(answer.getStatusCode()).isEqualTo(204);
        assertWritten(answer, 0, 0, 0);
        assertThat(rig.watched.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatTwoAgentsSayOfOneHost(Version version) throws Exception {
        rig.push(ACME_AGENT_KEY, one(version, "web-1", T - 2, 1));
        rig.push(ACME_WEB_1_KEY, one(version, "anything", T - 1, 2));
        rig.push(ACME_AGENT_KEY, one(version, "web-1", T, 3));

        assertThat(rig.hosts()).hasSize(1);
        assertThat(rig.stored(WEB_1)).hasSize(3);
        assertThat(rig.acme.hosts().find(new HostName("anything"))).isEmpty();
    }

    private APIGatewayV2HTTPResponse push(Key key, String contentType, byte[] body) {
        return rig.push(key, "POST /api/v1/write", contentType, body);
    }

    private static RemoteWrite one(Version version, String host, long time, double value) {
        return new RemoteWrite(version).series(of(host, "x"), new Sample(time, value));
    }

    private static List<Label> of(String host, String name) {
        return labels("__name__", name, "instance", host + ":9100", "job", "node");
    }

    private void assertRejected(APIGatewayV2HTTPResponse answer, String reason) {
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(Rig.text(answer)).isNotBlank().contains(reason).doesNotContain("io.keepwatch");
        assertWritten(answer, 0, 0, 0);
        assertThat(rig.hosts()).isEmpty();
    }

    private static void assertWritten(
            APIGatewayV2HTTPResponse answer, int samples, int histograms, int exemplars) {
        assertThat(answer.getHeaders())
                .containsAllEntriesOf(
                        Map.of(
                                "x-prometheus-remote-write-samples-written", "" + samples,
                                "x-prometheus-remote-write-histograms-written", "" + histograms,
                                "x-prometheus-remote-write-exemplars-written", "" + exemplars));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
