package io.keepwatch.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.aws.http.Responses;
import io.keepwatch.support.Cast;
import io.keepwatch.support.InMemoryTenancy;
import io.keepwatch.support.MovableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetupTest {

    private static final String GATEWAY =
            "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final CabinetHandler handler =
            new CabinetHandler(Cast.DOOR, new InMemoryTenancy(clock), clock);

    @ParameterizedTest
    @EnumSource(SetupAgent.class)
    void givesAnAgentsConfigurationWithTheAddressThatItWasAskedAt(SetupAgent agent) {
        APIGatewayV2HTTPResponse answer = call(asking(agent.id()));

        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(answer.getHeaders())
                .containsEntry("content-type", "text/plain; charset=utf-8")
                .containsEntry("cache-control", "no-store");
        assertThat(body(answer)).containsOnlyOnce(GATEWAY).doesNotContain(Setups.ADDRESS);
    }

    /** Else all machines that share a key would be one host, by the key's name. */
    @Test
    void letsAnSdkNameItsHost() {
        assertThat(body(call(asking("sdk"))))
                .contains("OTEL_RESOURCE_ATTRIBUTES=host.name=$(hostname)");
    }

    @Test
    void asksForNoKey() {
        APIGatewayV2HTTPEvent event = asking("telegraf");

        assertThat(event.getHeaders()).doesNotContainKey("authorization");
        assertThat(call(event).getStatusCode()).isEqualTo(200);
    }

    @Test
    void listsTheAgentsIfNoneIsNamed() {
        APIGatewayV2HTTPEvent event = asking("telegraf");
        event.setRawQueryString("");

        JsonNode agents = OpenApi.json(body(call(event))).get("agents");

        assertThat(agents.findValuesAsText("id"))
                .containsExactly("collector", "prometheus", "vmagent", "alloy", "telegraf", "sdk");
        assertThat(agents.findValuesAsText("title"))
                .startsWith(
                        "OpenTelemetry Collector",
                        "Prometheus",
                        "vmagent",
                        "Grafana Alloy",
                        "Telegraf");
        assertThat(agents.get(4).get("link").asText())
                .isEqualTo(GATEWAY + "/v1/setup?agent=telegraf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Telegraf", "collectd", "../telegraf", "telegraf.conf", "a&b"})
    void namesTheAgentsThatThereAreIfItDoesNotKnowOne(String unknown) {
        APIGatewayV2HTTPResponse answer = call(asking(unknown));

        assertThat(answer.getStatusCode()).isEqualTo(400);
        JsonNode problem = OpenApi.json(body(answer));
        assertThat(problem.get("field").asText()).isEqualTo("agent");
        assertThat(problem.get("detail").asText())
                .isEqualTo(
                        "agent must be one of collector, prometheus, vmagent, alloy, telegraf, sdk.");
    }

    @Test
    void usesPlainHttpWhereTheGatewayDoes() {
        APIGatewayV2HTTPEvent event = at("127.0.0.1:8080");
        header(event, "x-forwarded-proto", "http");

        assertThat(body(call(event))).contains("urls = [\"http://127.0.0.1:8080\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "HTTP", "http,https", "ftp", "javascript", ""})
    void usesHttpsWhateverElseIsSaidOfTheScheme(String scheme) {
        APIGatewayV2HTTPEvent event = at("in.example.com");
        header(event, "x-forwarded-proto", scheme);

        assertThat(body(call(event))).contains("urls = [\"https://in.example.com\"]");
    }

    @Test
    void doesNotListenToTheCallersOwnHost() {
        APIGatewayV2HTTPEvent event = at("in.example.com");
        header(event, "host", "evil.example");
        header(event, "x-forwarded-host", "evil.example");

        assertThat(body(call(event))).contains("https://in.example.com").doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "in.keepwatch.example.com",
                "192.0.2.7:65535",
                "[::1]:8080",
                "[2001:db8::7]",
                "xn--bcher-kva.example",
            })
    void takesEachFormOfAnAddress(String host) {
        assertThat(body(call(at(host)))).contains("urls = [\"https://" + host + "\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "-a.example",
                "a..example",
                "a.example.",
                "a.example:",
                "a.example:0x50",
                "a.example:65536",
                "a.example:8080:8080",
                "user@a.example",
                "a.example/path",
                "a.example?x",
                "a.example#x",
                "a.example\n  tls: {insecure: true}",
                "a.example\"]\n[[outputs.exec]]\n  command = [\"sh",
                "$(reboot).example",
                "`reboot`.example",
                "${HOME}.example",
                "a.example'",
                "a b.example",
                "bücher.example",
                "[::1",
                "[::1%eth0]",
                "[a.example]",
                "a.example\0",
            })
    void refusesAnAddressThatIsNone(String host) {
        APIGatewayV2HTTPResponse answer = call(at(host));

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(OpenApi.json(body(answer)).get("field").asText()).isEqualTo("host");
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThat(call(at("a".repeat(64) + ".example")).getStatusCode()).isEqualTo(400);
        assertThat(call(at("a.".repeat(123) + "example")).getStatusCode()).isEqualTo(200);
        assertThat(call(at("a.".repeat(123) + "examples")).getStatusCode()).isEqualTo(400);
    }

    @Test
    void refusesAnEventWithoutAnAddress() {
        assertThat(call(at(null)).getStatusCode()).isEqualTo(400);
    }

    @Property(tries = 500)
    void letsNoCharacterThroughThatCouldMeanSomething(
            @ForAll @StringLength(max = 20) String before,
            @ForAll @StringLength(max = 20) String after) {
        APIGatewayV2HTTPResponse answer = call(at(before + "a.example" + after));

        if (answer.getStatusCode() == 200) {
            assertThat(before + after).matches("[A-Za-z0-9.:-]*");
        } else {
            assertThat(answer.getStatusCode()).isEqualTo(400);
        }
    }

    // --- The configurations themselves; what each setting is for stands beside it in the file.

    @ParameterizedTest
    @EnumSource(SetupAgent.class)
    void canBePastedAnywhere(SetupAgent agent) {
        String text = raw(agent);

        assertThat(text).matches("[\\x20-\\x7e\\n]+\\n");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(121));
        assertThat(text).containsOnlyOnce(Setups.ADDRESS);
    }

    @ParameterizedTest
    @EnumSource(SetupAgent.class)
    void saysWhereTheKeyGoesAndHasNone(SetupAgent agent) {
        assertThat(raw(agent)).contains("key").doesNotContainPattern("kw[ir]_[0-9a-z]");
    }

    @ParameterizedTest
    @EnumSource(SetupAgent.class)
    void pushesOnceAMinute(SetupAgent agent) {
        assertThat(raw(agent))
                .containsPattern(
                        "(collection_interval|scrape_interval|interval)( =|:|\\s+=) \"?60s"
                                + "|EXPORT_INTERVAL=60000\n");
    }

    @Test
    void isYamlWhereItSaysSo() {
        JsonNode collector = yaml(SetupAgent.COLLECTOR);
        List<String> parts = new ArrayList<>();
        JsonNode pipeline = collector.at("/service/pipelines/metrics");
        for (String sort : List.of("receivers", "processors", "exporters")) {
            for (JsonNode part : pipeline.get(sort)) {
                assertThat(collector.get(sort).has(part.asText())).as(part.asText()).isTrue();
                parts.add(part.asText());
            }
        }
        assertThat(parts).containsExactly("hostmetrics", "resourcedetection", "batch", "otlphttp");

        JsonNode write = yaml(SetupAgent.PROMETHEUS).at("/remote_write/0");
        assertThat(write.at("/url").asText()).isEqualTo(Setups.ADDRESS + "/api/v1/write");
        assertThat(write.at("/queue_config/max_samples_per_send").asInt()).isEqualTo(10_000);
        assertThat(write.at("/queue_config/max_shards").asInt()).isEqualTo(1);
        assertThat(write.at("/metadata_config/send").asBoolean(true)).isFalse();
    }

    private static JsonNode yaml(SetupAgent agent) {
        return OpenApi.yaml(Path.of("src/main/resources/setup", agent.file()));
    }

    private static String raw(SetupAgent agent) {
        return Assets.read("/setup/" + agent.file());
    }

    private static APIGatewayV2HTTPEvent asking(String agent) {
        return Events.of("setup", "", "agent", agent);
    }

    /** Telegraf's configuration, asked for at that address. */
    private static APIGatewayV2HTTPEvent at(String host) {
        APIGatewayV2HTTPEvent event = asking("telegraf");
        event.getRequestContext().setDomainName(host);
        return event;
    }

    private static void header(APIGatewayV2HTTPEvent event, String name, String value) {
        Map<String, String> headers = new HashMap<>(event.getHeaders());
        headers.put(name, value);
        event.setHeaders(headers);
    }

    private APIGatewayV2HTTPResponse call(APIGatewayV2HTTPEvent event) {
        return handler.handleRequest(event, Invocation.IN_TIME);
    }

    private static String body(APIGatewayV2HTTPResponse answer) {
        return new String(Responses.body(answer), StandardCharsets.UTF_8);
    }
}
