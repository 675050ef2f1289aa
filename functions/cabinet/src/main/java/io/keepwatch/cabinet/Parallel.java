package io.keepwatch.cabinet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** The same work on several things at once. The work is waiting, so each has a virtual thread. */
final class Parallel {

    private Parallel() {}

    /**
     * The results in the order of the things, at most {@code atOnce} of them worked on at a time.
     * What one of them throws is thrown, once all have ended.
     */
    static <T, R> List<R> map(List<T> things, int atOnce, Function<T, R> work) {
        Semaphore turns = new Semaphore(atOnce);
        List<Future<R>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T thing : things) {
                turns.acquireUninterruptibly();
                futures.add(
                        threads.submit(
                                () -> {
                                    try {
                                        return work.apply(thing);
                                    } finally {
                                        turns.release();
                                    }
                                }));
            }
        }
        return futures.stream().map(Parallel::result).toList();
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("work that failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted after all work had ended", e);
        }
    }
}
