package io.keepwatch.cabinet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.storage.StorageBusy;
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
    void throwsWhatOneOfThemThrewOnceAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        StorageBusy busy = new StorageBusy("busy", new IllegalStateException());

        assertThatThrownBy(
                        () ->
                                Parallel.map(
                                        HUNDRED,
                                        3,
                                        i -> {
                                            if (i == 1) {
                                                throw busy;
                                            }
                                            return ended.incrementAndGet();
                                        }))
                .isSameAs(busy);
        assertThat(ended).hasValue(99);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
