package io.keepwatch.aws;

import io.keepwatch.domain.storage.StorageBusy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The same work on several things at once. The work is waiting, so each has a virtual thread. */
public final class Parallel {

    /** Calls to storage that wait for their answers at a time. */
    public static final int CALLS_MAX = 16;

    /** How long {@link #within} waits for work to stop that it has interrupted. */
    private static final Duration STOPPED_WITHIN = Duration.ofMillis(500);

    private Parallel() {}

    /**
     * The results in the order of the things, at most {@code atOnce} of them worked on at a time.
     * Once one of them throws, none is begun any more, and when all that were begun have ended,
     * that is thrown. If the calling thread is interrupted, so are they.
     *
     * @throws StorageBusy if interrupted before all was done
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
                if (isInterrupted(turns::acquire) || failed.get()) {
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
        if (Thread.currentThread().isInterrupted()) {
            throw new StorageBusy("stopped before all was done", new InterruptedException());
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

    /**
     * The result of the work if it is done in time. Else it is interrupted, as is all that it does
     * by {@link #map}, and what it was about to begin is not begun.
     *
     * @throws StorageBusy if it is not done in time
     */
    public static <T> T within(Duration time, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = Thread.startVirtualThread(task);
        AtomicBoolean done = new AtomicBoolean();
        boolean interrupted = isInterrupted(() -> done.set(thread.join(time)));
        if (!done.get() || interrupted) {
            thread.interrupt();
            isInterrupted(() -> thread.join(STOPPED_WITHIN));
            throw new StorageBusy("not done in time", new TimeoutException());
        }
        return result(task);
    }

    private interface Waiting {

        void end() throws InterruptedException;
    }

    private static boolean isInterrupted(Waiting waiting) {
        try {
            waiting.end();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
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
