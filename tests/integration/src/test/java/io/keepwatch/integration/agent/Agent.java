package io.keepwatch.integration.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.aws.Environment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Pushes one after the other, and keeps book of what was answered. */
public final class Agent {

    /** As long ago as is safely within what is taken in, so that each push has its own second. */
    private static final Duration AGO = Duration.ofHours(20);

    private final Random random;
    private final long firstTime;
    private final Set<Sample> sent = new HashSet<>();
    private final Set<Sample> acknowledged = new HashSet<>();
    private final List<Push> unanswered = new ArrayList<>();
    private int pushes;

    /**
     * @param random for values that are hard to get right
     */
    public Agent(Random random) {
        this.random = random;
        this.firstTime = Environment.current().clock().instant().minus(AGO).toEpochMilli();
    }

    /**
     * One push of both hosts.
     *
     * @param run the name of the other host, and a label, so that series come that are new
     * @return whether it was answered with 2xx; else the answer was 503
     */
    public boolean push(Api api, String run) throws IOException, InterruptedException {
        return deliver(api, next(run));
    }

    /**
     * How the pushing ended.
     *
     * @param answered how many pushes were answered with 2xx
     * @param push the one that got no answer at all
     */
    public record Cut(int answered, Push push) {}

    /**
     * Pushes until there is no answer any more.
     *
     * @param run as in {@link #push}
     * @param resends whether it begins with the newest that had no 2xx
     */
    public Cut pushUntilCutOff(Api api, String run, boolean resends) throws InterruptedException {
        Push push = resends && !unanswered.isEmpty() ? unanswered.getLast() : next(run);
        int answered = 0;
        while (true) {
            try {
                answered += deliver(api, push) ? 1 : 0;
            } catch (IOException e) {
                return new Cut(answered, push); // the process is gone
            }
            push = next(run);
        }
    }

    /**
     * Sends again all that had no 2xx, and reads back that then all that was ever sent is there.
     */
    public void resend(Api api) throws IOException, InterruptedException {
        for (Push push : List.copyOf(unanswered)) {
            assertThat(deliver(api, push)).isTrue();
        }
        assertThat(check(api)).hasSameSizeAs(sent);
    }

    private Push next(String run) {
        long time = firstTime + TimeUnit.SECONDS.toMillis(pushes);
        Push push = Push.of(run, time, pushes, random.nextDouble());
        pushes++;
        sent.addAll(push.samples());
        unanswered.add(push);
        return push;
    }

    private boolean deliver(Api api, Push push) throws IOException, InterruptedException {
        int status = api.push(push.json());
        if (status / 100 != 2) {
            assertThat(status).isEqualTo(503); // send it again
            return false;
        }
        acknowledged.addAll(push.samples());
        unanswered.remove(push);
        return true;
    }

    /**
     * Reads everything back: all that was acknowledged, once each, and nothing that was not sent.
     */
    public List<Sample> check(Api api) throws IOException, InterruptedException {
        List<Sample> found = read(api);
        assertThat(found).doesNotHaveDuplicates();
        assertThat(new HashSet<>(found)).containsAll(acknowledged);
        assertThat(sent).containsAll(found);
        return found;
    }

    private List<Sample> read(Api api) throws IOException, InterruptedException {
        List<Sample> found = new ArrayList<>();
        String range =
                "from=%d&to=%d"
                        .formatted(firstTime, firstTime + TimeUnit.SECONDS.toMillis(pushes + 1));
        for (Map.Entry<String, String> host : api.hosts().entrySet()) {
            JsonNode answer =
                    api.get(
                            "/v1/hosts/%s/metrics?name=%s&step=raw&%s"
                                    .formatted(host.getValue(), Push.METRIC, range));
            assertThat(answer.hasNonNull("cursor")).isFalse();
            assertThat(answer.hasNonNull("unreadableChunks")).isFalse();
            for (JsonNode series : answer.path("series")) {
                for (int i = 0; i < series.path("times").size(); i++) {
                    found.add(sample(host.getKey(), series, i));
                }
            }
        }
        return found;
    }

    private static Sample sample(String host, JsonNode series, int index) {
        JsonNode value = series.path("values").get(index);
        return new Sample(
                host,
                series.path("labels").path("run").asText(),
                Instant.parse(series.path("times").get(index).asText()).toEpochMilli(),
                series.path("type").asText().equals("integer")
                        ? (Number) value.longValue()
                        : (Number) value.doubleValue());
    }
}
