package io.keepwatch.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** The same work on several things at once. The work is waiting, so each has a virtual thread. */
public final class Parallel {

    /** Calls to storage that wait for their answers at a time. */
    public static final int CALLS_MAX = 16;

    private Parallel() {}

    /**
     * The results in the order of the things, at most {@code atOnce} of them worked on at a time.
     * Once one of them throws, none is begun any more, and when all that were begun have ended,
     * that is thrown.
     */
    public static <T, R> List<R> map(List<T> things, int atOnce, Function<T, R> work) {
        if (things.size() == 1) {
            return List.of(work.apply(things.getFirst())); // most pushes: no thread is needed
        }
        Semaphore turns = new Semaphore(atOnce);
        AtomicBoolean failed = new AtomicBoolean();
        List<Future<R>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T thing : things) {
                turns.acquireUninterruptibly();
                if (failed.get()) {
                    break;
                }
                futures.add(
                        threads.submit(
                                () -> {
                                    boolean done = false;
                                    try {
                                        R result = work.apply(thing);
                                        done = true;
                                        return result;
                                    } finally {
                                        failed.compareAndSet(false, !done);
                                        turns.release();
                                    }
                                }));
            }
        }
        return futures.stream().map(Parallel::result).toList();
    }

    /** As {@link #map}, for work that has no result. */
    public static <T> void forEach(List<T> things, int atOnce, Consumer<T> work) {
        map(
                things,
                atOnce,
                thing -> {
                    work.accept(thing);
                    return thing;
                });
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
