package io.keepwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.storage.StorageBusy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {

    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void givesResultsInTheOrderOfTheThings() {
        assertThat(Parallel.map(HUNDRED, 7, i -> -i))
                .isEqualTo(HUNDRED.stream().map(i -> -i).toList());
        assertThat(Parallel.map(List.of(), 7, i -> i)).isEmpty();
    }

    @Test
    void worksOnSoManyAtOnceAndNoMore() {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);

        Parallel.map(
                HUNDRED,
                3,
                i -> {
                    most.accumulateAndGet(working.incrementAndGet(), Math::max);
                    three.countDown();
                    await(three); // nobody ends before three have begun
                    return working.decrementAndGet();
                });

        assertThat(most).hasValue(3);
    }

    @Test
    void throwsWhatOneOfThemThrewOnceAllThatWereBegunHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        StorageBusy busy = new StorageBusy("busy", new IllegalStateException());

        assertThatThrownBy(
                        () ->
                                Parallel.forEach(
                                        HUNDRED.subList(0, 3),
                                        3,
                                        i -> {
                                            three.countDown();
                                            await(three);
                                            if (i == 1) {
                                                throw busy;
                                            }
                                            ended.incrementAndGet();
                                        }))
                .isSameAs(busy);
        assertThat(ended).hasValue(2);
    }

    @Test
    void beginsNoMoreOnceOneHasThrown() {
        AtomicInteger begun = new AtomicInteger();

        assertThatThrownBy(
                        () ->
                                Parallel.forEach(
                                        HUNDRED,
                                        1,
                                        i -> {
                                            begun.incrementAndGet();
                                            throw new IllegalStateException("told to");
                                        }))
                .hasMessage("told to");
        assertThat(begun).hasValue(1);
    }

    @Test
    void worksOnASingleThingWithoutAnotherThread() {
        assertThat(Parallel.map(List.of(1), 3, i -> Thread.currentThread()))
                .containsExactly(Thread.currentThread());
    }

    @Test
    void givesWhatIsDoneInTime() {
        assertThat(Parallel.within(Duration.ofSeconds(10), () -> 7)).isEqualTo(7);
        assertThatThrownBy(
                        () ->
                                Parallel.within(
                                        Duration.ofSeconds(10),
                                        () -> {
                                            throw new IllegalStateException("told to");
                                        }))
                .hasMessage("told to");
    }

    @Test
    void stopsWhatIsNotDoneInTimeAndBeginsNoMore() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger stopped = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(
                        () ->
                                Parallel.within(
                                        Duration.ofMillis(100),
                                        () ->
                                                Parallel.map(
                                                        HUNDRED,
                                                        3,
                                                        i -> {
                                                            begun.incrementAndGet();
                                                            try {
                                                                await(never);
                                                            } finally {
                                                                stopped.incrementAndGet();
                                                            }
                                                            return i;
                                                        })))
                .isInstanceOf(StorageBusy.class);

        assertThat(begun).hasValue(3);
        assertThat(stopped).hasValue(3);
    }

    @Test
    void doesNotWaitForWhatCannotBeStopped() {
        CountDownLatch end = new CountDownLatch(1);

        assertThatThrownBy(() -> Parallel.within(Duration.ZERO, () -> awaitUninterruptibly(end)))
                .isInstanceOf(StorageBusy.class);

        end.countDown();
    }

    private static int awaitUninterruptibly(CountDownLatch latch) {
        int interrupts = 0;
        while (true) {
            try {
                latch.await();
                return interrupts;
            } catch (InterruptedException e) {
                interrupts++;
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
