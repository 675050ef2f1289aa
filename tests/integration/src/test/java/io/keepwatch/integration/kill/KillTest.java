package io.keepwatch.integration.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keepwatch.integration.agent.Agent;
import io.keepwatch.integration.agent.Api;
import io.keepwatch.integration.agent.Push;
import io.keepwatch.integration.agent.Sample;
import io.keepwatch.local.LocalCloud;
import io.keepwatch.local.dynamodb.DynamoApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system, killed again and again with {@code kill -9} and started on the same data. */
class KillTest {

    private static final boolean DEEP = Boolean.getBoolean("keepwatch.deep");
    private static final int KILLS_BEFORE_THE_ANSWER = 20;
    private static final int HELD_PUT_MAX = 5;

    /**
     * After so many kills. What is lost stays lost, since nothing acknowledged is sent again, and a
     * cold start's first reading takes as long as the start.
     */
    private static final int READ_BACK_EVERY = DEEP ? 1 : 4;

    /** So often while it starts, and so often while it works. */
    private static final int KILLS_AT_ANY_MOMENT = DEEP ? 40 : 2;

    /** About as long as a start takes. */
    private static final Duration STARTING = Duration.ofSeconds(3);

    private static final Duration PUSHING = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final long seed = Long.getLong("keepwatch.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Agent agent = new Agent(new Random(seed));

    @TempDir private Path folder;
    private CloudProcess cloud;

    @BeforeEach
    void say() {
        System.out.println("keepwatch: KillTest runs with -Dkeepwatch.seed=" + seed);
    }

    @AfterEach
    void endWhatAFailureLeft() throws Exception {
        if (cloud != null) {
            cloud.kill(random);
        }
    }

    @Test
    void losesNothingAcknowledgedWhenKilledBetweenPutAndAnswer() throws Exception {
        List<Sample> cutOff = List.of();
        int putsOfIt = 0;
        for (int kill = 0; kill < KILLS_BEFORE_THE_ANSWER; kill++) {
            int heldPut = 1 + kill % HELD_PUT_MAX;
            start(heldPut);
            Api api = cloud.awaitReady();
            if (kill % READ_BACK_EVERY == 0) {
                List<Sample> found = agent.check(api);
                // A put for each of its hosts: those were done, though nobody was told.
                assertThat(cutOff.stream().filter(found::contains).map(Sample::host).distinct())
                        .hasSizeGreaterThanOrEqualTo(putsOfIt);
            }

            FutureTask<Agent.Cut> pushing = push(api, "run-" + kill, kill % 2 == 0);
            cloud.awaitHeld();
            cloud.kill(random);

            cutOff = pushing.get().push().samples();
            putsOfIt = heldPut - pushing.get().answered() * Push.PUTS;
            assertThat(putsOfIt).isBetween(1, Push.PUTS);
        }
        checkInTheEnd();
    }

    @Test
    void losesNothingAcknowledgedAtWhateverMomentItIsKilled() throws Exception {
        for (int kill = 0; kill < KILLS_AT_ANY_MOMENT; kill++) {
            start(KilledCloud.NEVER);
            Thread.sleep(random.nextLong(STARTING.toMillis()));
            cloud.kill(random);

            start(KilledCloud.NEVER);
            Api api = cloud.awaitReady();
            agent.check(api);
            FutureTask<Agent.Cut> pushing = push(api, "run-" + kill, kill % 2 == 0);
            Thread.sleep(random.nextLong(PUSHING.toMillis()));
            cloud.kill(random);
            pushing.get();
        }
        checkInTheEnd();
    }

    private void start(int heldPut) throws IOException {
        cloud = CloudProcess.start(data(), heldPut, folder.resolve("log"));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private FutureTask<Agent.Cut> push(Api api, String run, boolean resends) {
        FutureTask<Agent.Cut> pushing =
                new FutureTask<>(() -> agent.pushUntilCutOff(api, run, resends));
        Thread.ofVirtual().start(pushing);
        return pushing;
    }

    /**
     * What comes behind storage got all of it too, and a resend changes nothing but what is
     * missing.
     */
    private void checkInTheEnd() throws Exception {
        try (LocalCloud last = startHere()) {
            Api api = Api.of(data());
            List<Sample> found = agent.check(api);
            Map<String, String> hosts = api.hosts();
            assertThat(hostsWithADictionary(last))
                    .containsExactlyInAnyOrderElementsOf(
                            found.stream().map(each -> hosts.get(each.host())).distinct().toList());
            agent.resend(api);
            assertThat(last.sources().awaitIdle(PATIENCE)).isTrue();
        }
        try (LocalCloud once = startHere()) {
            // It went on where it was, and so had nothing to do.
            assertThat(once.calls().counts())
                    .noneMatch(count -> count.function().equals("EvaluateFunction"));
        }
    }

    private LocalCloud startHere() throws IOException, InterruptedException {
        LocalCloud here =
                LocalCloud.start(
                        LocalCloud.Options.of(CloudProcess.ROOT, data(), new KilledCloud.Said()));
        assertThat(here.sources().awaitIdle(PATIENCE)).isTrue();
        return here;
    }

    private static Set<String> hostsWithADictionary(LocalCloud cloud) throws Exception {
        ObjectNode everything =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("TableName", cloud.template().table("Rollup").name());
        Set<String> hosts = new TreeSet<>();
        try (DynamoApi dynamo = new DynamoApi(cloud.dynamoDb())) {
            for (JsonNode row : dynamo.call("Scan", everything).path("Items")) {
                assertThat(row.at("/sk/S").asText()).startsWith("dict#");
                hosts.add(row.at("/pk/S").asText().split("#")[1]);
            }
        }
        return hosts;
    }
}
