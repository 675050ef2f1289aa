package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.local.Invocation;
import io.keepwatch.local.template.EventSource.Destination.ToQueue;
import io.keepwatch.local.template.EventSource.Schedule;
import io.keepwatch.local.template.EventSource.ScheduleService;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Template;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleSourcesTest {

    @TempDir private Path folder;

    private final FakeFunctions functions = new FakeFunctions();

    @Test
    void firesEachHourOfADayThatTheClockIsMovedBy() throws Exception {
        try (Machine machine = start(Settings.schedule("cron(5 * * * ? *)"))) {
            Instant before = machine.clock().instant();
            Instant after = machine.clock().advance(Duration.ofDays(1));
            machine.awaitIdle();

            List<Instant> times = times();
            assertThat(times).hasSizeBetween(24, 25).isSorted().doesNotHaveDuplicates();
            assertThat(times.getFirst()).isAfter(before);
            assertThat(times.getLast()).isBeforeOrEqualTo(after);
            assertThat(times)
                    .allSatisfy(
                            time ->
                                    assertThat(time.atOffset(ZoneOffset.UTC).getMinute())
                                            .isEqualTo(5));
        }
    }

    @Test
    void handsOverTheEventThatTheSchedulerSends() throws Exception {
        try (Machine machine = start(Settings.schedule("rate(1 hour)"))) {
            machine.clock().advance(Duration.ofHours(1));
            machine.awaitIdle();

            JsonNode event = functions.events("Worker").getFirst();
            assertThat(event.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}Z");
            assertThat(event.path("id").asText()).hasSize(36);
            assertThat(
                            event.toString()
                                    .replace(event.path("id").asText(), "ID")
                                    .replace(event.path("time").asText(), "TIME"))
                    .isEqualTo(
                            "{\"version\":\"0\",\"id\":\"ID\",\"detail-type\":\"Scheduled Event\",\"source\":\"aws.scheduler\",\"account\":\"000000000000\",\"time\":\"TIME\",\"region\":\"eu-central-1\",\"resources\":[\"arn:aws:scheduler:eu-central-1:000000000000:schedule/default/keepwatch-WorkerClock\"],\"detail\":\"{}\"}");
        }
    }

    @Test
    void handsOverTheEventThatARuleSends() throws Exception {
        Schedule rule = Settings.schedule(ScheduleService.RULE, "rate(1 hour)", Optional.empty());
        try (Machine machine = start(rule)) {
            machine.clock().advance(Duration.ofHours(1));
            machine.awaitIdle();

            JsonNode event = functions.events("Worker").getFirst();
            assertThat(event.path("source").asText()).isEqualTo("aws.events");
            assertThat(event.at("/resources/0").asText())
                    .isEqualTo(
                            "arn:aws:events:eu-central-1:000000000000:rule/keepwatch-WorkerClock");
            assertThat(event.path("detail").toString()).isEqualTo("{}");
        }
    }

    @Test
    void leavesWhereTheFunctionSaysWhatItFailsOnForGood() throws Exception {
        functions.on("Worker", event -> FakeFunctions.failed());
        Function worker = Settings.function("Worker", Settings.schedule("rate(1 day)"));
        Function careful =
                new Function(
                        worker.logicalId(),
                        worker.name(),
                        worker.code(),
                        worker.handlerClass(),
                        worker.handlerMethod(),
                        worker.timeout(),
                        worker.memoryMegabytes(),
                        worker.environment(),
                        worker.rights(),
                        new Function.Asynchronous(
                                1, Duration.ofHours(1), Optional.of(new ToQueue("Dead"))),
                        worker.events());
        try (Machine machine =
                Machine.start(
                        folder,
                        Settings.template(List.of(careful), List.of(Settings.DEAD)),
                        functions,
                        Machine.GENTLE)) {
            machine.clock().advance(Duration.ofDays(1));
            machine.awaitIdle();
            machine.clock().advance(Duration.ofMinutes(1));
            machine.awaitIdle();

            Message letter = machine.received(Settings.DEAD).getFirst();
            JsonNode kept = Tree.read(letter.body()).orElseThrow();
            assertThat(kept.at("/requestContext/condition").asText()).isEqualTo("RetriesExhausted");
            assertThat(kept.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(2);
            assertThat(kept.path("requestPayload"))
                    .isEqualTo(functions.events("Worker").getFirst());
            assertThat(kept.at("/responsePayload/errorMessage").asText()).isEqualTo("poison");
        }
    }

    @Test
    void handsOverTheInputThatTheTemplateGives() throws Exception {
        Schedule schedule =
                Settings.schedule(
                        ScheduleService.SCHEDULER,
                        "rate(1 hour)",
                        Optional.of("{\"due\":\"<aws.scheduler.scheduled-time>\"}"));
        try (Machine machine = start(schedule)) {
            machine.clock().advance(Duration.ofHours(1));
            machine.awaitIdle();

            assertThat(functions.events("Worker").getFirst().path("due").asText())
                    .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}Z");
        }
    }

    @Test
    void makesUpForTheTimesThatWereMissedWhileNothingRan() throws Exception {
        Schedule hourly = Settings.schedule("rate(1 hour)");
        Instant stopped;
        try (Machine machine = start(hourly)) {
            machine.awaitIdle();
            stopped = machine.clock().instant();
        }
        // A clock that was moved while nothing ran is what a night without power is.
        try (Machine machine = start(Settings.schedule("rate(1 day)"))) {
            machine.clock().advance(Duration.ofHours(5));
        }
        try (Machine machine = start(hourly)) {
            machine.awaitIdle();

            assertThat(times().stream().filter(time -> time.isAfter(stopped))).hasSize(5);
        }
    }

    @Test
    void saysWhatItDoesNotMakeUpFor() throws Exception {
        Schedule schedule = Settings.schedule("rate(1 minute)");
        Schedule other = Settings.schedule("rate(365 days)");
        start(schedule).close();
        try (Machine machine = start(other)) {
            machine.clock().advance(Duration.ofMinutes(218));
        }
        try (Machine machine = start(schedule)) {
            machine.awaitIdle();

            assertThat(functions.events("Worker")).hasSize(168);
            assertThat(machine.log().lines())
                    .anySatisfy(
                            line ->
                                    assertThat(line)
                                            .contains("WorkerClock missed 50 of its times"));
        }
    }

    @Test
    void firesNoTimeTwiceOverARestart() throws Exception {
        Schedule hourly = Settings.schedule("rate(1 hour)");
        try (Machine machine = start(hourly)) {
            machine.clock().advance(Duration.ofHours(3));
            machine.awaitIdle();
        }
        try (Machine machine = start(hourly)) {
            machine.clock().advance(Duration.ofHours(2));
            machine.awaitIdle();

            assertThat(times()).hasSize(5).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void triesAgainAfterOneAndAfterTwoMinutesAndThenGivesUp() throws Exception {
        functions.on("Worker", event -> FakeFunctions.failed());
        try (Machine machine = start(Settings.schedule("rate(1 day)"))) {
            machine.clock().advance(Duration.ofDays(1));
            machine.awaitIdle();
            assertThat(functions.events("Worker")).hasSize(1);
            machine.clock().advance(Duration.ofMinutes(1));
            machine.awaitIdle();
            assertThat(functions.events("Worker")).hasSize(2);
            machine.clock().advance(Duration.ofMinutes(1));
            machine.awaitIdle();
            assertThat(functions.events("Worker")).hasSize(2);
            machine.clock().advance(Duration.ofMinutes(1));
            machine.awaitIdle();
            assertThat(functions.events("Worker")).hasSize(3);
            machine.clock().advance(Duration.ofHours(1));
            machine.awaitIdle();

            assertThat(functions.events("Worker")).hasSize(3);
            assertThat(functions.events("Worker")).containsOnly(functions.events("Worker").get(0));
            assertThat(machine.log().lines())
                    .anyMatch(line -> line.contains("given up") && line.contains("poison"));
            assertThat(machine.log().lines().getLast()).contains("event for Worker is lost");
        }
    }

    @Test
    void handsOverAgainAfterARestartWhatWasUnderWay() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        functions.on(
                "Worker",
                event -> {
                    called.countDown();
                    never.await();
                    return FakeFunctions.DONE;
                });
        Schedule hourly = Settings.schedule("rate(1 hour)");
        try (Machine machine = start(hourly)) {
            machine.clock().advance(Duration.ofHours(1));
            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        }
        functions.on("Worker", event -> FakeFunctions.DONE);
        try (Machine machine = start(hourly)) {
            machine.awaitIdle();

            assertThat(functions.events("Worker").size()).isGreaterThanOrEqualTo(2);
            assertThat(times()).allMatch(times().getFirst()::equals);
        }
    }

    @Test
    void keepsAnEventWhileTheFunctionIsTooBusy() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        functions.on(
                "Worker",
                event -> free.getCount() > 0 ? new Invocation.Throttled() : FakeFunctions.DONE);
        try (Machine machine = start(Settings.schedule("rate(1 hour)"))) {
            machine.clock().advance(Duration.ofHours(1));
            assertThat(machine.sources().awaitIdle(Duration.ofMillis(200))).isFalse();
            free.countDown();
            machine.awaitIdle();

            assertThat(times()).hasSizeGreaterThan(1).allMatch(times().getFirst()::equals);
        }
    }

    @Test
    void firesEachHourOfAYearWhereToldThatItMay() throws Exception {
        Template template =
                Settings.template(
                        List.of(
                                Settings.function(
                                        "Worker", Settings.schedule("cron(0 * * * ? *)"))),
                        List.of());
        try (Machine machine =
                Machine.start(folder, template, functions, Machine.GENTLE.withMadeUpMax(10_000))) {
            machine.clock().advance(Duration.ofDays(365));
            machine.awaitIdle();

            assertThat(times()).hasSize(365 * 24).isSorted();
        }
    }

    @Test
    void failsAtStartNamingAnExpressionThatIsNone() {
        assertThatThrownBy(() -> start(Settings.schedule("cron(5 * * * * *)")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Clock of Worker");
    }

    private Machine start(Schedule schedule) throws Exception {
        Template template =
                Settings.template(List.of(Settings.function("Worker", schedule)), List.of());
        return Machine.start(folder, template, functions, Machine.GENTLE);
    }

    private List<Instant> times() {
        return functions.events("Worker").stream()
                .map(event -> Instant.parse(event.path("time").asText()))
                .toList();
    }
}
